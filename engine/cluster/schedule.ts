import type { Millis } from '../core/time.js';
import { paced } from './client-rate.js';
import type { Cluster, Running, Wake } from './cluster.js';

const WIDTH_AT = 13;
const WIDTH_TICKET = 10;

/** Keys order by time, then by the step that asked. */
function wakeKey(at: Millis, ticket: number, id: string): string {
  return `${String(at).padStart(WIDTH_AT, '0')}/${String(ticket).padStart(WIDTH_TICKET, '0')}/${id}`;
}

/** Puts a component back, with its place in the queue brought in line with when it is due. */
export function place(cluster: Cluster, running: Running, before: Running | undefined): Cluster {
  const wake = wakeOf(cluster, running);
  const old = before?.wake;
  if (wake === old && running === before) return cluster;
  const placed = running.wake === wake ? running : { ...running, wake };
  const components = cluster.components.set(running.id, placed);
  if (wake === old) return { ...cluster, components };
  const changes: [string, string | undefined][] = [];
  if (old !== undefined) changes.push([old.key, undefined]);
  if (wake !== undefined) changes.push([wake.key, running.id]);
  const urgent = cluster.urgent + weight(wake) - weight(old);
  return { ...cluster, components, queue: cluster.queue.edit(changes), urgent };
}

function weight(wake: Wake | undefined): number {
  return wake === undefined || wake.retry ? 0 : 1;
}

/**
 * Looks at what it has in memory, where the others wait for the API server: of all that is due at once it comes first,
 * and it does not stop before its queue is empty.
 */
const QUICK = 'kube-scheduler';

/** Its place stays when the time stays, so that components that are due at once take turns. */
function wakeOf(cluster: Cluster, running: Running): Wake | undefined {
  if (running.process === undefined) return undefined;
  const due = running.inflight === undefined ? running.process.due() : { at: running.inflight.until };
  if (due === undefined) return undefined;
  const at = Math.max(due.at, cluster.now, paced(cluster, running));
  const retry = due.retry === true;
  const { wake } = running;
  if (wake !== undefined && wake.at === at && wake.retry === retry) return wake;
  return { key: wakeKey(at, running.id === QUICK ? 0 : cluster.seq, running.id), at, retry };
}

/** Takes a component's place away: it is about to work, and comes back behind the others. */
export function unplace(cluster: Cluster, running: Running): Cluster {
  if (running.wake === undefined) return cluster;
  const { wake } = running;
  return {
    ...cluster,
    components: cluster.components.set(running.id, { ...running, wake: undefined }),
    queue: cluster.queue.delete(wake.key),
    urgent: cluster.urgent - weight(wake),
  };
}

/** When the next step is due, and whose it is; undefined: nothing is due any more. */
export function nextDue(cluster: Cluster): { readonly at: Millis; readonly component: string } | undefined {
  const first = cluster.queue.first();
  return first === undefined ? undefined : { at: Number(first[0].slice(0, WIDTH_AT)), component: first[1] };
}

/** All components that are due at an instant or before, in the order in which they would work: the first is the default. */
export function dueAt(cluster: Cluster, instant: Millis): readonly string[] {
  return cluster.queue.range('', wakeKey(instant + 1, 0, ''));
}

/** Whether nothing but retries of what failed before is due: where `settle` stops. */
export function isSettled(cluster: Cluster): boolean {
  return cluster.urgent === 0;
}
