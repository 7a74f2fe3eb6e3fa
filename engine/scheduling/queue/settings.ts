import type { Pod } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import type { View } from '../../client/view.js';
import type { ClusterEvent } from '../cluster-event.js';
import type { EventRegistration, QueueingHint } from '../framework.js';
import type { Status } from '../status.js';
import type { BackoffSettings } from './backoff.js';
import type { QueuedPod } from './queued-pod.js';

/** A plugin's hint, and whose it is. */
export interface RegisteredHint {
  readonly plugin: string;
  readonly hint?: QueueingHint;
}

/** What the queue needs to know of a profile. */
export interface QueueProfile {
  readonly preEnqueue: readonly { readonly name: string; preEnqueue(pod: Pod): Status | undefined }[];
  /** Hints of the plugins that registered for an event; always the same array for the same event. */
  hintsFor(event: ClusterEvent): readonly RegisteredHint[];
  /** Events that a plugin registered for. */
  eventsOf(plugin: string): readonly EventRegistration[];
}

/** Fixed for the life of a queue. */
export interface QueueSettings {
  readonly backoff: BackoffSettings;
  /** After this long without an event, a refused pod is tried again (5 minutes). */
  readonly maxInUnschedulable: Millis;
  sortKey(pod: QueuedPod): string;
  profileOf(pod: Pod): QueueProfile | undefined;
  /** Whether any plugin of any profile registered for the event. */
  isOfInterest(event: ClusterEvent): boolean;
  /** Whether a plugin registered for it in any profile. */
  registers(plugin: string, event: ClusterEvent): boolean;
}

/** What a queue operation knows of the moment. */
export interface QueueMoment {
  readonly settings: QueueSettings;
  readonly now: Millis;
  /** The step that makes the change. */
  readonly cause: number;
}

/** What an operation needs to know that asks hints or looks pods up. */
export interface QueueContext extends QueueMoment {
  readonly view: View;
}
