import type { Draft } from '../../core/draft.js';
import { isObject, type JsonObject, type KubeObject } from '../../apimachinery/object.js';
import { badRequest, unsupportedMediaType } from '../../apimachinery/status.js';
import { decode } from '../../apis/decoding/decode.js';
import { schemas } from '../../apis/generated/schemas.js';
import { groupVersion } from '../../apis/resource.js';
import { decodeObject, readDocument } from '../body.js';
import { objectsOf } from '../store.js';
import { createObject } from '../registry/generic/create.js';
import { deleteObject, type DeleteOptions } from '../registry/generic/delete.js';
import { uidConflict, updateObject, type Updated } from '../registry/generic/update.js';
import type { ResourceRequest } from '../request-info.js';
import type { Response } from '../request.js';
import { parseText } from '../text.js';
import { isRefusal, refuse, type Refusal, type Transaction } from '../transaction.js';
import { inPlace } from './in-place.js';
import { selection, type ObjectList } from './read.js';

/** POST to a collection. */
export function post(transaction: Transaction, request: ResourceRequest): KubeObject | Refusal {
  const unsupported = unsupportedBody(transaction);
  if (unsupported !== undefined) return unsupported;
  const document = readDocument(transaction, request.served.resource.kind);
  if (isRefusal(document)) return document;
  const decoded = decodeObject(transaction, request.served, document);
  if (isRefusal(decoded)) return decoded;
  return createObject(transaction, request.served, request.namespace, decoded);
}

const MEDIA_TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** A body of a type that the server does not read: 415. */
function unsupportedBody({ request: { contentType = '' } }: Transaction): Refusal | undefined {
  if (contentType === '' || contentType === 'application/json') return undefined;
  const [type = ''] = contentType.split(';');
  return type === '' || MEDIA_TYPES.includes(type.trim()) ? undefined : refuse(unsupportedMediaType(MEDIA_TYPES));
}

/** PUT of an object, or of a subresource that is written like one. */
export function replace(transaction: Transaction, request: ResourceRequest): Updated | Refusal {
  const unsupported = unsupportedBody(transaction);
  if (unsupported !== undefined) return unsupported;
  const document = readDocument(transaction, request.served.resource.kind);
  if (isRefusal(document)) return document;
  const decoded = decodeObject(transaction, request.served, document);
  if (isRefusal(decoded)) return decoded;
  const named = inPlace(decoded, request);
  if (isRefusal(named)) return named;
  const { dryRun } = transaction;
  return updateObject(
    transaction,
    request,
    (existing) => uidConflict(request.served, named, existing, dryRun) ?? named,
  );
}

/** DELETE of an object. */
export function remove(transaction: Transaction, request: ResourceRequest): Response | Refusal {
  const { served, namespace, name } = request;
  const options = deleteOptions(transaction);
  if (isRefusal(options)) return options;
  const deleted = deleteObject(forDelete(transaction, options), served, namespace, name, options);
  if (isRefusal(deleted)) return deleted;
  const { object, gone } = deleted;
  const { resource, strategy } = served;
  if (!gone || strategy.returnDeletedObject === true) return { code: 200, body: object };
  const details = {
    name,
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind: resource.plural,
    uid: object.metadata.uid,
  };
  return { code: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } };
}

/** The options themselves may ask for a dry run. */
function forDelete(transaction: Transaction, { dryRun = [] }: DeleteOptions): Transaction {
  return dryRun.includes('All') ? transaction.asDryRun() : transaction;
}

/** DELETE of a collection: every object that the selectors match, each by its own rules. */
export function removeCollection(transaction: Transaction, request: ResourceRequest): ObjectList | Refusal {
  const { served, namespace } = request;
  const selected = selection(transaction, served);
  if (isRefusal(selected)) return selected;
  const options = deleteOptions(transaction);
  if (isRefusal(options)) return options;
  const asked = forDelete(transaction, options);
  const items: KubeObject[] = [];
  for (const object of objectsOf(transaction.store, served.resource, namespace)) {
    if (!selected.matches(object)) continue;
    const deleted = deleteObject(asked, served, object.metadata.namespace ?? '', object.metadata.name, options);
    if (isRefusal(deleted)) return deleted;
    const { apiVersion: _version, kind: _kind, ...item } = deleted.object;
    items.push(item);
  }
  const metadata = { resourceVersion: String(transaction.store.revision) };
  return { kind: `${served.resource.kind}List`, apiVersion: groupVersion(served.resource), metadata, items };
}

/** metav1.DeleteOptions from the body, else from the query. */
function deleteOptions(transaction: Transaction): DeleteOptions | Refusal {
  const { body: raw, query } = transaction.request;
  const parsed = typeof raw === 'string' ? parseText(raw, '') : { value: raw };
  const body = 'error' in parsed ? undefined : parsed.value;
  const wrong = isObject(body) ? undecodable(body) : undefined;
  if (wrong !== undefined) return refuse(badRequest(wrong));
  const sent = isObject(body) ? readDeleteOptions(body) : {};
  return query === undefined ? sent : { ...queriedOptions(query), ...sent };
}

function queriedOptions(query: Readonly<Record<string, string>>): DeleteOptions {
  const { dryRun, gracePeriodSeconds: grace, propagationPolicy: policy, orphanDependents: orphan } = query;
  return {
    ...(dryRun === undefined ? {} : { dryRun: [dryRun] }),
    ...(grace === undefined ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(policy === undefined ? {} : { propagationPolicy: policy }),
    ...(orphan === undefined ? {} : { orphanDependents: orphan === 'true' || orphan === '1' }),
  };
}

/** What of a body is no DeleteOptions. */
function undecodable(body: JsonObject): string | undefined {
  const schema = schemas['io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions'];
  return schema === undefined ? undefined : decode(schema, schemas, body, { strict: false }).errors[0];
}

/** The fields of metav1.DeleteOptions that a body holds. */
export function readDeleteOptions(body: JsonObject): DeleteOptions {
  const { gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions, dryRun } = body;
  const options: Draft<DeleteOptions> = {};
  if (typeof gracePeriodSeconds === 'number') options.gracePeriodSeconds = gracePeriodSeconds;
  if (typeof propagationPolicy === 'string') options.propagationPolicy = propagationPolicy;
  if (typeof orphanDependents === 'boolean') options.orphanDependents = orphanDependents;
  if (Array.isArray(dryRun)) options.dryRun = dryRun;
  if (isObject(preconditions)) options.preconditions = readPreconditions(preconditions);
  return options;
}

function readPreconditions({ uid, resourceVersion }: JsonObject): { uid?: string; resourceVersion?: string } {
  return {
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
  };
}
