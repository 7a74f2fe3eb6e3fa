import {
  createCluster,
  withImages,
  withSeed,
  type Cluster,
  type ClusterConfig,
  type StepRecord,
} from '../../engine/index.js';
import { namespaces } from '../../engine/apis/generated/resources.js';
import { resourcePath } from '../../engine/apis/resource.js';
import type { ScenarioPlan } from '../language/plan.js';
import { looksAtManagers } from './looks-at-managers.js';
import type { MakeRecorder } from './recorder.js';
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
 * A run of a plan on a new cluster, before the first step: nodes are registered, the namespace is open. How nodes register
 * follows from the cluster's configuration without its images and its seed, so equal clusters are prepared once, unless they
 * have programs of their own.
 */
export function preparedRun(plan: ScenarioPlan, seed: number, options: RunOptions, record?: MakeRecorder): Run {
  const run = registeredRun(plan, seed, options, record);
  if (run.world.get(namespaces, '', plan.namespace) === undefined) openNamespace(run, plan.namespace);
  return run;
}

function registeredRun(plan: ScenarioPlan, seed: number, options: RunOptions, record: MakeRecorder | undefined): Run {
  const config: ClusterConfig = { ...plan.cluster, seed, ...(looksAtManagers(plan) ? { managedFields: true } : {}) };
  if (record === undefined && config.programs === undefined) {
    const { images, seed: _own, ...bare } = config;
    const { cluster, records } = registeredOnce(plan, bare);
    const run = new Run(withSeed(withImages(cluster, images), seed), plan, options);
    run.recall(records);
    return run;
  }
  const cluster = createCluster(config);
  const run = new Run(cluster, plan, options, record?.(cluster));
  register(run);
  return run;
}

function registeredOnce(plan: ScenarioPlan, config: ClusterConfig): Prepared {
  const key = JSON.stringify(config);
  const known = prepared.get(key) ?? registeredAnew(plan, config);
  prepared.delete(key);
  prepared.set(key, known);
  for (const oldest of prepared.keys()) {
    if (prepared.size <= KEPT) break;
    prepared.delete(oldest);
  }
  return known;
}

function registeredAnew(plan: ScenarioPlan, config: ClusterConfig): Prepared {
  const created = createCluster(config);
  const first = new Run(created, plan, { update: 'none' });
  register(first);
  if (first.cluster.rng !== created.rng) throw new Error('nodes draw nothing when they register');
  return { cluster: first.cluster, records: first.records };
}

function register(run: Run): void {
  while (run.turn(0));
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
