import type { Millis } from '../../core/time.js';

/** Fields of a kubelet's configuration that decide about eviction and garbage collection, by their own names. */
export interface EvictionConfig {
  /** Signal → amount or percentage. Given, it stands in place of all defaults. */
  readonly evictionHard?: Readonly<Record<string, string>>;
  readonly evictionSoft?: Readonly<Record<string, string>>;
  /** How long a soft threshold must be met; each needs one. */
  readonly evictionSoftGracePeriod?: Readonly<Record<string, Millis>>;
  /** Amount or percentage that eviction goes beyond a threshold. */
  readonly evictionMinimumReclaim?: Readonly<Record<string, string>>;
  /** Seconds that a pod gets at most when a soft threshold evicts it. Default 0. */
  readonly evictionMaxPodGracePeriod?: number;
  /** How long a condition stays after it was seen last. Default 5 minutes. */
  readonly evictionPressureTransitionPeriod?: Millis;
  /** Percent of the disk from which unused images are removed, and down to which. Defaults 85 and 80. */
  readonly imageGCHighThresholdPercent?: number;
  readonly imageGCLowThresholdPercent?: number;
  /** Unused images younger than this stay. Default 2 minutes. */
  readonly imageMinimumGCAge?: Millis;
}
