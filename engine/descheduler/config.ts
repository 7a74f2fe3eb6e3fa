import type { Millis } from '../core/time.js';

/** A strategy with its arguments, named as in kubernetes-sigs/descheduler. */
export type DeschedulerStrategy =
  | {
      readonly name: 'RemoveDuplicates';
      /** Pods with an owner of one of these kinds are left alone. */
      readonly excludeOwnerKinds?: readonly string[];
    }
  | {
      readonly name: 'RemovePodsViolatingTopologySpreadConstraint';
      /** Absent: only DoNotSchedule. */
      readonly constraints?: readonly ('DoNotSchedule' | 'ScheduleAnyway')[];
    }
  | {
      readonly name: 'RemovePodsViolatingNodeAffinity';
      readonly nodeAffinityType: readonly NodeAffinityType[];
    };

export type NodeAffinityType =
  'requiredDuringSchedulingIgnoredDuringExecution' | 'preferredDuringSchedulingIgnoredDuringExecution';

/** How the descheduler runs: one profile with the default evictor. */
export interface DeschedulerConfig {
  /** --descheduling-interval. */
  readonly interval: Millis;
  readonly strategies: readonly DeschedulerStrategy[];
  /** The default evictor's nodeFit: only pods that would fit on another node are evicted. */
  readonly nodeFit?: boolean;
}
