import type { SortedMap } from '../../core/sorted-map.js';
import type { Millis } from '../../core/time.js';

/** What the metrics asked for at a time, before any limit. */
export interface Recommendation {
  readonly replicas: number;
  readonly at: Millis;
}

/** By how many replicas the target was scaled at a time. */
export interface ScaleEvent {
  readonly change: number;
  readonly at: Millis;
}

/** What is remembered of one autoscaler between its ticks. */
export interface History {
  readonly recommendations: readonly Recommendation[];
  readonly ups: readonly ScaleEvent[];
  readonly downs: readonly ScaleEvent[];
}

export const NO_HISTORY: History = { recommendations: [], ups: [], downs: [] };

/** One autoscaler as the controller knows it. */
export interface Known {
  /** Of its target's pods, as its last tick read it; undefined before. */
  readonly selector?: string;
  readonly history: History;
  /** Ticks in a row that found the world as the one before had found it, since something last changed. */
  readonly steady: number;
}

export const NEW_AUTOSCALER: Known = { history: NO_HISTORY, steady: 0 };

/** Autoscalers by namespace and name. */
export interface Memory {
  readonly known: SortedMap<string, Known>;
}
