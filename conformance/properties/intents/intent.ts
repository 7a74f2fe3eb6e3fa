import type { Millis } from '../../../engine/core/time.js';
import type { Source } from '../../expectations/source.js';

/** Pods by namespace and labels. */
export interface PodSelection {
  /** Absent: all of them. */
  readonly namespace?: string;
  /** As kubectl's -l takes it; absent: every pod of the namespace. */
  readonly selector?: string;
}

/** What a cluster is meant to do, by name. Plain data. */
export type Intent = { readonly source: Source } & (
  | { readonly type: 'noOscillation'; readonly times: number }
  | { readonly type: 'noEvictionCycle'; readonly times: number }
  | ({ readonly type: 'alwaysSchedulable'; readonly within: Millis } & PodSelection)
  | ({ readonly type: 'minAvailable'; readonly count: number } & PodSelection)
  | ({
      readonly type: 'balanced';
      readonly topologyKey: string;
      readonly of: 'pods' | 'cpu' | 'memory';
      /** In pods, or in thousandths of a cpu or a byte. */
      readonly maxSkew: number;
      /** As written. */
      readonly skewText: string;
    } & PodSelection)
  | { readonly type: 'eventuallyStable'; readonly within: Millis }
);

export type IntentName = Intent['type'];
export type IntentOf<T extends IntentName> = Extract<Intent, { readonly type: T }>;
