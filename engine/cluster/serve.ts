import type { Request, Response } from '../apiserver/request.js';
import { admitted, handle, type ApiServer } from '../apiserver/server.js';
import { isRefusal } from '../apiserver/transaction.js';
import type { WatchEvent } from '../apiserver/watch-event.js';
import { draftOf, type Cluster } from './cluster.js';
import { answeredByKubelet } from './exec.js';
import { answeredByMetricsServer, METRICS_ROOT } from './metrics.js';

/** What became of a request: the API server after it, its answer, and what it changed. */
export interface Served {
  readonly server: ApiServer;
  readonly response: Response;
  readonly events: readonly WatchEvent[];
}

/**
 * A request to the API server, which answers it or passes it on to who can.
 * @param agent what speaks to the server
 * @param server the API server as it stands: ahead of the cluster's own, while a component is at work
 */
export function serve(cluster: Cluster, server: ApiServer, request: Request, agent: string, trusted = false): Served {
  const { now } = cluster;
  const passedOn = isOwn(request.path) ? undefined : answeredElsewhere(cluster, server, request);
  if (passedOn === undefined) return handle(server, request, now, trusted, false, agent);
  const acting = trusted ? {} : admitted(server, request, now);
  const response = isRefusal(acting) ? { code: acting.refused.code ?? 500, body: acting.refused } : passedOn;
  return { server, response, events: [] };
}

const LIST_OF_GROUPS = '/apis/';

/** A path that nobody but the API server itself answers. */
export function isOwn(path: string): boolean {
  if (path.length <= LIST_OF_GROUPS.length || path.startsWith(METRICS_ROOT)) return false;
  // Most paths end in another letter than this: to look at one is much cheaper than at five.
  return path[path.length - 1] !== 'c' || !path.endsWith('/exec');
}

function answeredElsewhere(cluster: Cluster, server: ApiServer, request: Request): Response | undefined {
  const current = draftOf(cluster);
  current.server = server;
  return answeredByMetricsServer(current, request) ?? answeredByKubelet(current, request);
}
