import type { NodeConfig } from '../../engine/cluster/config.js';
import type { Millis } from '../../engine/core/time.js';

export interface TaintSpec {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export type NodeAction =
  | { readonly type: 'add'; readonly nodes: readonly NodeConfig[] }
  /** Stops the machine and deletes its Node. */
  | { readonly type: 'remove'; readonly node: string }
  | { readonly type: 'cordon'; readonly node: string }
  | { readonly type: 'uncordon'; readonly node: string }
  | { readonly type: 'drain'; readonly node: string; readonly options: DrainOptions }
  | { readonly type: 'taint'; readonly node: string; readonly taints: readonly TaintSpec[] }
  /** Absent `effect`: every effect of that key. */
  | {
      readonly type: 'untaint';
      readonly node: string;
      readonly taints: readonly { readonly key: string; readonly effect?: TaintSpec['effect'] }[];
    }
  /** null removes. */
  | { readonly type: 'label'; readonly node: string; readonly labels: Readonly<Record<string, string | null>> };

/** kubectl drain's flags of the same names. */
export interface DrainOptions {
  readonly force: boolean;
  readonly ignoreDaemonSets: boolean;
  readonly deleteEmptyDirData: boolean;
  readonly disableEviction: boolean;
  readonly gracePeriodSeconds?: number;
  readonly podSelector?: string;
  /** Absent: no limit. */
  readonly timeout?: Millis;
}
