import { isObject, type JsonObject, type KubeObject } from '../apimachinery/object.js';
import { notRegistered, packageOf, unknownConversion } from '../apimachinery/scheme.js';
import { badRequest, unsupportedMediaType } from '../apimachinery/status.js';
import { groupVersion, type Resource } from '../apis/resource.js';
import { decodeFields } from './decode-fields.js';
import type { Served } from './registry/catalogue.js';
import { schemaOf } from './registry/catalogue.js';
import { parseText } from './text.js';
import { refuse, type Refusal, type Transaction } from './transaction.js';

/** A request's body. */
export interface Document {
  readonly object: JsonObject;
  /** What strict decoding has against the text it came as. */
  readonly complaints: readonly string[];
}

const NONE: readonly string[] = [];
const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** The request's body as a JSON object, parsed when it came as text. */
export function readDocument(transaction: Transaction, kind = ''): Document | Refusal {
  const { body, contentType = 'application/json' } = transaction.request;
  if (contentType === PROTOBUF) return unrecognized(NO_PROTOBUF, textOf(body), kind);
  if (isObject(body)) return { object: body, complaints: NONE };
  const text = textOf(body);
  const parsed = parseText(text, contentType);
  if ('error' in parsed) return unrecognized(untyped(parsed.error, contentType), text, kind);
  if (isObject(parsed.value)) return { object: parsed.value, complaints: parsed.complaints };
  // Go reads null into a struct as nothing at all.
  if (parsed.value === null) return { object: {}, complaints: parsed.complaints };
  const error = `json: cannot unmarshal ${jsonType(parsed.value)} into Go value of type ${TYPE_META}`;
  return unrecognized(untyped(error, contentType), text, kind);
}

/** Bodies are texts here. */
const NO_PROTOBUF = 'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]';

/** A body as it is sent. */
export function textOf(body: unknown): string {
  return typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
}

/** Why the type cannot be read of what is no JSON. */
function untyped(error: string, contentType: string): string {
  return contentType.includes('yaml') ? error : `${NO_TYPE}: ${error}`;
}

/** A body of which not even the kind can be told (transformDecodeError). */
function unrecognized(why: string, text: string, kind: string): Refusal {
  if (kind === '') return refuse(badRequest(why));
  return refuse(badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why} (${summary(text)})`));
}

const SUMMARY_LENGTH = 30;

/** The beginning of a body: JSON as it is, anything else in hexadecimal (summarizeData). */
function summary(text: string): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length === 0) return '<empty>';
  const more = bytes.length > SUMMARY_LENGTH ? ' ...' : '';
  const head = bytes.slice(0, SUMMARY_LENGTH);
  if (text.startsWith('{')) return new TextDecoder().decode(head) + more;
  return Array.from(head, (byte) => byte.toString(16).padStart(2, '0')).join('') + more;
}

const MEDIA_TYPES = ['application/json', 'application/yaml', PROTOBUF];

/** A body of a type that the server does not read: 415. */
export function unsupportedBody({ request: { contentType = '' } }: Transaction): Refusal | undefined {
  if (contentType === '' || contentType === 'application/json') return undefined;
  const type = mediaType(contentType);
  return type === '' || MEDIA_TYPES.includes(type) ? undefined : refuse(unsupportedMediaType(MEDIA_TYPES));
}

/** A media type without its parameters. */
export function mediaType(contentType: string): string {
  const [type = ''] = contentType.split(';');
  return type.trim();
}

const NO_TYPE = "couldn't get version/kind; json parse error";
const TYPE_META =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

function jsonType(value: unknown): string {
  if (typeof value === 'boolean') return 'bool';
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}

/** Why the type of a document cannot be read; undefined: it can, if it says one (json.SimpleMetaFactory). */
export function typeMetaError(document: JsonObject): string | undefined {
  for (const key in document) {
    if (key !== 'apiVersion' && key !== 'kind') continue;
    const value = document[key] ?? '';
    if (typeof value !== 'string')
      return `${NO_TYPE}: json: cannot unmarshal ${jsonType(value)} into Go struct field .${key} of type string`;
  }
  return undefined;
}

/** What a request wants of unknown and repeated fields. */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** The query's fieldValidation; unset is Warn. */
export function fieldValidation({ request }: Transaction): FieldValidation {
  const asked = request.query?.['fieldValidation'];
  return asked === 'Ignore' || asked === 'Strict' ? asked : 'Warn';
}

/**
 * Reads an object of a collection from JSON: checks its type, decodes it by its schema and sets defaults. Unknown fields
 * become warnings, an error, or nothing, as the request wants.
 */
export function decodeObject(
  transaction: Transaction,
  served: Served,
  { object: body, complaints }: Document,
): KubeObject | Refusal {
  const { resource } = served;
  const broken = typeMetaError(body);
  if (broken !== undefined) return unrecognized(broken, textOf(transaction.request.body), resource.kind);
  const wrong = checkType(served, body);
  if (wrong !== undefined) return wrong;
  const validation = fieldValidation(transaction);
  const { object, read, error, unknownFields } = decodeFields(served, body, { strict: validation !== 'Ignore' });
  transaction.read = read;
  if (error !== undefined) return refuse(badRequest(unhandled(resource) + error));
  if (complaints.length + unknownFields.length === 0) return object;
  const strict = [...complaints, ...unknownFields];
  if (validation === 'Strict')
    return refuse(badRequest(`${unhandled(resource)}strict decoding error: ${strict.join(', ')}`));
  if (validation === 'Warn') transaction.warnings.push(...strict.flatMap(asWarnings));
  return object;
}

function unhandled({ kind, version }: Pick<Resource, 'kind' | 'version'>, as = kind): string {
  return `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${as}: `;
}

/** What upstream warns of instead of a strict error: YAML's come in lines (parseYAMLWarnings). */
export function asWarnings(complaint: string): readonly string[] {
  const [first = '', ...lines] = complaint.split('\n');
  return first.startsWith('yaml:') ? lines.map((line) => line.trim()) : [complaint];
}

/** A body without a type is accepted; one of another type is refused as upstream's decoder does. */
function checkType({ resource }: Served, body: JsonObject): Refusal | undefined {
  const apiVersion = body['apiVersion'] ?? '';
  const kind = body['kind'] ?? '';
  const expected = groupVersion(resource);
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return refuse(badRequest(NO_TYPE));
  if ((apiVersion === '' || apiVersion === expected) && (kind === '' || kind === resource.kind)) return undefined;
  const slash = apiVersion.indexOf('/');
  const [group, version] = slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
  const sentKind = kind === '' ? resource.kind : kind;
  const sentVersion = apiVersion === '' ? resource.version : version;
  const sentGroup = apiVersion === '' ? resource.group : group;
  const why = unhandled({ kind: sentKind, version: sentVersion }, resource.kind);
  if (schemaOf(sentGroup, sentVersion, sentKind) === undefined)
    return refuse(badRequest(why + notRegistered(sentKind, apiVersion === '' ? expected : apiVersion)));
  if (sentKind !== resource.kind && sentGroup === resource.group) {
    const own = { package: packageOf(resource.group), kind: resource.kind };
    return refuse(badRequest(why + unknownConversion({ package: 'v1', kind: sentKind }, own)));
  }
  return refuse(
    badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${expected})`),
  );
}
