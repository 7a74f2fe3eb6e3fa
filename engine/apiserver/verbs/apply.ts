import { afterApply } from '../../apimachinery/managed-fields/field-manager.js';
import { conflictStatus } from '../../apimachinery/managed-fields/conflicts.js';
import { conflictsBeyond, KUBECTL, withLastApplied } from '../../apimachinery/managed-fields/last-applied.js';
import { NOBODY, type Managed } from '../../apimachinery/managed-fields/managed.js';
import { isObject, type JsonObject, type KubeObject } from '../../apimachinery/object.js';
import { badRequest, conflict, internalError, notFound, plainError } from '../../apimachinery/status.js';
import type { Type } from '../../apimachinery/structured-merge/atom.js';
import { errorsText, typeErrors } from '../../apimachinery/structured-merge/validate.js';
import { timestamp } from '../../apimachinery/time.js';
import { groupVersion } from '../../apis/resource.js';
import { attributesOf } from '../authorization/attributes.js';
import { authorize, forbiddenStatus } from '../authorization/authorize.js';
import { asWarnings, fieldValidation } from '../body.js';
import { decodeFields } from '../decode-fields.js';
import { managedOf } from '../managed-fields/journal.js';
import { typedNothing, typedObject, typeOf, versionsOf } from '../managed-fields/versions.js';
import { wipeSystemFields } from '../registry/generic/metadata.js';
import { updateObject, type Made, type Updated } from '../registry/generic/update.js';
import type { ResourceRequest } from '../request-info.js';
import { parseText } from '../text.js';
import { isRefusal, refuse, type Refusal, type Transaction } from '../transaction.js';
import { inPlace } from './in-place.js';
import { isSaid } from './query-boolean.js';

/** A configuration as it was sent, and what strict reading has against it. */
interface Config {
  readonly object: JsonObject;
  readonly complaints: readonly string[];
}

/** Server-side apply: applyPatcher (apiserver/pkg/endpoints/handlers). What is not there is created. */
export function applyObject(transaction: Transaction, request: ResourceRequest): Updated | Refusal {
  if (!transaction.tracksManagers)
    return refuse(
      internalError('this cluster keeps no account of who manages which fields (ClusterConfig.managedFields)'),
    );
  const creates = request.subresource === '';
  return updateObject(transaction, { ...request, creates }, (existing) => {
    const config = readConfig(transaction);
    if (isRefusal(config)) return config;
    const made = applied(transaction, request, config, existing);
    if (isRefusal(made)) return made;
    const refused = strictly(transaction, config) ?? notThere(transaction, request, made.object, existing);
    if (refused !== undefined) return refused;
    const object = inPlace(existing === undefined ? wipeSystemFields(made.object) : made.object, request);
    return isRefusal(object) ? object : { ...made, object };
  });
}

function readConfig({ request: { body } }: Transaction): Config | Refusal {
  const parsed = typeof body === 'string' ? parseText(body, 'application/yaml') : { value: body, complaints: [] };
  if ('error' in parsed) return refuse(badRequest(`error decoding YAML: ${parsed.error}`));
  const { value, complaints } = parsed;
  if (value === null || value === undefined) return { object: {}, complaints };
  return isObject(value)
    ? { object: value, complaints }
    : refuse(badRequest('error decoding YAML: error unmarshaling JSON: the configuration is no object'));
}

/** What the configuration makes of an object, and who manages it then. */
function applied(
  transaction: Transaction,
  { served, subresource }: ResourceRequest,
  config: Config,
  existing: KubeObject | undefined,
): Made | Refusal {
  const type = typeOf(served);
  const { object } = config;
  if (type === undefined) return refuse(notFound(served.resource, ''));
  const wrong = refusedConfig(served, object, type);
  if (wrong !== undefined) return wrong;
  const empty = typedNothing(served, type);
  const live = existing === undefined ? empty : typedObject(served, type, existing);
  const known = existing === undefined ? NOBODY : managedOf(existing);
  const { manager } = transaction;
  const apiVersion = groupVersion(served.resource);
  const time = timestamp(transaction.now);
  const write = { manager, apiVersion, subresource, time, versions: versionsOf(served, subresource) };
  const asked = isForced(transaction);
  let result = afterApply(write, live, object, known, { empty, force: asked });
  if (!('managed' in result)) {
    const conflicts = manager === KUBECTL ? conflictsBeyond(result, live, apiVersion) : result;
    if (conflicts.length > 0) return refuse(conflictStatus(conflicts));
    result = afterApply(write, live, object, known, { empty, force: true });
  }
  if (!('managed' in result)) return refuse(conflictStatus(result));
  const { value = live.value, managed } = result;
  return decoded(transaction, served, { value, managed, config: object, manager });
}

function isForced({ request: { query } }: Transaction): boolean {
  const force = query?.['force'];
  return force !== undefined && isSaid(force);
}

/** Why a configuration cannot be applied, whatever the object. */
function refusedConfig(served: ResourceRequest['served'], config: JsonObject, type: Type): Refusal | undefined {
  const { apiVersion = '', kind = '' } = config;
  const name = kindText(String(apiVersion), String(kind));
  if (apiVersion !== groupVersion(served.resource) || kind !== served.resource.kind)
    return refuse(badRequest(`invalid object type: ${name}`));
  const metadata = isObject(config['metadata']) ? config['metadata'] : {};
  if (Array.isArray(metadata['managedFields'])) return refuse(badRequest('metadata.managedFields must be nil'));
  const errors = typeErrors(type, config);
  if (errors.length === 0) return undefined;
  const place = `${textOf(metadata['namespace'])}/${textOf(metadata['name'])}; ${name}`;
  return refuse(plainError(`failed to create typed patch object (${place}): ${errorsText(errors)}`));
}

/** 'apps/v1, Kind=Deployment', '/v1, Kind=Pod' (GroupVersionKind.String). */
function kindText(apiVersion: string, kind: string): string {
  return `${apiVersion.includes('/') ? '' : '/'}${apiVersion}, Kind=${kind}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function decoded(
  transaction: Transaction,
  served: ResourceRequest['served'],
  result: { readonly value: unknown; readonly managed: Managed; readonly config: JsonObject; readonly manager: string },
): Made | Refusal {
  const { value, managed, config, manager } = result;
  const applied = isObject(value) ? value : {};
  const annotated = manager === KUBECTL ? withLastApplied(applied, config) : applied;
  const { object, read, error } = decodeFields(served, annotated, { strict: false });
  transaction.read = read;
  if (error !== undefined) return refuse(plainError(`failed to convert new object to proper version: ${error}`));
  return { object, managed };
}

/** What strict reading has against the configuration: it is told after it was applied. */
function strictly(transaction: Transaction, { complaints }: Config): Refusal | undefined {
  const validation = fieldValidation(transaction);
  if (complaints.length === 0 || validation === 'Ignore') return undefined;
  if (validation === 'Strict') return refuse(badRequest(`error strict decoding YAML: ${complaints.join(', ')}`));
  transaction.warnings.push(...complaints.flatMap(asWarnings));
  return undefined;
}

/** Why an object that is not there is not made: it says that it was, or the user may only change what is there. */
function notThere(
  { request, user, view, isHeard }: Transaction,
  { served: { resource }, name }: ResourceRequest,
  { metadata: { uid = '' } }: KubeObject,
  existing: KubeObject | undefined,
): Refusal | undefined {
  if (existing !== undefined) return undefined;
  const missing = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
  if (uid !== '') return refuse(conflict(resource, name, missing));
  const asked = { ...attributesOf(request, user), verb: 'create' };
  const { allowed, reason } = isHeard ? authorize(view, asked) : { allowed: true, reason: '' };
  return allowed ? undefined : refuse(forbiddenStatus(asked, reason));
}
