import type { Millis } from '../core/time.js';
import type { Cluster, Running } from './cluster.js';

/** Work that is due at some time. */
export interface Pending {
  readonly at: Millis;
  /** 'replicaset-controller', 'kubelet/n1'. */
  readonly component: string;
  /** What it will work on: 'default/web'; '' when only the component can tell. */
  readonly item: string;
  /** What failed before: `settle` does not wait for it. */
  readonly retry: boolean;
  /** It was begun, and waits for a slow API server. */
  readonly suspended: boolean;
}

/** What is due, in the order in which it happens if nothing comes between. One entry for each component: its next item. */
export function pendingWork(cluster: Cluster, limit = Infinity): readonly Pending[] {
  const found: Pending[] = [];
  for (const [, { component, at, retry }] of cluster.queue) {
    if (found.length >= limit) break;
    const running = cluster.components.get(component);
    if (running === undefined) continue;
    const suspended = running.inflight !== undefined;
    found.push({ at, component, item: itemOf(running, at), retry, suspended });
  }
  return found;
}

function itemOf({ inflight, process }: Running, at: Millis): string {
  return (inflight?.taken ?? process?.take(at))?.work.key ?? '';
}
