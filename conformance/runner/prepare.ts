import { createCluster, withImages, type Cluster, type ClusterConfig, type StepRecord } from '../../engine/index.js';
import { namespaces } from '../../engine/apis/generated/resources.js';
import { resourcePath } from '../../engine/apis/resource.js';
import type { ScenarioPlan } from '../language/plan.js';
import type { Recorder } from './recorder.js';
import type { RunOptions } from './result.js';
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
 * A run of a plan on a new cluster, before the first step: nodes are registered, the namespace is open. That follows from the
 * cluster's configuration without its images, so equal clusters are prepared once, unless they have programs of their own.
 */
export function preparedRun(
  plan: ScenarioPlan,
  seed: number,
  options: RunOptions,
  record?: (cluster: Cluster) => Recorder,
): Run {
  const config: ClusterConfig = { ...plan.cluster, seed };
  if (record !== undefined || config.programs !== undefined) {
    const cluster = createCluster(config);
    const run = new Run(cluster, plan, options, record?.(cluster));
    prepare(run, plan.namespace);
    return run;
  }
  const { images, ...bare } = config;
  const { cluster, records } = preparedOnce(plan, bare);
  const run = new Run(withImages(cluster, images), plan, options);
  run.recall(records);
  return run;
}

function preparedOnce(plan: ScenarioPlan, config: ClusterConfig): Prepared {
  const key = JSON.stringify([plan.namespace, config]);
  const known = prepared.get(key) ?? preparedAnew(plan, config);
  prepared.delete(key);
  prepared.set(key, known);
  for (const oldest of prepared.keys()) {
    if (prepared.size <= KEPT) break;
    prepared.delete(oldest);
  }
  return known;
}

function preparedAnew(plan: ScenarioPlan, config: ClusterConfig): Prepared {
  const first = new Run(createCluster(config), plan, { update: 'none' });
  prepare(first, plan.namespace);
  return { cluster: first.cluster, records: first.records };
}

function prepare(run: Run, namespace: string): void {
  while (run.turn(0));
  if (run.world.get(namespaces, '', namespace) === undefined) openNamespace(run, namespace);
}

function openNamespace(run: Run, name: string): void {
  run.send({
    type: 'request',
    method: 'POST',
    path: resourcePath(namespaces),
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
  });
  while (run.turn(run.now));
}
