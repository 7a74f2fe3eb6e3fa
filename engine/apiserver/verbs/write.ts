import type { KubeObject } from '../../apimachinery/object.js';
import { groupVersion } from '../../apis/resource.js';
import { decodeObject, readDocument, unsupportedBody } from '../body.js';
import { objectsOf } from '../store.js';
import { createObject } from '../registry/generic/create.js';
import { deleteObject, type DeleteOptions } from '../registry/generic/delete.js';
import { uidConflict, updateObject, type Updated } from '../registry/generic/update.js';
import type { ResourceRequest } from '../request-info.js';
import type { Response } from '../request.js';
import { isRefusal, type Refusal, type Transaction } from '../transaction.js';
import { deleteOptions } from './delete-options.js';
import { inPlace } from './in-place.js';
import { listOptions, listSelection } from './list-options.js';
import type { ObjectList } from './read.js';

/** POST to a collection. */
export function post(transaction: Transaction, request: ResourceRequest): KubeObject | Refusal {
  const document = readDocument(transaction, request.served.resource.kind);
  if (isRefusal(document)) return document;
  const decoded = decodeObject(transaction, request.served, document);
  if (isRefusal(decoded)) return decoded;
  return createObject(transaction, request.served, request.namespace, decoded);
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
    (existing) => uidConflict(request.served, named, existing, dryRun) ?? { object: named },
  );
}

/** DELETE of an object. */
export function remove(transaction: Transaction, request: ResourceRequest): Response | Refusal {
  const { served, namespace, name } = request;
  const options = deleteOptions(transaction);
  if (isRefusal(options)) return options;
  transaction.runDry(isDry(options));
  const deleted = deleteObject(transaction, served, namespace, name, options);
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

/** The options decide, which are those of the body where there is one. */
function isDry({ dryRun = [] }: DeleteOptions): boolean {
  return dryRun.includes('All');
}

/** DELETE of a collection: every object that the selectors match, each by its own rules. */
export function removeCollection(transaction: Transaction, request: ResourceRequest): ObjectList | Refusal {
  const { served, namespace } = request;
  const selected = listSelection(served, transaction.request.query);
  if (isRefusal(selected)) return selected;
  const options = deleteOptions(transaction);
  if (isRefusal(options)) return options;
  const listed = listOptions(transaction, served);
  if (isRefusal(listed)) return listed;
  transaction.runDry(isDry(options));
  const items: KubeObject[] = [];
  for (const object of objectsOf(transaction.store, served.resource, namespace)) {
    if (!selected.matches(object)) continue;
    const deleted = deleteObject(transaction, served, object.metadata.namespace ?? '', object.metadata.name, options);
    if (isRefusal(deleted)) return deleted;
    // What is told is what there was.
    const { apiVersion: _version, kind: _kind, ...item } = object;
    items.push(item);
  }
  const metadata = { resourceVersion: String(transaction.store.revision) };
  return { kind: `${served.resource.kind}List`, apiVersion: groupVersion(served.resource), metadata, items };
}
