import { controllerOf } from '../../apimachinery/object.js';
import { qualified } from '../../apimachinery/status.js';
import { failed, ok, type Result } from '../../apimachinery/result.js';
import { getScaledValueFromIntOrPercent } from '../../apimachinery/intstr.js';
import type { Scale } from '../../apis/generated/autoscaling.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type { IntOrString } from '../../apis/generated/intstr.v1.js';
import type { OwnerReference } from '../../apis/generated/meta.v1.js';
import type { PodDisruptionBudget } from '../../apis/generated/policy.v1.js';
import { deployments, replicasets, replicationcontrollers, statefulsets } from '../../apis/generated/resources.js';
import { resourcePath } from '../../apis/resource.js';
import { call, type Reconcile } from '../../client/reconcile.js';
import { resourceOfKind } from '../../client/resource-mapping.js';
import type { View } from '../../client/view.js';
import { resolveControllerRef } from '../framework/owners.js';
import { isNotFound, refusalText } from '../framework/refusal.js';

/** How many pods a budget counts on. */
export interface ExpectedPods {
  readonly expected: number;
  readonly desiredHealthy: number;
  /** Some pods have no controller, so that nobody knows how many there should be. */
  readonly unmanaged: boolean;
}

interface ControllerScale {
  readonly uid: string;
  readonly replicas: number;
}

/**
 * getExpectedPodCount. Percentages round up. A whole minAvailable counts the pods that are there; everything else, what
 * their controllers are to bring them to.
 */
export function* expectedPodCount(
  { spec }: PodDisruptionBudget,
  pods: readonly Pod[],
  view: View,
): Reconcile<Result<ExpectedPods>> {
  const { maxUnavailable, minAvailable } = spec;
  if (maxUnavailable !== undefined) {
    const found = yield* expectedScale(pods, view);
    if (!found.ok) return found;
    const { expected, unmanaged } = found.value;
    const unavailable = scaled(maxUnavailable, expected);
    if (!unavailable.ok) return unavailable;
    return ok({ expected, desiredHealthy: Math.max(0, expected - unavailable.value), unmanaged });
  }
  if (minAvailable === undefined) return ok({ expected: 0, desiredHealthy: 0, unmanaged: false });
  if (typeof minAvailable === 'number') {
    return ok({ expected: pods.length, desiredHealthy: minAvailable, unmanaged: false });
  }
  const found = yield* expectedScale(pods, view);
  if (!found.ok) return found;
  const desired = scaled(minAvailable, found.value.expected);
  return desired.ok ? ok({ ...found.value, desiredHealthy: desired.value }) : desired;
}

function scaled(value: IntOrString, total: number): Result<number> {
  const number = getScaledValueFromIntOrPercent(value, total, true);
  if (number !== undefined) return ok(number);
  return failed('invalid value for IntOrString: invalid type: string is not a percentage');
}

/** The sum of the sizes of the pods' controllers (getExpectedScale). */
function* expectedScale(
  pods: readonly Pod[],
  view: View,
): Reconcile<Result<{ readonly expected: number; readonly unmanaged: boolean }>> {
  const scales = new Map<string, number>();
  const seen = new Set<string>();
  let unmanaged = false;
  for (const pod of pods) {
    const reference = controllerOf(pod);
    if (reference === undefined) {
      unmanaged = true;
      continue;
    }
    if (seen.has(reference.uid)) continue;
    seen.add(reference.uid);
    const namespace = pod.metadata.namespace ?? '';
    const known = workloadScale(view, namespace, reference);
    const found = known === undefined ? yield* scaleOf(view, namespace, reference) : ok(known);
    if (!found.ok) return found;
    if (found.value === undefined) return failed(`found no controllers for pod "${pod.metadata.name}"`);
    scales.set(found.value.uid, found.value.replicas);
  }
  let expected = 0;
  for (const replicas of scales.values()) expected += replicas;
  return ok({ expected, unmanaged });
}

/** The size of a workload of a kind that is watched; a ReplicaSet's is that of its Deployment. */
function workloadScale(view: View, namespace: string, reference: OwnerReference): ControllerScale | undefined {
  const replicaSet = resolveControllerRef(view, replicasets, namespace, reference);
  if (replicaSet !== undefined) {
    const owner = controllerOf(replicaSet);
    if (owner?.kind !== 'Deployment') return scaleFrom(replicaSet);
    return scaleFrom(resolveControllerRef(view, deployments, namespace, owner));
  }
  return (
    scaleFrom(resolveControllerRef(view, statefulsets, namespace, reference)) ??
    scaleFrom(resolveControllerRef(view, replicationcontrollers, namespace, reference))
  );
}

interface Sized {
  readonly metadata: { readonly uid: string };
  readonly spec?: { readonly replicas?: number };
}

function scaleFrom(workload: Sized | undefined): ControllerScale | undefined {
  return workload && { uid: workload.metadata.uid, replicas: workload.spec?.replicas ?? 1 };
}

/** The size of a controller of any other kind, by its scale subresource (getScaleController). */
function* scaleOf(
  view: View,
  namespace: string,
  { apiVersion, kind, name, uid }: OwnerReference,
): Reconcile<Result<ControllerScale | undefined>> {
  const resource = resourceOfKind(view, apiVersion, kind);
  if (resource === undefined) return failed(`no matches for kind "${kind}" in version "${apiVersion}"`);
  const path = resourcePath(resource, namespace, name, 'scale');
  const found = yield* call<Scale>({ method: 'GET', path });
  if (found.ok) {
    const { metadata, spec } = found.object;
    return ok(metadata.uid === uid ? { uid, replicas: spec.replicas ?? 0 } : undefined);
  }
  if (!isNotFound(found)) return failed(refusalText(found));
  const named = found.status.details?.name === name;
  return named ? ok(undefined) : failed(`${qualified(resource)} does not implement the scale subresource`);
}
