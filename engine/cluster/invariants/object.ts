import type { KubeObject } from '../../apimachinery/object.js';
import { resourceOfKind } from '../../client/resource-mapping.js';
import type { View } from '../../apiserver/view.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import type { Broken } from './broken.js';

const VERSIONS = 'revisions only grow, and each write has its own';
const IDENTITY = 'an object stays who it is';
const DELETION = 'a deletion is never taken back, and waits for finalizers';
const OWNERSHIP = 'nothing owns itself';

/** What holds of the changes of any object; `after` is the revision of the change before it. */
export function brokenByObject({ type, object, old, revision }: WatchEvent, after: number): Broken | undefined {
  const { metadata } = object;
  const broken = (invariant: string, message: string): Broken => ({ invariant, message, object: nameOf(object) });
  if (revision <= after || metadata.resourceVersion !== String(revision))
    return broken(
      VERSIONS,
      `resourceVersion ${metadata.resourceVersion ?? ''} was written at revision ${revision} after ${after}`,
    );
  if (type === 'DELETED') {
    const { finalizers = [] } = metadata;
    return finalizers.length === 0
      ? undefined
      : broken(DELETION, `it is gone, and ${finalizers.join(', ')} was not done`);
  }
  if (old === undefined) return undefined;
  if (metadata.uid !== old.metadata.uid)
    return broken(IDENTITY, `its uid was ${old.metadata.uid} and is ${metadata.uid}`);
  if (metadata.creationTimestamp !== old.metadata.creationTimestamp)
    return broken(
      IDENTITY,
      `it was created at ${String(old.metadata.creationTimestamp)}, then at ${String(metadata.creationTimestamp)}`,
    );
  if ((metadata.generation ?? 0) < (old.metadata.generation ?? 0))
    return broken(VERSIONS, `its generation fell from ${old.metadata.generation ?? 0} to ${metadata.generation ?? 0}`);
  if (old.metadata.deletionTimestamp !== undefined && metadata.deletionTimestamp === undefined)
    return broken(DELETION, 'it was being deleted, and is not any more');
  return undefined;
}

const DEEPEST = 16;

/** What a component makes the owner of an object may not have it among its own owners. */
export function brokenByOwnership({ type, object, old }: WatchEvent, view: View): Broken | undefined {
  const { ownerReferences, uid } = object.metadata;
  if (type === 'DELETED' || ownerReferences === undefined || ownerReferences === old?.metadata.ownerReferences)
    return undefined;
  const way = wayTo(uid, object, view, DEEPEST);
  if (way === undefined) return undefined;
  return {
    invariant: OWNERSHIP,
    message: `it is owned by ${way.join(', which is owned by ')}`,
    object: nameOf(object),
  };
}

/** The owners that lead from an object to the one of that uid. */
function wayTo(uid: string, object: KubeObject, view: View, depth: number): readonly string[] | undefined {
  for (const { apiVersion, kind, name, uid: owner } of object.metadata.ownerReferences ?? []) {
    const named = `${kind.toLowerCase()}/${name}`;
    if (owner === uid) return [named];
    const resource = depth === 0 ? undefined : resourceOfKind(view, apiVersion, kind);
    const found = resource && view.get(resource, resource.namespaced ? (object.metadata.namespace ?? '') : '', name);
    const rest = found?.metadata.uid === owner ? wayTo(uid, found, view, depth - 1) : undefined;
    if (rest !== undefined) return [named, ...rest];
  }
  return undefined;
}

/** 'pod/web-1 in shop' as reports name objects. */
export function nameOf({ kind = 'object', metadata }: KubeObject): string {
  const { namespace = '', name } = metadata;
  return `${kind.toLowerCase()}/${name}${namespace === '' || namespace === 'default' ? '' : ` in ${namespace}`}`;
}
