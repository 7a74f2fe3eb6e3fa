import { formatSelector, labelSelectorAsSelector, parseLabelSelector } from '../../apimachinery/labels.js';
import { controllerOf, namespaceOf, objectKey, splitKey } from '../../apimachinery/object.js';
import type { Job } from '../../apis/generated/batch.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { jobs, pods } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import type { Reconcile } from '../../client/reconcile.js';
import type { View } from '../../client/view.js';
import { isJobFinished } from '../framework/finished-job.js';
import { resolveControllerRef } from '../framework/owners.js';
import { isNotFound } from '../framework/refusal.js';
import { releasePod } from './delete-pods.js';
import { hasTrackingFinalizer } from './pods.js';
import { isManagedElsewhere } from './sync.js';

/** Keys of work on pods that no job counts any more; those of jobs have no colon. */
const BY_NAME = 'orphan:';
const BY_SELECTOR = 'orphans:';

export function orphanKey(pod: Pod): string {
  return BY_NAME + objectKey(pod);
}

/** All pods that a job selects; undefined when its selector is invalid. */
export function orphansKey(job: Job): string | undefined {
  const selector = labelSelectorAsSelector(job.spec.selector);
  return selector.ok ? `${BY_SELECTOR}${namespaceOf(job)}/${formatSelector(selector.value)}` : undefined;
}

export function isOrphanKey(key: string): boolean {
  return key.startsWith(BY_NAME) || key.startsWith(BY_SELECTOR);
}

/** Takes the tracking finalizer off pods that no job counts; true when that worked (syncOrphanPod). */
export function* syncOrphans(key: string, { view }: Context): Reconcile<boolean> {
  if (key.startsWith(BY_NAME)) {
    const { namespace, name } = splitKey(key.slice(BY_NAME.length));
    const pod = view.get(pods, namespace, name);
    return pod === undefined || (yield* release(pod, view));
  }
  const { namespace, name: text } = splitKey(key.slice(BY_SELECTOR.length));
  const selector = parseLabelSelector(text);
  if (!selector.ok) return true;
  for (const pod of view.list(pods, namespace)) {
    if (hasTrackingFinalizer(pod) && selector.value.matches(pod.metadata.labels)) yield* release(pod, view);
  }
  return true;
}

/** Follows handleSingleOrphanPod. */
function* release(pod: Pod, view: View): Reconcile<boolean> {
  const reference = controllerOf(pod);
  if (reference !== undefined) {
    if (reference.kind !== 'Job' || reference.apiVersion !== 'batch/v1') return true;
    const job = resolveControllerRef(view, jobs, namespaceOf(pod), reference);
    if (job !== undefined && (isManagedElsewhere(job) || !isJobFinished(job))) return true;
  }
  const refusal = yield* releasePod(pod);
  return refusal === undefined || isNotFound(refusal);
}
