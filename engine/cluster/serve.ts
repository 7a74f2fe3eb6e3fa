import type { Request, Response } from '../apiserver/request.js';
import { admitted, handle, type ApiServer } from '../apiserver/server.js';
import { isRefusal } from '../apiserver/transaction.js';
import type { WatchEvent } from '../apiserver/watch-event.js';
import type { Cluster } from './cluster.js';
import { answeredByKubelet } from './exec.js';
import { answeredByMetricsServer } from './metrics.js';

/** What became of a request: the API server after it, its answer, and what it changed. */
export interface Served {
  readonly server: ApiServer;
  readonly response: Response;
  readonly events: readonly WatchEvent[];
}

/** A request to the API server, which answers it or passes it on to who can. */
export function serve(cluster: Cluster, request: Request, trusted = false): Served {
  const { server, now } = cluster;
  const passedOn = answeredByMetricsServer(cluster, request) ?? answeredByKubelet(cluster, request);
  if (passedOn === undefined) return handle(server, request, now, trusted);
  const acting = trusted ? {} : admitted(server, request, now);
  const response = isRefusal(acting) ? { code: acting.refused.code ?? 500, body: acting.refused } : passedOn;
  return { server, response, events: [] };
}
