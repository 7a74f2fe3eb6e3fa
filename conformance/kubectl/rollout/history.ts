import type { Deployment, ReplicaSet } from '../../../engine/apis/generated/apps.v1.js';
import { controllerOf, type KubeObject } from '../../../engine/apimachinery/object.js';
import { formatLabelSelector } from '../../../engine/apimachinery/labels.js';
import { replicasets } from '../../../engine/apis/generated/resources.js';
import { resourcePath } from '../../../engine/apis/resource.js';
import type { Kubectl } from '../effect.js';
import { isSuccess, type Session } from '../session.js';

export const REVISION = 'deployment.kubernetes.io/revision';
export const CHANGE_CAUSE = 'kubernetes.io/change-cause';
export const TEMPLATE_HASH = 'pod-template-hash';

/** The ReplicaSets of a Deployment, by revision. */
export function* revisionsOf(session: Session, deployment: Deployment): Kubectl<ReadonlyMap<number, ReplicaSet>> {
  const { namespace, uid } = deployment.metadata;
  const query = { labelSelector: formatLabelSelector(deployment.spec.selector) };
  const response = yield* session.send({ method: 'GET', path: resourcePath(replicasets, namespace), query });
  const items = isSuccess(response) ? (response.body as { readonly items: readonly ReplicaSet[] }).items : [];
  const owned = items.filter((replicaSet: KubeObject) => controllerOf(replicaSet)?.uid === uid);
  const numbered = owned.map((replicaSet): [number, ReplicaSet] => [
    Number(replicaSet.metadata.annotations?.[REVISION] ?? 'NaN'),
    replicaSet,
  ]);
  return new Map(numbered.filter(([revision]) => Number.isInteger(revision)).sort(([a], [b]) => a - b));
}

export function changeCause({ metadata }: KubeObject): string {
  return metadata.annotations?.[CHANGE_CAUSE] ?? '';
}
