import type { DaemonSet, DaemonSetStatus } from '../../apis/generated/apps.v1.js';
import { daemonsets } from '../../apis/generated/resources.js';
import { read, updateStatus, type Reconcile, type Result } from '../../client/reconcile.js';
import { isPodReady } from '../framework/pod-state.js';
import { nodeShouldRunDaemonPod } from './eligibility.js';
import { byAge, isAvailable, podsOn, type Fleet } from './fleet.js';
import { isPodUpdated, templateGeneration } from './pod-template.js';

/** The numbers of a daemon set's status. */
export interface Counts {
  readonly desired: number;
  readonly current: number;
  readonly misscheduled: number;
  readonly ready: number;
  readonly updated: number;
  readonly available: number;
}

/** Counts nodes, each by its oldest pod (updateDaemonSetStatus). */
export function countNodes(fleet: Fleet): Counts {
  const { daemonSet, hash, nodes } = fleet;
  const generation = templateGeneration(daemonSet);
  const counts = { desired: 0, current: 0, misscheduled: 0, ready: 0, updated: 0, available: 0 };
  for (const node of nodes) {
    const there = podsOn(fleet, node.metadata.name);
    if (!nodeShouldRunDaemonPod(node, daemonSet).run) {
      if (there.length > 0) counts.misscheduled++;
      continue;
    }
    counts.desired++;
    const oldest = there.length > 1 ? [...there].sort(byAge)[0] : there[0];
    if (oldest === undefined) continue;
    counts.current++;
    if (isPodReady(oldest)) {
      counts.ready++;
      if (isAvailable(fleet, oldest)) counts.available++;
    }
    if (isPodUpdated(oldest, hash, generation)) counts.updated++;
  }
  return counts;
}

/**
 * Writes the counts when they differ; a refused write is tried once more on the object as it is by then. The generation
 * counts as observed only when the whole sync was done for it (storeDaemonSetStatus).
 */
export function* storeStatus(
  daemonSet: DaemonSet,
  counts: Counts,
  updateObservedGeneration: boolean,
): Reconcile<Result<DaemonSet>> {
  if (isUpToDate(daemonSet, counts)) return { ok: true, object: daemonSet };
  const generation = updateObservedGeneration ? daemonSet.metadata.generation : undefined;
  const written = yield* updateStatus(daemonsets, withCounts(daemonSet, counts, generation));
  if (written.ok) return written;
  const { namespace, name } = daemonSet.metadata;
  const fresh = yield* read(daemonsets, { namespace, name });
  return fresh.ok ? yield* updateStatus(daemonsets, withCounts(fresh.object, counts, generation)) : fresh;
}

function isUpToDate({ metadata, status }: DaemonSet, counts: Counts): boolean {
  return (
    status.desiredNumberScheduled === counts.desired &&
    status.currentNumberScheduled === counts.current &&
    status.numberMisscheduled === counts.misscheduled &&
    status.numberReady === counts.ready &&
    (status.updatedNumberScheduled ?? 0) === counts.updated &&
    (status.numberAvailable ?? 0) === counts.available &&
    (status.numberUnavailable ?? 0) === counts.desired - counts.available &&
    (status.observedGeneration ?? 0) >= (metadata.generation ?? 0)
  );
}

/** Counts of 0 that may be left out are, as Go does. */
function withCounts(daemonSet: DaemonSet, counts: Counts, generation: number | undefined): DaemonSet {
  const { conditions, collisionCount, observedGeneration = 0 } = daemonSet.status;
  const optional = {
    observedGeneration: generation ?? observedGeneration,
    updatedNumberScheduled: counts.updated,
    numberAvailable: counts.available,
    numberUnavailable: counts.desired - counts.available,
  };
  const status: DaemonSetStatus = {
    currentNumberScheduled: counts.current,
    numberMisscheduled: counts.misscheduled,
    desiredNumberScheduled: counts.desired,
    numberReady: counts.ready,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== 0)),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions === undefined ? {} : { conditions }),
  };
  return { ...daemonSet, status };
}
