import { namespaceOf, type KubeObject } from '../../apimachinery/object.js';
import type { StatefulSet } from '../../apis/generated/apps.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { controllerrevisions, pods, statefulsets } from '../../apis/generated/resources.js';
import type { Reconcile } from '../../client/reconcile.js';
import type { View } from '../../client/view.js';
import { claimObjects, type Claimed } from '../framework/claim.js';
import { isMemberOf } from './ordinals.js';

/** Whether the set's selector wants an object. */
export type Matcher = (object: KubeObject) => boolean;

/** The pods of a set, by selector and by name; adopts and releases as needed (getPodsForStatefulSet). */
export function claimPods(set: StatefulSet, selects: Matcher, view: View): Reconcile<Claimed<Pod>> {
  const owned = view.controlledBy(pods, set.metadata.uid);
  const orphans = view.orphans(pods, namespaceOf(set));
  const matches = (pod: Pod): boolean => selects(pod) && isMemberOf(set, pod);
  const claim = { controllers: statefulsets, controller: set, objects: pods, matches };
  return claimObjects<StatefulSet, Pod>(claim, orphans.length === 0 ? owned : [...owned, ...orphans]);
}

/** Adopts revisions that nobody owns; true when that worked (adoptOrphanRevisions). */
export function* adoptRevisions(set: StatefulSet, matches: Matcher, view: View): Reconcile<boolean> {
  const orphans = view.orphans(controllerrevisions, namespaceOf(set)).filter(matches);
  if (orphans.length === 0) return true;
  const claim = { controllers: statefulsets, controller: set, objects: controllerrevisions, matches };
  const claimed = yield* claimObjects(claim, orphans);
  return !claimed.failed;
}
