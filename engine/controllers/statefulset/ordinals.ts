import type { StatefulSet } from '../../apis/generated/apps.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';

const STATEFUL_POD = /^(.*)-([0-9]+)$/s;

const MAX_INT32 = 2 ** 31 - 1;

/** What a pod's name says of it. */
export interface Parentage {
  /** '' when it is not the name of a stateful set's pod. */
  readonly parent: string;
  /** -1 when it is not. */
  readonly ordinal: number;
}

/** 'web-2' is number 2 of 'web' (getParentNameAndOrdinal). */
export function parentage(name: string): Parentage {
  const [, parent = '', digits] = STATEFUL_POD.exec(name) ?? [];
  if (digits === undefined) return { parent: '', ordinal: -1 };
  const ordinal = Number(digits);
  return { parent, ordinal: ordinal <= MAX_INT32 ? ordinal : -1 };
}

/** Whether the pod's name is one of the set's (isMemberOf). */
export function isMemberOf(set: StatefulSet, { metadata }: Pod): boolean {
  return parentage(metadata.name).parent === set.metadata.name;
}

export function desiredReplicas({ spec }: StatefulSet): number {
  return spec.replicas ?? 1;
}

export function startOrdinal({ spec }: StatefulSet): number {
  return spec.ordinals?.start ?? 0;
}

/** Whether a number is among those that the set has (podInOrdinalRange). */
export function inRange(set: StatefulSet, ordinal: number): boolean {
  const start = startOrdinal(set);
  return ordinal >= start && ordinal < start + desiredReplicas(set);
}
