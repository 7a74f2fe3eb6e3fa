import type { KubeObject } from '../../apimachinery/object.js';
import { badRequest, expired, gone, internalError, notFound } from '../../apimachinery/status.js';
import { groupVersion, resourceKey } from '../../apis/resource.js';
import { leaseAsRead } from '../heartbeat.js';
import { objectsOf, stateAt, storageKey } from '../store.js';
import { withManagedFields } from '../managed-fields/show.js';
import type { ResourceRequest } from '../request-info.js';
import { isRefusal, refuse, type Refusal, type Transaction } from '../transaction.js';
import type { WatchEvent } from '../watch-event.js';
import { decodeContinue, encodeContinue } from './continue-token.js';
import { listOptions, notANumber, tooLarge, watchSelection } from './list-options.js';
import type { Selection } from './selection.js';

const NO_QUERY: Readonly<Record<string, string>> = {};

/** GET of one object. */
export function getObject(
  transaction: Transaction,
  { served, namespace, name }: ResourceRequest,
): KubeObject | Refusal {
  const { resourceVersion = '' } = transaction.request.query ?? NO_QUERY;
  if (!/^\d*$/.test(resourceVersion)) return refuse(internalError(notANumber(resourceVersion), true));
  if (Number(resourceVersion) > transaction.store.revision)
    return refuse(tooLarge(resourceVersion, transaction.store.revision));
  const object = transaction.store.objects.get(storageKey(served.resource, namespace, name));
  return object === undefined ? refuse(notFound(served.resource, name)) : asRead(transaction, object);
}

export interface ObjectList {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly items: readonly KubeObject[];
}

/** GET of a collection: selected, cut to `limit`, with a `continue` token for the rest. */
export function listObjects(transaction: Transaction, request: ResourceRequest): ObjectList | Refusal {
  const { served, namespace } = request;
  const options = listOptions(transaction, served);
  if (isRefusal(options)) return options;
  const { selected } = options;
  const position = options.continue === '' ? undefined : decodeContinue(options.continue);
  if (position?.ok === false) return refuse(badRequest(`invalid continue token: ${position.error}`));
  const from = position?.value;
  const revision = from?.revision ?? (options.exact ? Number(options.resourceVersion) : transaction.store.revision);
  const state = stateAt(transaction.store, revision);
  if (state === undefined) return refuse(expired(OUTDATED));
  const keyOf = ({ metadata }: KubeObject): string =>
    storageKey(served.resource, metadata.namespace ?? '', metadata.name);
  const rest = objectsOf(state, served.resource, namespace).filter(
    (object) => selected.matches(object) && (from === undefined || keyOf(object) > from.after),
  );
  const page = options.limit > 0 ? rest.slice(0, options.limit) : rest;
  const last = page.at(-1);
  const more = page.length < rest.length && last !== undefined;
  return {
    kind: `${served.resource.kind}List`,
    apiVersion: groupVersion(served.resource),
    metadata: {
      resourceVersion: String(revision),
      ...(more ? { continue: encodeContinue({ revision, after: keyOf(last) }) } : {}),
      ...(more && selected.everything && from === undefined ? { remainingItemCount: rest.length - page.length } : {}),
    },
    items: page.map((object) => withoutType(asRead(transaction, object))),
  };
}

/** A stored object as its reader sees it. */
function asRead({ request, now }: Transaction, stored: KubeObject): KubeObject {
  return leaseAsRead(request.managedFields === true ? withManagedFields(stored) : stored, now);
}

const OUTDATED =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
  'deleted between the time the first chunk was returned and now may show up in the list.';

/** Items of a list carry no type of their own. */
function withoutType(object: KubeObject): KubeObject {
  const { apiVersion: _version, kind: _kind, ...rest } = object;
  return rest;
}

/** The changes of a collection after a resourceVersion, up to now, as a watch would have streamed them. */
export function watchObjects(
  transaction: Transaction,
  request: ResourceRequest,
): { readonly events: readonly unknown[] } | Refusal {
  const { served, namespace, name } = request;
  const chosen = watchSelection(served, transaction.request.query);
  if (isRefusal(chosen)) return chosen;
  const selected = name === '' ? chosen : named(name, chosen);
  const version = transaction.request.query?.['resourceVersion'] ?? '';
  if (!/^\d*$/.test(version)) return refuse(internalError(notANumber(version), true));
  if (version === '' || version === '0') {
    const objects = objectsOf(transaction.store, served.resource, namespace).filter((object) =>
      selected.matches(object),
    );
    return { events: objects.map((object) => ({ type: 'ADDED', object: asRead(transaction, object) })) };
  }
  const oldest = transaction.store.log.first()?.[0] ?? 0;
  if (Number(version) < oldest - 1) return refuse(gone('too old resource version: ' + version));
  const events: unknown[] = [];
  for (const [, event] of transaction.store.log.entries(Number(version) + 1)) {
    const seen = eventFor(event, resourceKey(served.resource), namespace, selected);
    if (seen !== undefined) events.push({ ...seen, object: asRead(transaction, seen.object) });
  }
  return { events };
}

function named(name: string, selection: Selection): Selection {
  return { everything: false, matches: (object) => object.metadata.name === name && selection.matches(object) };
}

/** How a change looks through a selector: an object that stops matching is DELETED, with its labels of before. */
function eventFor(
  event: WatchEvent,
  resource: string,
  namespace: string,
  selected: Selection,
): { readonly type: string; readonly object: KubeObject } | undefined {
  if (event.resource !== resource) return undefined;
  if (namespace !== '' && event.object.metadata.namespace !== namespace) return undefined;
  const was = event.old !== undefined && selected.matches(event.old);
  const is = event.type !== 'DELETED' && selected.matches(event.object);
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', object: event.object };
  if (!was || event.old === undefined) return undefined;
  const { resourceVersion } = event.object.metadata;
  return { type: 'DELETED', object: { ...event.old, metadata: { ...event.old.metadata, resourceVersion } } };
}
