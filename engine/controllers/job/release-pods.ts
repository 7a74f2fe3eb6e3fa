import type { Pod } from '../../apis/generated/core.v1.js';
import type { Reconcile } from '../../client/reconcile.js';
import { isNotFound, type Refusal } from '../framework/refusal.js';
import { releasePod } from './delete-pods.js';

/** What became of finalizers that were to be taken off. Pods are named by uid. */
export interface Released {
  readonly released: readonly string[];
  /** No event of these will show it: the pod is gone, or its finalizer still there. */
  readonly unseen: readonly string[];
  readonly failure?: Refusal;
}

/** Takes the finalizers off pods; one that is gone counts as done (removeTrackingFinalizerFromPods). */
export function* releasePods(pods: readonly Pod[]): Reconcile<Released> {
  const released: string[] = [];
  const unseen: string[] = [];
  let failure: Refusal | undefined;
  for (const pod of pods) {
    const { uid } = pod.metadata;
    const refusal = yield* releasePod(pod);
    if (refusal !== undefined) unseen.push(uid);
    if (refusal === undefined || isNotFound(refusal)) released.push(uid);
    else failure ??= refusal;
  }
  return { released, unseen, ...(failure === undefined ? {} : { failure }) };
}
