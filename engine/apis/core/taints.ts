import type { Taint, Toleration } from '../generated/core.v1.js';

/**
 * Whether a toleration tolerates a taint: an empty effect, key or value of it stands for every one (v1.Toleration's
 * ToleratesTaint). Lt and Gt tolerate nothing: their feature gate is off in v1.35.
 */
export function toleratesTaint({ effect, key, operator, value }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key && key !== taint.key) return false;
  if (operator === 'Exists') return true;
  return (!operator || operator === 'Equal') && (value ?? '') === (taint.value ?? '');
}

/** Whether one of the tolerations tolerates the taint. */
export function isTolerated(tolerations: readonly Toleration[] | undefined, taint: Taint): boolean {
  return tolerations?.some((toleration) => toleratesTaint(toleration, taint)) ?? false;
}

/**
 * For each taint the first toleration that tolerates it; undefined when a taint is not tolerated
 * (GetMatchingTolerations).
 */
export function matchingTolerations(
  taints: readonly Taint[],
  tolerations: readonly Toleration[] = [],
): readonly Toleration[] | undefined {
  const used: Toleration[] = [];
  for (const taint of taints) {
    const toleration = tolerations.find((candidate) => toleratesTaint(candidate, taint));
    if (toleration === undefined) return undefined;
    used.push(toleration);
  }
  return used;
}

/** Whether two taints are one and the same, whatever their values: by key and effect (Taint.MatchTaint). */
export function isSameTaint(a: Pick<Taint, 'key' | 'effect'>, b: Pick<Taint, 'key' | 'effect'>): boolean {
  return a.key === b.key && a.effect === b.effect;
}
