import { NOTHING_TRACKED, type Tracker } from '../framework/endpoints/slice-tracker.js';
import { NO_TRIGGER_TIMES, type TriggerTimes } from '../framework/endpoints/trigger-time.js';

/** What the controller remembers of each service. */
export interface Memory {
  readonly tracker: Tracker;
  readonly triggers: TriggerTimes;
}

export const NEW_MEMORY: Memory = { tracker: NOTHING_TRACKED, triggers: NO_TRIGGER_TIMES };

/** Without a service that is gone. */
export function forgetService({ tracker, triggers }: Memory, key: string): Memory {
  return { tracker: tracker.delete(key), triggers: triggers.delete(key) };
}
