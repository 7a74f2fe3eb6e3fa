import type { KubeObject } from '../../apimachinery/object.js';
import { asJson, isObject, type JsonObject } from '../../apimachinery/object.js';
import { badRequest, notFound, unsupportedMediaType } from '../../apimachinery/status.js';
import { applyJsonPatch } from '../../apimachinery/patch/json-patch.js';
import { applyMergePatch } from '../../apimachinery/patch/merge-patch.js';
import type { Patched } from '../../apimachinery/patch/patch-result.js';
import { applyStrategicMergePatch } from '../../apimachinery/patch/strategic-merge-patch.js';
import { schemas } from '../../apis/generated/schemas.js';
import { decodeObject, readBody } from '../body.js';
import { objectsOf } from '../store.js';
import { presentedObject } from '../present.js';
import { createObject } from '../registry/generic/create.js';
import { deleteObject, type DeleteOptions } from '../registry/generic/delete.js';
import { inNamespace } from '../registry/generic/metadata.js';
import { updateObject, type Updated } from '../registry/generic/update.js';
import type { ResourceRequest } from '../request-info.js';
import type { Response } from '../request.js';
import { isRefusal, refuse, type Refusal, type Transaction } from '../transaction.js';
import { selection, type ObjectList } from './read.js';
import { groupVersion } from '../../apis/resource.js';

/** POST to a collection. */
export function post(transaction: Transaction, request: ResourceRequest): KubeObject | Refusal {
  const body = readBody(transaction);
  if (isRefusal(body)) return body;
  const decoded = decodeObject(transaction, request.served, body);
  if (isRefusal(decoded)) return decoded;
  return createObject(transaction, request.served, request.namespace, decoded);
}

/** PUT of an object, or of a subresource that is written like one. */
export function replace(transaction: Transaction, request: ResourceRequest): Updated | Refusal {
  const body = readBody(transaction);
  if (isRefusal(body)) return body;
  const decoded = decodeObject(transaction, request.served, body);
  if (isRefusal(decoded)) return decoded;
  const scoped = inNamespace(decoded, request.served.resource.namespaced ? request.namespace : '');
  if (isRefusal(scoped)) return scoped;
  const sent = scoped.metadata.name;
  if (sent !== request.name) return refuse(badRequest(nameMismatch(sent, request.name)));
  return updateObject(transaction, request, () => scoped);
}

function nameMismatch(sent: string | undefined, name: string): string {
  return sent === undefined || sent === ''
    ? `the name of the object (${name} based on URL) was undeterminable: name must be provided`
    : `the name of the object (${sent}) does not match the name on the URL (${name})`;
}

const APPLY = 'application/apply-patch+yaml';

/** PATCH of an object, or of a subresource that is written like one. */
export function patchObject(transaction: Transaction, request: ResourceRequest): Updated | Refusal {
  const { contentType = '' } = transaction.request;
  if (contentType === APPLY) return refuse(badRequest('server-side apply is not modelled (see limitations)'));
  return updateObject(transaction, request, (existing) => {
    if (existing === undefined) return refuse(notFound(request.served.resource, request.name));
    const patched = applyPatch(transaction, request, presentedObject(request.served, existing));
    if (isRefusal(patched)) return patched;
    const { metadata } = patched;
    const named = isObject(metadata) ? metadata['name'] : undefined;
    if (named !== undefined && named !== request.name && typeof named === 'string')
      return refuse(badRequest(nameMismatch(named, request.name)));
    return decodeObject(transaction, request.served, patched);
  });
}

/** The patched object, undecoded; patch errors as the handlers report them. */
export function applyPatch(
  transaction: Transaction,
  request: ResourceRequest,
  existing: KubeObject,
): JsonObject | Refusal {
  const { contentType = '', body: raw } = transaction.request;
  const body: unknown = typeof raw === 'string' ? parse(raw) : raw;
  if (body === undefined) return refuse(badRequest('error decoding patch: unexpected end of JSON input'));
  const current = asJson(existing);
  switch (contentType) {
    case 'application/json-patch+json':
      return outcome(applyJsonPatch(current, body));
    case 'application/merge-patch+json':
      return outcome(applyMergePatch(current, body));
    case 'application/strategic-merge-patch+json':
      return request.served.schema === undefined
        ? refuse(unsupportedMediaType(['application/json-patch+json', 'application/merge-patch+json', APPLY]))
        : outcome(applyStrategicMergePatch(current, body, request.served.schema, schemas));
    default:
      return refuse(
        unsupportedMediaType([
          'application/json-patch+json',
          'application/merge-patch+json',
          'application/strategic-merge-patch+json',
          APPLY,
        ]),
      );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function outcome(result: Patched<unknown>): JsonObject | Refusal {
  if (!result.ok) return refuse(result.status);
  return isObject(result.value) ? result.value : refuse(badRequest('the patched object is not a JSON object'));
}

/** DELETE of an object. */
export function remove(transaction: Transaction, request: ResourceRequest): Response | Refusal {
  const deleted = deleteObject(
    transaction,
    request.served,
    request.namespace,
    request.name,
    deleteOptions(transaction),
  );
  if (isRefusal(deleted)) return deleted;
  const { object, gone } = deleted;
  const { resource, strategy } = request.served;
  if (!gone || strategy.returnDeletedObject === true) return { code: 200, body: object };
  const details = {
    name: request.name,
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind: resource.plural,
    uid: object.metadata.uid,
  };
  return { code: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } };
}

/** DELETE of a collection: every object that the selectors match, each by its own rules. */
export function removeCollection(transaction: Transaction, request: ResourceRequest): ObjectList | Refusal {
  const { served, namespace } = request;
  const selected = selection(transaction, served);
  if (isRefusal(selected)) return selected;
  const options = deleteOptions(transaction);
  const items: KubeObject[] = [];
  for (const object of objectsOf(transaction.store, served.resource, namespace)) {
    if (!selected.matches(object)) continue;
    const deleted = deleteObject(transaction, served, object.metadata.namespace ?? '', object.metadata.name, options);
    if (isRefusal(deleted)) return deleted;
    const { apiVersion: _version, kind: _kind, ...item } = deleted.object;
    items.push(item);
  }
  const metadata = { resourceVersion: String(transaction.store.revision) };
  return { kind: `${served.resource.kind}List`, apiVersion: groupVersion(served.resource), metadata, items };
}

/** metav1.DeleteOptions from the body, else from the query. */
function deleteOptions(transaction: Transaction): DeleteOptions {
  const { body: raw, query = {} } = transaction.request;
  const body: unknown = typeof raw === 'string' ? parse(raw) : raw;
  const grace = query['gracePeriodSeconds'];
  const policy = query['propagationPolicy'];
  const orphan = query['orphanDependents'];
  return {
    ...(grace === undefined ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(policy === undefined ? {} : { propagationPolicy: policy }),
    ...(orphan === undefined ? {} : { orphanDependents: orphan === 'true' || orphan === '1' }),
    ...(isObject(body) ? readDeleteOptions(body) : {}),
  };
}

/** The fields of metav1.DeleteOptions that a body holds. */
export function readDeleteOptions(body: JsonObject): DeleteOptions {
  const { gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions } = body;
  return {
    ...(typeof gracePeriodSeconds === 'number' ? { gracePeriodSeconds } : {}),
    ...(typeof propagationPolicy === 'string' ? { propagationPolicy } : {}),
    ...(typeof orphanDependents === 'boolean' ? { orphanDependents } : {}),
    ...(isObject(preconditions) ? { preconditions: readPreconditions(preconditions) } : {}),
  };
}

function readPreconditions({ uid, resourceVersion }: JsonObject): { uid?: string; resourceVersion?: string } {
  return {
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
  };
}
