import { changesOf, isSettled, StoreView, type Cluster, type StepRecord } from '../../../engine/index.js';
import { nodes, pods } from '../../../engine/apis/generated/resources.js';
import { resourceKey, type Resource } from '../../../engine/apis/resource.js';
import {
  deployments,
  replicasets,
  replicationcontrollers,
  statefulsets,
} from '../../../engine/apis/generated/resources.js';
import type { WatchEvent } from '../../../engine/apiserver/watch-event.js';
import type { Millis } from '../../../engine/core/time.js';
import { alwaysSchedulable } from './always-schedulable.js';
import { balanced } from './balanced.js';
import { eventuallyStable } from './eventually-stable.js';
import type { Intent } from './intent.js';
import { minAvailable } from './min-available.js';
import { monitorOf, type Monitor, type ObservedStep } from './monitor.js';
import { noEvictionCycle } from './no-eviction-cycle.js';
import { noOscillation } from './no-oscillation.js';

/** Intents under way: a value. The same list (===) means that no intent has changed its mind. */
export type Monitors = readonly Monitor[];

export const NO_MONITORS: Monitors = [];

/** Begins to watch intents; what is in the cluster already is looked at as if it had just come. */
export function watchIntents(intents: readonly Intent[], cluster: Cluster): Monitors {
  const { now } = cluster;
  const step: ObservedStep = { changes: existing(cluster), now, who: '', byComponent: false, disturbs: false };
  return intents.map((intent) => begun(intent).observe(step));
}

function begun(intent: Intent): Monitor {
  switch (intent.type) {
    case 'noOscillation':
      return monitorOf(intent, noOscillation(intent));
    case 'noEvictionCycle':
      return monitorOf(intent, noEvictionCycle(intent));
    case 'alwaysSchedulable':
      return monitorOf(intent, alwaysSchedulable(intent));
    case 'minAvailable':
      return monitorOf(intent, minAvailable(intent));
    case 'balanced':
      return monitorOf(intent, balanced(intent));
    case 'eventuallyStable':
      return monitorOf(intent, eventuallyStable(intent));
  }
}

const LOOKED_AT: readonly Resource[] = [nodes, deployments, replicasets, replicationcontrollers, statefulsets, pods];

function existing({ server }: Cluster): readonly WatchEvent[] {
  const view = new StoreView(server.store);
  return LOOKED_AT.flatMap((resource) =>
    view.list(resource).map((object): WatchEvent => ({
      type: 'ADDED',
      revision: Number(object.metadata.resourceVersion),
      resource: resourceKey(resource),
      object,
    })),
  );
}

/**
 * The intents after one step.
 * @param before the cluster before it
 * @param after the cluster that it led to
 */
export function observeStep(monitors: Monitors, before: Cluster, after: Cluster): Monitors {
  if (monitors.length === 0) return monitors;
  const changes = changesOf(before, after);
  const { type, who } = after.last;
  const disturbs = type === 'request' ? changes.some(isDisruption) : DISTURBING.has(type);
  if (changes.length === 0 && !disturbs && !isSettled(after)) return monitors;
  const step: ObservedStep = { changes, now: after.now, who, byComponent: type === 'work', disturbs };
  const isAtRest = isSettled(after);
  return each(monitors, (monitor) => {
    const observed = monitor.observe(step);
    return isAtRest ? observed.rest(after) : observed;
  });
}

/** What a load or a use does again and again is a cycle all the same. */
const DISTURBING: ReadonlySet<StepRecord['type']> = new Set<StepRecord['type']>(['fault', 'node', 'devices']);

/** Somebody outside did something to pods or nodes themselves. */
function isDisruption({ resource }: WatchEvent): boolean {
  return resource === resourceKey(nodes) || resource === resourceKey(pods);
}

/** The intents after time has passed and nothing else has happened. */
export function observeTime(monitors: Monitors, { now }: Cluster): Monitors {
  const step: ObservedStep = { changes: [], now, who: '', byComponent: false, disturbs: false };
  return each(monitors, (monitor) =>
    monitor.deadline !== undefined && monitor.deadline <= now ? monitor.observe(step) : monitor,
  );
}

/** How long the end of a run may wait for the cluster to come to rest; 0: no intent asks for it. */
export function patienceOf(monitors: Monitors): Millis {
  return Math.max(0, ...monitors.map(({ intent }) => (intent.type === 'eventuallyStable' ? intent.within : 0)));
}

/** The intents at the end of a run; those that had nothing to watch are broken. */
export function finishIntents(monitors: Monitors, cluster: Cluster): Monitors {
  return each(monitors, (monitor) => monitor.finish(cluster));
}

/** The first moment at which an intent wants to be asked. */
export function intentDeadline(monitors: Monitors): Millis {
  let first = Infinity;
  for (const { deadline } of monitors) if (deadline !== undefined && deadline < first) first = deadline;
  return first;
}

/** The first intent that is broken. */
export function brokenIntent(monitors: Monitors): Monitor | undefined {
  return monitors.find(({ breach }) => breach !== undefined);
}

function each(monitors: Monitors, next: (monitor: Monitor) => Monitor): Monitors {
  let changed = false;
  const after = monitors.map((monitor) => {
    const one = next(monitor);
    changed ||= one !== monitor;
    return one;
  });
  return changed ? after : monitors;
}
