import { SortedMap } from '../../../core/sorted-map.js';
import type { Pod, Service } from '../../../apis/generated/core.v1.js';
import { podReadyCondition } from '../pod-state.js';

/** The annotation of slices and Endpoints that tells the time of the change that led to them. */
export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';

/** When a service and its pods changed last, as timestamps: a TriggerTimeTracker as a value. */
interface Triggers {
  readonly service: string;
  /** Pod name → when its readiness changed. */
  readonly pods: Readonly<Record<string, string>>;
}

/** By service key. */
export type TriggerTimes = SortedMap<string, Triggers>;

export const NO_TRIGGER_TIMES: TriggerTimes = SortedMap.empty();

/** With what was seen, and the time of the oldest change that was not seen before; undefined when there was none. */
export interface Triggered {
  readonly times: TriggerTimes;
  readonly time: string | undefined;
}

/** ComputeEndpointLastChangeTriggerTime. All times are whole seconds in UTC, so that they compare as texts. */
export function computeTriggerTime(
  times: TriggerTimes,
  key: string,
  service: Service,
  selected: readonly Pod[],
): Triggered {
  const known = times.get(key);
  const pods: Record<string, string> = {};
  let oldest: string | undefined;
  const consider = (time: string, before: string): void => {
    if (time > before && (oldest === undefined || time < oldest)) oldest = time;
  };
  for (const pod of selected) {
    const time = podReadyCondition(pod)?.lastTransitionTime ?? '';
    if (time === '') continue;
    pods[pod.metadata.name] = time;
    consider(time, known?.pods[pod.metadata.name] ?? '');
  }
  const created = service.metadata.creationTimestamp;
  consider(created, known?.service ?? '');
  const next = times.set(key, { service: created, pods });
  return { times: next, time: known === undefined ? created : oldest };
}
