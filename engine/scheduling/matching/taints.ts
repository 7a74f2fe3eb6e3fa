import { isTolerated } from '../../apis/core/taints.js';
import type { Pod, Taint } from '../../apis/generated/core.v1.js';

/** The first taint that keeps the pod off, as FindMatchingUntoleratedTaint with DoNotScheduleTaintsFilterFunc. */
export function untoleratedTaint(taints: readonly Taint[] | undefined, pod: Pod): Taint | undefined {
  if (taints === undefined) return undefined;
  return taints.find((taint) => {
    if (taint.effect !== 'NoSchedule' && taint.effect !== 'NoExecute') return false;
    return !isTolerated(pod.spec.tolerations, taint);
  });
}
