import { parse as parseYaml } from 'yaml';
import { isKubeObject, isObject, type JsonObject, type KubeObject } from '../apimachinery/object.js';
import { badRequest } from '../apimachinery/status.js';
import { decode } from '../apis/decoding/decode.js';
import { schemas } from '../apis/generated/schemas.js';
import { groupVersion } from '../apis/resource.js';
import type { Served } from './registry/catalogue.js';
import { schemaOf } from './registry/catalogue.js';
import { refuse, type Refusal, type Transaction } from './transaction.js';

/** The request's body as a JSON object, parsed when it came as text. */
export function readBody(transaction: Transaction): JsonObject | Refusal {
  const { body, contentType = 'application/json' } = transaction.request;
  if (isObject(body)) return body;
  if (typeof body !== 'string') return refuse(badRequest('the body of the request was empty'));
  try {
    const parsed: unknown = contentType.includes('yaml') ? parseYaml(body) : JSON.parse(body);
    if (isObject(parsed)) return parsed;
    return refuse(
      badRequest(
        `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonType(parsed)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
      ),
    );
  } catch (error) {
    return refuse(
      badRequest(
        `couldn't get version/kind; json parse error: ${error instanceof Error ? error.message : String(error)}`,
      ),
    );
  }
}

function jsonType(value: unknown): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}

/**
 * Reads an object of a collection from JSON: checks its type, decodes it by its schema and sets defaults. Unknown fields
 * become warnings, an error, or nothing, by the query's fieldValidation (default Warn).
 */
export function decodeObject(transaction: Transaction, served: Served, body: JsonObject): KubeObject | Refusal {
  const { resource, schema, strategy } = served;
  const wrong = checkType(served, body);
  if (wrong !== undefined) return wrong;
  const typed = { ...body, apiVersion: groupVersion(resource), kind: resource.kind };
  const same = body['apiVersion'] === typed.apiVersion && body['kind'] === typed.kind;
  if (schema === undefined) return refuse(badRequest(`${resource.kind} cannot be decoded`));
  const validation = transaction.request.query?.['fieldValidation'] ?? 'Warn';
  const { value, unknownFields, errors } = decode(schema, schemas, same ? body : typed, {
    strict: validation !== 'Ignore',
    keepEmpty: true,
  });
  const prefix = `${resource.kind} in version ${JSON.stringify(resource.version)} cannot be handled as a ${resource.kind}: `;
  if (errors[0] !== undefined) return refuse(badRequest(prefix + errors[0]));
  if (unknownFields.length > 0) {
    if (validation === 'Strict')
      return refuse(badRequest(`${prefix}strict decoding error: ${unknownFields.join(', ')}`));
    if (validation === 'Warn') transaction.warnings.push(...unknownFields);
  }
  const object = withMetadata(value);
  return strategy.defaults?.(object) ?? object;
}

const NO_METADATA = { name: '', uid: '', resourceVersion: '', creationTimestamp: '' };

function withMetadata(object: JsonObject): KubeObject {
  return isKubeObject(object) ? object : { ...object, metadata: NO_METADATA };
}

/** A body without a type is accepted; one of another type is refused as upstream's decoder does. */
function checkType({ resource }: Served, body: JsonObject): Refusal | undefined {
  const { apiVersion = '', kind = '' } = body;
  const expected = groupVersion(resource);
  if (typeof apiVersion !== 'string' || typeof kind !== 'string')
    return refuse(
      badRequest(
        "couldn't get version/kind; json parse error: json: cannot unmarshal non-string into Go struct field .apiVersion of type string",
      ),
    );
  if ((apiVersion === '' || apiVersion === expected) && (kind === '' || kind === resource.kind)) return undefined;
  const slash = apiVersion.indexOf('/');
  const [group, version] = slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
  const sentKind = kind === '' ? resource.kind : kind;
  const sentVersion = apiVersion === '' ? resource.version : version;
  const sentGroup = apiVersion === '' ? resource.group : group;
  const known = schemaOf(sentGroup, sentVersion, sentKind) !== undefined;
  if (!known)
    return refuse(
      badRequest(
        `${resource.kind} in version ${JSON.stringify(resource.version)} cannot be handled as a ${resource.kind}: ` +
          `no kind ${JSON.stringify(sentKind)} is registered for version ${JSON.stringify(apiVersion === '' ? expected : apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`,
      ),
    );
  if (sentKind !== resource.kind && sentGroup === resource.group)
    return refuse(
      badRequest(
        `${sentKind} in version ${JSON.stringify(sentVersion)} cannot be handled as a ${resource.kind}: converting (v1.${sentKind}) to (${resource.group}.${resource.kind}): unknown conversion`,
      ),
    );
  return refuse(
    badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${expected})`),
  );
}
