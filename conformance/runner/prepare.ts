import type { Cluster, StepRecord } from '../../engine/index.js';
import { namespaces } from '../../engine/apis/generated/resources.js';
import { resourcePath } from '../../engine/apis/resource.js';
import { Run } from './run.js';

/** What came of preparing a cluster. */
interface Prepared {
  readonly cluster: Cluster;
  readonly records: readonly StepRecord[];
}

/** Few clusters are declared more than once at a time; an exploration and the runs of a property begin with one over and over. */
const KEPT = 16;

const prepared = new Map<string, Prepared>();

/**
 * Registers the nodes and opens the namespace: what happens on a new cluster before the first step of its scenario. It
 * follows from the cluster's configuration, so equal clusters are prepared once, unless they have programs of their own.
 */
export function prepareCluster(run: Run, namespace: string): void {
  const { config, seq } = run.cluster;
  if (run.recorder !== undefined || seq > 0 || config.programs !== undefined) {
    registerNodes(run);
    openNamespace(run, namespace);
    return;
  }
  const key = JSON.stringify([namespace, config]);
  const known = prepared.get(key) ?? prepareAnew(run, namespace);
  prepared.delete(key);
  prepared.set(key, known);
  for (const oldest of prepared.keys()) {
    if (prepared.size <= KEPT) break;
    prepared.delete(oldest);
  }
  run.adopt(known.cluster, known.records);
}

function prepareAnew(run: Run, namespace: string): Prepared {
  const first = new Run(run.cluster, run.plan, { update: 'none' });
  registerNodes(first);
  openNamespace(first, namespace);
  return { cluster: first.cluster, records: first.records };
}

function registerNodes(run: Run): void {
  while (run.turn(0));
}

function openNamespace(run: Run, name: string): void {
  if (run.world.get(namespaces, '', name) !== undefined) return;
  run.send({
    type: 'request',
    method: 'POST',
    path: resourcePath(namespaces),
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
  });
  while (run.turn(run.now));
}
