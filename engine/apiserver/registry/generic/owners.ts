import { deepEqual } from '../../../apimachinery/equality.js';
import type { KubeObject } from '../../../apimachinery/object.js';
import type { OwnerReference } from '../../../apis/generated/meta.v1.js';
import type { Transaction } from '../../transaction.js';

/** The object with each owner reference once, and a warning when one was there twice: dedupOwnerReferencesAndAddWarning. */
export function withoutTwins<T extends KubeObject>(object: T, { request, warnings }: Transaction): T {
  const { ownerReferences } = object.metadata;
  if (ownerReferences === undefined || ownerReferences.length < 2) return object;
  const kept: OwnerReference[] = [];
  const twins: string[] = [];
  for (const reference of ownerReferences) {
    if (kept.some((known) => deepEqual(known, reference))) twins.push(reference.uid);
    else kept.push(reference);
  }
  if (twins.length === 0) return object;
  warnings.push(
    `.metadata.ownerReferences contains duplicate entries${request.method === 'PATCH' ? ' after mutating admission happens' : ''}; ` +
      'API server dedups owner references in 1.20+, and may reject ' +
      `such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${[...new Set(twins)].join(', ')}`,
  );
  return { ...object, metadata: { ...object.metadata, ownerReferences: kept } };
}
