import type { KubeObject } from '../../apimachinery/object.js';
import { namespaceOf } from '../../apimachinery/object.js';
import type { DaemonSet } from '../../apis/generated/apps.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { daemonsets, pods } from '../../apis/generated/resources.js';
import type { Reconcile } from '../../client/reconcile.js';
import type { View } from '../../client/view.js';
import { claimObjects, type Claimed } from '../framework/claim.js';

/** Whether the daemon set's selector wants an object. */
export type Matcher = (object: KubeObject) => boolean;

/** The pods of a daemon set, whatever their state; adopts and releases as needed (getDaemonPods). */
export function claimPods(daemonSet: DaemonSet, matches: Matcher, view: View): Reconcile<Claimed<Pod>> {
  const owned = view.controlledBy(pods, daemonSet.metadata.uid);
  const orphans = view.orphans(pods, namespaceOf(daemonSet));
  const claim = { controllers: daemonsets, controller: daemonSet, objects: pods, matches };
  return claimObjects<DaemonSet, Pod>(claim, orphans.length === 0 ? owned : [...owned, ...orphans]);
}
