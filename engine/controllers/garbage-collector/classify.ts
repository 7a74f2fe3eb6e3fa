import { namespaceOf, type KubeObject } from '../../apimachinery/object.js';
import type { OwnerReference } from '../../apis/generated/meta.v1.js';
import { read, type Reconcile } from '../../client/reconcile.js';
import { resourceOfKind } from '../../client/resource-mapping.js';
import type { View } from '../../client/view.js';
import { isNotFound } from '../framework/refusal.js';
import { isKnownAbsent, rememberAbsent, type AbsentOwners } from './absent-owners.js';
import { isDeletingDependents } from './references.js';

/** The owners of an object, by what they mean to it. */
export interface Classified {
  readonly type: 'classified';
  /** There, and to stay. */
  readonly solid: readonly OwnerReference[];
  /** Not there. */
  readonly dangling: readonly OwnerReference[];
  /** Being deleted in the foreground. */
  readonly waiting: readonly OwnerReference[];
  readonly absent: AbsentOwners;
}

/** Why the owners could not be told. */
export type Unclassified =
  /** A kind that nobody serves, or a server that did not answer: to be tried again. */
  | { readonly type: 'failed' }
  /** A cluster-scoped object names a namespaced owner, which no name can find: not worth another try. */
  | { readonly type: 'hopeless' };

/** Asks the server for each owner (classifyReferences, isDangling). */
export function* classifyReferences(
  view: View,
  object: KubeObject,
  references: readonly OwnerReference[],
  known: AbsentOwners,
): Reconcile<Classified | Unclassified> {
  const namespace = namespaceOf(object);
  const solid: OwnerReference[] = [];
  const dangling: OwnerReference[] = [];
  const waiting: OwnerReference[] = [];
  let absent = known;
  for (const reference of references) {
    const resource = resourceOfKind(view, reference.apiVersion, reference.kind);
    if (resource === undefined) return { type: 'failed' };
    if (resource.namespaced && namespace === '') return { type: 'hopeless' };
    const place = resource.namespaced ? namespace : '';
    if (isKnownAbsent(absent, reference, place)) {
      dangling.push(reference);
      continue;
    }
    const owner = yield* read(resource, {
      namespace: place,
      name: reference.name,
    });
    if (!owner.ok && !isNotFound(owner)) return { type: 'failed' };
    if (!owner.ok || owner.object.metadata.uid !== reference.uid) {
      absent = rememberAbsent(absent, reference, place);
      dangling.push(reference);
    } else if (isDeletingDependents(owner.object)) waiting.push(reference);
    else solid.push(reference);
  }
  return { type: 'classified', solid, dangling, waiting, absent };
}
