import type { Pod } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';

/** A pod that waits to be scheduled, and what its earlier attempts came to, as QueuedPodInfo. */
export interface QueuedPod {
  readonly pod: Pod;
  /** 'namespace/name' */
  readonly key: string;
  /** When it came, or when its last attempt failed. */
  readonly timestamp: Millis;
  /** Grows with every timestamp that is given: upstream's clock has nanoseconds, virtual time has ties. */
  readonly sequence: number;
  readonly attempts: number;
  /** Attempts that plugins refused. */
  readonly unschedulableCount: number;
  /** Attempts in a row that failed with an error. */
  readonly consecutiveErrorsCount: number;
  /** Plugins that refused it in its last attempt. */
  readonly unschedulablePlugins: readonly string[];
  /** Those of them that wait for something outside. */
  readonly pendingPlugins: readonly string[];
  /** The PreEnqueue plugin that holds it back; '' for none. */
  readonly gatingPlugin: string;
  /** The step that last moved it. */
  readonly cause: number;
}

export const NO_PLUGINS: readonly string[] = [];

/** As QueuedPodInfo.Gated. */
export function isGated(queued: QueuedPod): boolean {
  return queued.gatingPlugin !== '';
}
