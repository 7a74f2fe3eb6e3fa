import type { PersistentVolume, PersistentVolumeClaim } from '../../apis/generated/core.v1.js';
import { SortedMap } from '../../core/sorted-map.js';

/**
 * Volumes and claims as the scheduler has decided or written them, for as long as the informers show an older version
 * (volumebinding's assume caches). Keys are object keys.
 */
export interface AssumedVolumes {
  readonly volumes: SortedMap<string, PersistentVolume>;
  readonly claims: SortedMap<string, PersistentVolumeClaim>;
}

export const NO_ASSUMED_VOLUMES: AssumedVolumes = { volumes: SortedMap.empty(), claims: SortedMap.empty() };
