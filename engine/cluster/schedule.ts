import type { Millis } from '../core/time.js';
import { paced } from './client-rate.js';
import { draftOf, draftOfRunning, type Cluster, type Running, type Wake } from './cluster.js';

const WIDTH_AT = 13;
const WIDTH_TICKET = 10;

/** Keys order by time, then by the step that asked. */
function wakeKey(at: Millis, ticket: number, id: string): string {
  return `${String(at).padStart(WIDTH_AT, '0')}/${String(ticket).padStart(WIDTH_TICKET, '0')}/${id}`;
}

/** Puts a component back, with its place in the queue brought in line with when it is due. */
export function place(cluster: Cluster, running: Running, before: Running | undefined): Cluster {
  const wake = wakeOf(cluster, running, running.wake);
  return wake === before?.wake && running === before ? cluster : placedAt(cluster, running, wake, before?.wake);
}

/** Puts a component back that has worked: its place is behind all that are due at the same time. */
export function replace(cluster: Cluster, running: Running, before: Running): Cluster {
  return placedAt(cluster, running, wakeOf(cluster, running, undefined), before.wake);
}

function placedAt(cluster: Cluster, running: Running, wake: Wake | undefined, old: Wake | undefined): Cluster {
  const next = draftOf(cluster);
  next.components = cluster.components.set(running.id, withWake(running, wake));
  if (wake === old) return next;
  next.queue = cluster.queue.edit(moved(old, wake));
  next.urgent += weight(wake) - weight(old);
  return next;
}

function withWake(running: Running, wake: Wake | undefined): Running {
  if (running.wake === wake) return running;
  const placed = draftOfRunning(running);
  placed.wake = wake;
  return placed;
}

function moved(old: Wake | undefined, wake: Wake | undefined): readonly [string, Wake | undefined][] {
  if (wake === undefined) return old === undefined ? [] : [[old.key, undefined]];
  if (old === undefined) return [[wake.key, wake]];
  return [
    [old.key, undefined],
    [wake.key, wake],
  ];
}

function weight(wake: Wake | undefined): number {
  return wake === undefined || wake.retry ? 0 : 1;
}

/**
 * Looks at what it has in memory, where the others wait for the API server: of all that is due at once it comes first,
 * and it does not stop before its queue is empty.
 */
const QUICK = 'kube-scheduler';

/**
 * When it is due, and its place among all that are due at once.
 * @param kept its place until now, which stays when the time stays: so components take turns
 */
function wakeOf(cluster: Cluster, running: Running, kept: Wake | undefined): Wake | undefined {
  if (running.process === undefined) return undefined;
  const due = running.inflight === undefined ? running.process.due() : { at: running.inflight.until };
  if (due === undefined) return undefined;
  const at = Math.max(due.at, cluster.now, paced(cluster, running));
  const retry = due.retry === true;
  if (kept !== undefined && kept.at === at && kept.retry === retry) return kept;
  const { id } = running;
  return { component: id, key: wakeKey(at, id === QUICK ? 0 : cluster.seq, id), at, retry };
}

/** When the next step is due, and whose it is; undefined: nothing is due any more. */
export function nextDue(cluster: Cluster): Wake | undefined {
  return cluster.queue.first()?.[1];
}

/** All components that are due at an instant or before, in the order in which they would work: the first is the default. */
export function dueAt(cluster: Cluster, instant: Millis): readonly string[] {
  const { queue } = cluster;
  const due: string[] = [];
  for (let next = queue.at(0); next !== undefined && next.at <= instant; next = queue.at(due.length))
    due.push(next.component);
  return due;
}

/** Whether nothing but retries of what failed before is due: where `settle` stops. */
export function isSettled(cluster: Cluster): boolean {
  return cluster.urgent === 0;
}
