import { Action, isWildcard, matches, type ClusterEvent, type EventResource } from '../cluster-event.js';
import type { EventRegistration, Plugin } from '../framework.js';
import type { QueueProfile, RegisteredHint } from '../queue/settings.js';

const EVENT_RESOURCES: readonly EventResource[] = [
  'Pod',
  'Node',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'storage.k8s.io/CSINode',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/CSIStorageCapacity',
  'storage.k8s.io/StorageClass',
  'resource.k8s.io/ResourceClaim',
  'resource.k8s.io/DeviceClass',
];

/** What a plugin without registrations is woken by: everything, as UnrollWildCardResource. */
const EVERYTHING: readonly EventRegistration[] = EVENT_RESOURCES.map((resource) => ({ resource, action: Action.All }));

function eventsOf(plugin: Plugin): readonly EventRegistration[] {
  const refuses =
    plugin.preEnqueue !== undefined ||
    plugin.filter !== undefined ||
    plugin.reserve !== undefined ||
    plugin.permit !== undefined;
  return refuses ? withTaintUpdates(plugin.events ?? EVERYTHING) : [];
}

/**
 * A plugin that is woken by new nodes and not by changes of their taints is woken by all of these as well, as in
 * buildQueueingHintMap: a relic that costs vain attempts.
 */
function withTaintUpdates(events: readonly EventRegistration[]): readonly EventRegistration[] {
  const registers = (action: number) =>
    events.some((registered) => registered.resource === 'Node' && (registered.action & action) !== 0);
  return registers(Action.Add) && !registers(Action.UpdateNodeTaint)
    ? [...events, { resource: 'Node', action: Action.UpdateNodeTaint }]
    : events;
}

/** What the queue asks a profile's plugins: who gates a pod, and which events are worth another try. */
export function queueProfile(gates: readonly Plugin[], all: readonly Plugin[]): QueueProfile {
  const events = new Map(all.map((plugin) => [plugin.name, eventsOf(plugin)]));
  const hints = new Map<string, readonly RegisteredHint[]>();
  return {
    preEnqueue: gates.flatMap(({ name, preEnqueue }) => (preEnqueue === undefined ? [] : [{ name, preEnqueue }])),
    eventsOf: (plugin) => events.get(plugin) ?? [],
    hintsFor(event) {
      const key = `${event.resource}/${event.action}`;
      const known = hints.get(key);
      if (known !== undefined) return known;
      const found = all.flatMap(({ name }) => hintsOf(name, events.get(name) ?? [], event));
      hints.set(key, found);
      return found;
    },
  };
}

function hintsOf(plugin: string, events: readonly EventRegistration[], event: ClusterEvent): readonly RegisteredHint[] {
  if (isWildcard(event)) return [];
  return events.filter((registered) => matches(registered, event)).map(({ hint }) => ({ plugin, hint }));
}
