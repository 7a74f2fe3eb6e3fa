import { pods } from '../../apis/generated/resources.js';
import { StoreView } from '../../apiserver/store-view.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import { isEventOf } from '../../client/controller.js';
import type { Cluster } from '../cluster.js';
import type { Broken } from './broken.js';
import { brokenByEviction } from './budget.js';
import { brokenByObject, brokenByOwnership } from './object.js';
import { brokenByBinding, brokenByPod } from './pod.js';

const SCHEDULER = 'kube-scheduler';

/**
 * The first invariant of every cluster that a step breaks; undefined: none. Only what the step changed is looked at.
 * @param before the cluster before the step
 * @param after the cluster that the step led to
 */
export function brokenInvariant(before: Cluster, after: Cluster): Broken | undefined {
  if (after.now < before.now)
    return {
      invariant: 'time does not go back',
      message: `it was ${before.now} ms and is ${after.now} ms`,
      object: 'cluster',
    };
  const changes = changesOf(before, after);
  if (changes.length === 0) return undefined;
  const { last } = after;
  const step: Changed = {
    changes,
    before,
    after: new StoreView(after.server.store),
    byComponent: last.type === 'work',
    isInformedScheduler: last.who === SCHEDULER && isInformed(before),
  };
  let revision = before.server.store.revision;
  for (const event of changes) {
    const broken = brokenBy(event, revision, step);
    if (broken !== undefined) return broken;
    revision = event.revision;
  }
  return undefined;
}

const NONE: readonly WatchEvent[] = [];

/** Every change between two clusters of which the second follows from the first by one step, in order. */
export function changesOf(before: Cluster, after: Cluster): readonly WatchEvent[] {
  const { revision } = before.server.store;
  const { store } = after.server;
  if (store.revision === revision) return NONE;
  return store.log.range(revision + 1, Infinity);
}

interface Changed {
  readonly changes: readonly WatchEvent[];
  readonly before: Cluster;
  readonly after: StoreView;
  readonly byComponent: boolean;
  readonly isInformedScheduler: boolean;
}

function brokenBy(event: WatchEvent, revision: number, step: Changed): Broken | undefined {
  const broken =
    brokenByObject(event, revision) ?? (step.byComponent ? brokenByOwnership(event, step.after) : undefined);
  if (broken !== undefined || event.type !== 'MODIFIED' || !isEventOf(event, pods)) return broken;
  return (
    brokenByPod(event, step.byComponent) ??
    (step.isInformedScheduler ? brokenByBinding(event, step.after) : undefined) ??
    brokenByEviction(event, step.changes, () => new StoreView(step.before.server.store))
  );
}

/** A scheduler that sees everything, did not decide in an earlier step, and was not told to look at less than all. */
function isInformed({ components, config }: Cluster): boolean {
  if (config.scheduler !== undefined) return false;
  const scheduler = components.get(SCHEDULER);
  return scheduler !== undefined && scheduler.stale === undefined && scheduler.inflight === undefined;
}
