import type { Pod } from '../../apis/generated/core.v1.js';
import { daemonsets } from '../../apis/generated/resources.js';
import { recordEvent, type Reconcile } from '../../client/reconcile.js';
import type { Millis } from '../../core/time.js';
import { isPodReady } from '../framework/pod-state.js';
import { CONTROLLER_REVISION_HASH } from '../framework/revisions.js';
import { nodeShouldRunDaemonPod } from './eligibility.js';
import { backoffKey, currentBackoff, nextBackoff, type FailedPodsBackoff } from './failed-pods-backoff.js';
import { byAge, isAvailable, lostSites, podsOn, type Fleet } from './fleet.js';
import { allowsSurge } from './limits.js';

/** What is to be done. */
export interface Plan {
  /** Nodes that get a pod. */
  readonly create: readonly string[];
  readonly remove: readonly Pod[];
}

export interface Managed extends Plan {
  readonly backoff: FailedPodsBackoff;
  /** When to look again at failed pods that are left alone for now. */
  readonly lookAgainAfter?: Millis;
}

/**
 * Finds out which nodes need a pod and which pods have to go: from nodes that are not eligible, because they ended, or
 * because there are too many of them. Follows DaemonSetsController.manage and podsShouldBeOnNode.
 */
export function* manage(fleet: Fleet, before: FailedPodsBackoff): Reconcile<Managed> {
  const surges = allowsSurge(fleet.daemonSet);
  const create: string[] = [];
  const remove: Pod[] = [];
  let backoff = before;
  let lookAgainAfter: Millis | undefined;
  for (const node of fleet.nodes) {
    const { name } = node.metadata;
    const { run, stay } = nodeShouldRunDaemonPod(node, fleet.daemonSet);
    const there = podsOn(fleet, name);
    if (run && there.length === 0) create.push(name);
    else if (!stay) remove.push(...there.filter(isNotDeleted));
    else if (there.length > 0) {
      const { running, ended } = apart(there);
      for (const pod of ended) {
        const key = backoffKey(fleet.daemonSet, name);
        const left = pod.status.phase === 'Failed' ? currentBackoff(backoff, key, fleet.now) : undefined;
        if (left !== undefined) {
          lookAgainAfter = Math.min(lookAgainAfter ?? left, left);
          continue;
        }
        if (pod.status.phase === 'Failed') backoff = nextBackoff(backoff, key, fleet.now);
        yield* tellOfEnd(fleet, pod, name);
        remove.push(pod);
      }
      remove.push(...(surges ? tooManyWithSurge(fleet, running) : [...running].sort(byAge).slice(1)));
      if (surges && run && running.length === 0) create.push(name);
    }
  }
  for (const name of lostSites(fleet)) remove.push(...podsOn(fleet, name).filter(({ spec }) => !spec.nodeName));
  return { create, remove, backoff, ...(lookAgainAfter === undefined ? {} : { lookAgainAfter }) };
}

function isNotDeleted({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp === undefined;
}

/** Pods that run and pods that have ended, without those being deleted. */
function apart(pods: readonly Pod[]): { readonly running: readonly Pod[]; readonly ended: readonly Pod[] } {
  const running: Pod[] = [];
  const ended: Pod[] = [];
  for (const pod of pods) {
    if (!isNotDeleted(pod)) continue;
    const over = pod.status.phase === 'Failed' || pod.status.phase === 'Succeeded';
    (over ? ended : running).push(pod);
  }
  return { running, ended };
}

function* tellOfEnd({ daemonSet }: Fleet, { metadata, status }: Pod, node: string): Reconcile {
  const pod = `${metadata.namespace}/${metadata.name} on node ${node}`;
  if (status.phase === 'Failed') {
    const message = `Found failed daemon pod ${pod}, will try to kill it`;
    yield* recordEvent(daemonsets, daemonSet, 'Warning', 'FailedDaemonPod', message);
  } else {
    const message = `Found succeeded daemon pod ${pod}, will try to delete it`;
    yield* recordEvent(daemonsets, daemonSet, 'Normal', 'SucceededDaemonPod', message);
  }
}

/**
 * Two pods may share a node while the old one is ready and the new one not yet available; all others go. If neither is
 * ready the new one stays.
 */
function tooManyWithSurge(fleet: Fleet, running: readonly Pod[]): readonly Pod[] {
  if (running.length <= 1) return [];
  const [fresh, ...surplusFresh] = running.filter((pod) => isFresh(fleet, pod)).sort(byAge);
  const [old, ...surplusOld] = running.filter((pod) => !isFresh(fleet, pod)).sort(byAge);
  const surplus = [...surplusFresh, ...surplusOld].sort(byAge);
  const replaced = fresh !== undefined && old !== undefined && (!isPodReady(old) || isAvailable(fleet, fresh));
  return replaced ? [...surplus, old] : surplus;
}

function isFresh({ hash }: Fleet, { metadata }: Pod): boolean {
  return metadata.labels?.[CONTROLLER_REVISION_HASH] === hash;
}
