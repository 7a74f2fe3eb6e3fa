import { NEW_RECORDER } from '../client/event-recorder.js';
import { SortedMap } from '../core/sorted-map.js';
import { seeded } from '../core/rng.js';
import { bootstrapStore } from './bootstrap.js';
import type { Cluster } from './cluster.js';
import type { ClusterConfig, NodeConfig } from './config.js';
import { audienceOf, listInto } from './deliver.js';
import { NO_FAULTS } from './faults.js';
import { controlPlane, hostOf, kubelets, machinery } from './machinery.js';
import { advance } from './reduce.js';
import { nextDue, place } from './schedule.js';

const DEFAULT_SEED = 1;

/**
 * A cluster at time 0: the bootstrap objects are there and the control plane has done its first work (service accounts,
 * root certificates); the nodes' kubelets have started and are about to register.
 */
export function createCluster(config: ClusterConfig): Cluster {
  const plane = startedPlane(config);
  const seed = config.seed ?? DEFAULT_SEED;
  const seededPlane = { ...plane, config, rng: seeded(seed), server: { ...plane.server, rng: seeded(seed + 1) } };
  return withAudience(kubelets(config).reduce(startComponent, seededPlane));
}

/** Control planes with the same components are alike until the seed is laid: they are started once. */
const planes = new Map<string, Cluster>();

function startedPlane(config: ClusterConfig): Cluster {
  const key = controlPlane(config).join(' ');
  const known = planes.get(key);
  if (known !== undefined) return known;
  let cluster = withAudience(controlPlane(config).reduce(startComponent, emptyCluster(config)));
  for (let due = nextDue(cluster); due !== undefined && due.at === 0; due = nextDue(cluster)) cluster = advance(cluster);
  const rewound = { ...cluster, seq: 0, last: { ...cluster.last, seq: 0, type: 'time' as const, who: '', what: '', changes: [], refused: [] } };
  planes.set(key, rewound);
  return rewound;
}

function emptyCluster(config: ClusterConfig): Cluster {
  const rng = seeded(0);
  return {
    config,
    now: 0,
    seq: 0,
    server: { store: bootstrapStore(), rng },
    components: SortedMap.empty(),
    audience: new Map(),
    queue: SortedMap.empty(),
    urgent: 0,
    rng,
    faults: NO_FAULTS,
    last: { seq: 0, at: 0, type: 'time', who: '', what: '', cause: 0, changes: [], refused: [] },
  };
}

function startComponent(cluster: Cluster, id: string): Cluster {
  const process = machinery(cluster.config, id).start(cluster.now);
  const running = { id, host: hostOf(id), process, recorder: NEW_RECORDER };
  return listInto(place(cluster, running, undefined), id, cluster.seq);
}

function withAudience(cluster: Cluster): Cluster {
  return { ...cluster, audience: audienceOf(cluster.components) };
}

/** Adds a node: its kubelet starts and registers it. A name that is taken is the caller's error. */
export function addNode(cluster: Cluster, node: NodeConfig): Cluster {
  const config = { ...cluster.config, nodes: [...(cluster.config.nodes ?? []), node] };
  return withAudience(startComponent({ ...cluster, config }, `kubelet/${node.name}`));
}
