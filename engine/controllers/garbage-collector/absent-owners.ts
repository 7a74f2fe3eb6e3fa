import { SortedMap } from '../../core/sorted-map.js';
import type { OwnerReference } from '../../apis/generated/meta.v1.js';

/** References remembered at most (NewReferenceCache). */
const LIMIT = 500;

/**
 * Owners that the server has said are not there, so that it need not be asked for each of their dependents. A uid never
 * comes back. Upstream forgets the least recently used; this forgets all at once.
 */
export type AbsentOwners = SortedMap<string, true>;

export const NO_ABSENT_OWNERS: AbsentOwners = SortedMap.empty();

function keyOf({ apiVersion, kind, name, uid }: OwnerReference, namespace: string): string {
  return `${uid} ${apiVersion}/${kind} ${namespace}/${name}`;
}

export function isKnownAbsent(absent: AbsentOwners, reference: OwnerReference, namespace: string): boolean {
  return absent.has(keyOf(reference, namespace));
}

export function rememberAbsent(absent: AbsentOwners, reference: OwnerReference, namespace: string): AbsentOwners {
  const room = absent.size < LIMIT ? absent : NO_ABSENT_OWNERS;
  return room.set(keyOf(reference, namespace), true);
}
