import type { Deployment, ReplicaSet } from '../../apis/generated/apps.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { deployments, pods, replicasets } from '../../apis/generated/resources.js';
import { controllerOf, namespaceOf, objectKey } from '../../apimachinery/object.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import type { Observation } from '../../client/component.js';
import { isEventOf, NOTHING, type Enqueue } from '../../client/controller.js';
import type { View } from '../../client/view.js';
import { controllerChanged, controllerIn, labelsChanged } from '../framework/owners.js';
import { wants } from '../framework/selectors.js';

/** The informer handlers of the deployment controller: addDeployment, updateReplicaSet, deletePod and so on. */
export function wokenBy(event: WatchEvent, { view }: Observation): readonly Enqueue[] {
  if (isEventOf(event, deployments)) return [{ key: objectKey(event.object) }];
  if (isEventOf(event, replicasets)) return replicaSetChanged(event, view);
  if (isEventOf(event, pods) && event.type === 'DELETED') return podDeleted(event.object, view);
  return NOTHING;
}

function replicaSetChanged({ type, object, old }: WatchEvent<ReplicaSet>, view: View): readonly Enqueue[] {
  const leaving = type === 'DELETED' || (type === 'ADDED' && object.metadata.deletionTimestamp !== undefined);
  const rehomed = type === 'MODIFIED' && old !== undefined && controllerChanged(old, object);
  const former = rehomed ? owner(old, view) : NOTHING;
  if (controllerOf(object) !== undefined) return [...former, ...owner(object, view)];
  const fresh = type === 'ADDED' || rehomed || (old !== undefined && labelsChanged(old, object));
  return leaving || !fresh ? former : [...former, ...wanting(object, view)];
}

function owner(replicaSet: ReplicaSet, view: View): readonly Enqueue[] {
  const deployment = controllerIn(view, deployments, replicaSet);
  return deployment === undefined ? NOTHING : [{ key: objectKey(deployment) }];
}

/** Deployments that select an orphan: one of them may adopt it. */
function wanting(replicaSet: ReplicaSet, view: View): readonly Enqueue[] {
  return view
    .list(deployments, namespaceOf(replicaSet))
    .filter(({ spec }) => wants(spec.selector, replicaSet))
    .map((deployment) => ({ key: objectKey(deployment) }));
}

/** The last pod of a deployment that waits for all to be gone wakes it. */
function podDeleted(pod: Pod, view: View): readonly Enqueue[] {
  const replicaSet = controllerIn(view, replicasets, pod);
  const deployment = replicaSet && controllerIn(view, deployments, replicaSet);
  if (deployment?.spec.strategy.type !== 'Recreate') return NOTHING;
  return hasPods(deployment, view) ? NOTHING : [{ key: objectKey(deployment) }];
}

function hasPods(deployment: Deployment, view: View): boolean {
  const { selector } = deployment.spec;
  return view
    .controlledBy(replicasets, deployment.metadata.uid)
    .filter((replicaSet) => wants(selector, replicaSet))
    .some(({ metadata }) => view.controlledBy(pods, metadata.uid).some((pod) => wants(selector, pod)));
}
