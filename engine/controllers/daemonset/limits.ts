import { getScaledValueFromIntOrPercent } from '../../apimachinery/intstr.js';
import type { DaemonSet } from '../../apis/generated/apps.v1.js';
import type { IntOrString } from '../../apis/generated/intstr.v1.js';
import { done, gaveUp, type Attempt } from '../framework/attempt.js';

/** How far a rolling update may go. */
export interface Limits {
  /** Pods of the new template beside available ones of the old. */
  readonly maxSurge: number;
  /** Nodes without an available pod. */
  readonly maxUnavailable: number;
}

/** The limits of a rolling update for so many nodes; percentages round up (updatedDesiredNodeCounts). */
export function limitsOf(daemonSet: DaemonSet, desired: number): Attempt<Limits> {
  const { rollingUpdate } = daemonSet.spec.updateStrategy;
  const maxUnavailable = scaled(rollingUpdate?.maxUnavailable, desired);
  const maxSurge = scaled(rollingUpdate?.maxSurge, desired);
  if (maxUnavailable === undefined) return gaveUp("couldn't get unavailable numbers: invalid value for MaxUnavailable");
  if (maxSurge === undefined) return gaveUp("couldn't get unavailable numbers: invalid value for MaxSurge");
  const stuck = desired > 0 && maxUnavailable === 0 && maxSurge === 0;
  return done({ maxSurge, maxUnavailable: stuck ? 1 : maxUnavailable });
}

function scaled(value: IntOrString | undefined, desired: number): number | undefined {
  return value === undefined ? 0 : getScaledValueFromIntOrPercent(value, desired, true);
}

/** Whether a node may have two pods for a while. */
export function allowsSurge({ spec: { updateStrategy } }: DaemonSet): boolean {
  return updateStrategy.type === 'RollingUpdate' && (scaled(updateStrategy.rollingUpdate?.maxSurge, 1) ?? 0) > 0;
}
