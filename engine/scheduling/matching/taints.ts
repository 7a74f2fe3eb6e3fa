import type { Pod, Taint, Toleration } from '../../apis/generated/core.v1.js';

const NONE: readonly never[] = [];

/** As Toleration.ToleratesTaint. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator || 'Equal') {
    case 'Equal':
      return (toleration.value ?? '') === (taint.value ?? '');
    case 'Exists':
      return true;
    default:
      return false;
  }
}

/** As TolerationsTolerateTaint. */
export function tolerateTaint(tolerations: readonly Toleration[] | undefined, taint: Taint): boolean {
  return (tolerations ?? NONE).some((toleration) => tolerates(toleration, taint));
}

/** The first taint that keeps the pod off, as FindMatchingUntoleratedTaint with DoNotScheduleTaintsFilterFunc. */
export function untoleratedTaint(taints: readonly Taint[] | undefined, pod: Pod): Taint | undefined {
  if (taints === undefined) return undefined;
  return taints.find((taint) => {
    if (taint.effect !== 'NoSchedule' && taint.effect !== 'NoExecute') return false;
    return !tolerateTaint(pod.spec.tolerations, taint);
  });
}
