import type { Plugin } from '../framework.js';
import type { QueueProfile } from '../queue/settings.js';

/** A score plugin and how much it counts. */
export interface WeightedPlugin {
  readonly plugin: Plugin;
  readonly weight: number;
}

/** One scheduler of the process: its plugins at each extension point, in order, as frameworkImpl. */
export interface Profile {
  readonly schedulerName: string;
  /** 0: adaptive, by the number of nodes. */
  readonly percentageOfNodesToScore: number;
  /** PreFilter and Filter. */
  readonly filter: readonly Plugin[];
  readonly postFilter: readonly Plugin[];
  /** PreScore and Score. */
  readonly score: readonly WeightedPlugin[];
  readonly reserve: readonly Plugin[];
  readonly permit: readonly Plugin[];
  readonly preBind: readonly Plugin[];
  readonly bind: readonly Plugin[];
  readonly postBind: readonly Plugin[];
  readonly queue: QueueProfile;
}
