import { invalid } from '../../apimachinery/field-error.js';
import { asJson, isObject, type JsonObject, type KubeObject } from '../../apimachinery/object.js';
import { marshal } from '../../apimachinery/json-text.js';
import { applyJsonPatch } from '../../apimachinery/patch/json-patch.js';
import { applyMergePatch } from '../../apimachinery/patch/merge-patch.js';
import type { Patched } from '../../apimachinery/patch/patch-result.js';
import { applyStrategicMergePatch } from '../../apimachinery/patch/strategic-merge-patch.js';
import { goValue } from '../../apimachinery/quote.js';
import {
  badRequest,
  genericResponse,
  invalidObject,
  notFound,
  unsupportedMediaType,
} from '../../apimachinery/status.js';
import { schemas } from '../../apis/generated/schemas.js';
import { asWarnings, fieldValidation, mediaType, type FieldValidation } from '../body.js';
import { decodeFields } from '../decode-fields.js';
import { presentedObject } from '../present.js';
import { updateObject, type Updated } from '../registry/generic/update.js';
import type { ResourceRequest } from '../request-info.js';
import { parseText, type ParsedText } from '../text.js';
import { isRefusal, refuse, type Refusal, type Transaction } from '../transaction.js';
import { withManagedFields } from '../managed-fields/show.js';
import { applyObject } from './apply.js';
import { inPlace } from './in-place.js';
import { convertedType, typeOf, withoutVersion } from './patched-type.js';
import { alongJsonPatch, alongMergePatch, consumed, unknownOperationFields } from './patched-text.js';

export const APPLY = 'application/apply-patch+yaml';
const JSON_PATCH = 'application/json-patch+json';
const MERGE = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';

const WITHOUT_SCHEMA = [JSON_PATCH, MERGE, APPLY];
const WITH_SCHEMA = [JSON_PATCH, MERGE, STRATEGIC, APPLY];

/** PATCH of an object, or of a subresource that is written like one: patcher.applyPatch. */
export function patchObject(transaction: Transaction, request: ResourceRequest): Updated | Refusal {
  const { served, name } = request;
  const unsupported = unsupportedPatch(transaction, request);
  if (unsupported !== undefined) return unsupported;
  if (patchType(transaction) === APPLY) return applyObject(transaction, request);
  return updateObject(transaction, request, (existing) => {
    if (existing === undefined) return refuse(notFound(served.resource, name));
    const whole = () => asJson(presentedObject(served, withManagedFields(existing)));
    const object = patchedObject(transaction, request, asJson(presentedObject(served, existing)), whole);
    return isRefusal(object) ? object : { object };
  });
}

/** A patch of a kind that cannot be applied here. */
export function unsupportedPatch(transaction: Transaction, { served }: ResourceRequest): Refusal | undefined {
  const contentType = patchType(transaction);
  const types = served.schema === undefined ? WITHOUT_SCHEMA : WITH_SCHEMA;
  if (types.includes(contentType)) return undefined;
  return refuse(
    served.schema === undefined
      ? unsupportedMediaType(types)
      : genericResponse(415, 'UnsupportedMediaType', '415: Unsupported Media Type'),
  );
}

/**
 * What the request's patch makes of an object that is presented as `served` says.
 * @param whole the object with who manages its fields, which few patches are about, and refusals print
 */
export function patchedObject(
  transaction: Transaction,
  request: ResourceRequest,
  known: JsonObject,
  whole: () => JsonObject = () => known,
): KubeObject | Refusal {
  const current = isAboutManagers(transaction.request.body) ? whole() : known;
  const patched = applyPatch(transaction, request, current, whole);
  if (isRefusal(patched)) return patched;
  const decoded = decodePatched(transaction, request, patched, current);
  return isRefusal(decoded) ? decoded : inPlace(decoded, request);
}

/** What a patch came to, before it is decoded. */
interface Outcome {
  readonly document: JsonObject;
  /** How errors show it. */
  readonly printed: () => string;
  readonly complaints: readonly string[];
}

/** Whether a patch can touch metadata.managedFields. */
function isAboutManagers(body: unknown): boolean {
  if (typeof body === 'string') return body.includes('managedFields') || body.includes('"/metadata"');
  if (Array.isArray(body))
    return body.some((step) => isObject(step) && (isManagers(step['path']) || isManagers(step['from'])));
  const metadata = isObject(body) ? body['metadata'] : undefined;
  return isObject(metadata) && 'managedFields' in metadata;
}

function isManagers(path: unknown): boolean {
  return (
    path === '' || path === '/metadata' || (typeof path === 'string' && path.startsWith('/metadata/managedFields'))
  );
}

function applyPatch(
  transaction: Transaction,
  request: ResourceRequest,
  current: JsonObject,
  whole: () => JsonObject,
): Outcome | Refusal {
  const contentType = patchType(transaction);
  const parsed = readPatch(transaction);
  if ('error' in parsed) return refuse(badRequest(unreadable(parsed.error, contentType, fieldValidation(transaction))));
  const { value: patch, complaints } = parsed;
  switch (contentType) {
    case JSON_PATCH:
      return outcome(
        applyJsonPatch(current, patch),
        (of) => alongJsonPatch(of, patch),
        { current, whole },
        [...complaints, ...unknownOperationFields(patch)].map((complaint) => `json patch ${complaint}`),
      );
    case MERGE:
      return outcome(
        applyMergePatch(current, patch),
        (of) => alongMergePatch(of, patch),
        { current, whole },
        complaints,
      );
    default: {
      const { schema = {} } = request.served;
      const result = applyStrategicMergePatch(current, patch, schema, schemas);
      if (!result.ok) return refuse(result.status);
      return { document: result.value, printed: () => goValue(consumed(patch)), complaints };
    }
  }
}

/** Nobody decodes a merge patch strictly where unknown fields are ignored. */
function unreadable(error: string, contentType: string, validation: FieldValidation): string {
  if (contentType === STRATEGIC) return error;
  return contentType === MERGE && validation === 'Ignore' ? 'Invalid JSON Patch' : `error decoding patch: ${error}`;
}

/** The kind of patch that was sent; none is said without a body. */
function patchType({ request: { contentType = '' } }: Transaction): string {
  return mediaType(contentType);
}

function readPatch({ request: { body } }: Transaction): ParsedText | { readonly error: string } {
  if (typeof body === 'string') return parseText(body, 'application/json');
  return body === undefined ? { error: 'unexpected end of JSON input' } : { value: body, complaints: NONE };
}

function outcome(
  result: Patched<unknown>,
  along: (object: JsonObject) => unknown,
  { current, whole }: { readonly current: JsonObject; readonly whole: () => JsonObject },
  complaints: readonly string[],
): Outcome | Refusal {
  if (!result.ok) return refuse(result.status);
  const document = along(current);
  if (!isObject(document)) return refuse(badRequest('the patched object is not a JSON object'));
  return { document, printed: () => marshal(along(whole())), complaints };
}

const NONE: readonly string[] = [];

function decodePatched(
  transaction: Transaction,
  { served }: ResourceRequest,
  { document, printed, complaints }: Outcome,
  before: JsonObject,
): KubeObject | Refusal {
  const validation = fieldValidation(transaction);
  const converting = transaction.request.contentType === STRATEGIC;
  const invalidPatch = (why: string): Refusal =>
    refuse(invalidObject({ group: '', kind: '' }, '', [invalid('patch', printed(), why)]));
  const type = converting ? convertedType(document) : typeOf(served, document);
  if (type.problem !== undefined) return invalidPatch(type.problem);
  const { object, read, error, unknownFields } =
    type.internal === true
      ? withoutVersion(served, document)
      : decodeFields(served, document, { strict: validation !== 'Ignore', converting, before });
  transaction.read = read;
  const found = validation !== 'Ignore' && complaints.length + unknownFields.length > 0;
  const strict = found ? [...complaints, ...unknownFields] : NONE;
  if (error !== undefined) return invalidPatch(error);
  if (validation === 'Strict' && strict.length > 0) return invalidPatch(`strict decoding error: ${strict.join(', ')}`);
  if (found) transaction.warnings.push(...strict.flatMap(asWarnings));
  return object;
}
