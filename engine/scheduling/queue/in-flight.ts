import type { KubeObject } from '../../apimachinery/object.js';
import { SortedMap } from '../../core/sorted-map.js';
import type { ClusterEvent } from '../cluster-event.js';

/** An event that was observed while pods were being scheduled. */
export interface InFlightEvent {
  readonly event: ClusterEvent;
  readonly old?: KubeObject;
  readonly object?: KubeObject;
}

/**
 * Pods that are being scheduled, and what happened meanwhile: an attempt that fails on an old state of the cluster must
 * not miss what has changed since. As activeQueue.inFlightPods and inFlightEvents.
 */
export interface InFlight {
  /** Pod uid → position in the row of events at which it was taken. */
  readonly pods: SortedMap<string, number>;
  readonly events: SortedMap<number, InFlightEvent>;
  readonly next: number;
}

export const NOTHING_IN_FLIGHT: InFlight = { pods: SortedMap.empty(), events: SortedMap.empty(), next: 0 };

export function taken(inFlight: InFlight, uid: string): InFlight {
  const { pods, events, next } = inFlight;
  return { pods: pods.set(uid, next), events, next: next + 1 };
}

/** Notes an event when any pod is in flight. */
export function noted(inFlight: InFlight, event: InFlightEvent): InFlight {
  if (inFlight.pods.size === 0) return inFlight;
  return { ...inFlight, events: inFlight.events.set(inFlight.next, event), next: inFlight.next + 1 };
}

/** What happened since the pod was taken; undefined when it is not in flight. */
export function eventsSince(inFlight: InFlight, uid: string): readonly InFlightEvent[] | undefined {
  const position = inFlight.pods.get(uid);
  return position === undefined ? undefined : inFlight.events.range(position, inFlight.next);
}

/** Ends the flight of a pod and drops the events that no other pod needs. */
export function done(inFlight: InFlight, uid: string): InFlight {
  const pods = inFlight.pods.delete(uid);
  if (pods === inFlight.pods) return inFlight;
  if (pods.size === 0) return NOTHING_IN_FLIGHT;
  const oldest = Math.min(...pods.values());
  const obsolete = inFlight.events.keys().filter((position) => position < oldest);
  return { ...inFlight, pods, events: inFlight.events.edit(obsolete.map((position) => [position, undefined])) };
}
