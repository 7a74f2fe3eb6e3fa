import { SortedMap } from '../core/sorted-map.js';
import { seeded } from '../core/rng.js';
import { newServer } from '../apiserver/server.js';
import { bootstrapStore } from './bootstrap.js';
import type { Cluster } from './cluster.js';
import type { ClusterConfig } from './config.js';
import { NO_FAULTS } from './faults.js';
import { controlPlane, kubelets } from './machinery.js';
import { advance } from './reduce.js';
import { nextDue } from './schedule.js';
import { seedOf, UNSEEDED } from './seed.js';
import { startComponent, withAudience } from './start.js';

/**
 * A cluster at time 0: the bootstrap objects are there and the control plane has done its first work (service accounts,
 * root certificates); the nodes' kubelets have started and are about to register.
 */
export function createCluster(config: ClusterConfig): Cluster {
  const plane = startedPlane(config);
  const server = { ...newServer(plane.server.store, 0, config.tokens, config.managedFields), rng: UNSEEDED };
  const seededPlane = { ...plane, config, rng: seeded(seedOf(config)), server };
  return withAudience(kubelets(config).reduce(startComponent, seededPlane));
}

/** Control planes with the same components are alike until the seed is laid: they are started once. */
const planes = new Map<string, Cluster>();

function startedPlane(config: ClusterConfig): Cluster {
  const key = `${controlPlane(config).join(' ')} ${JSON.stringify([config.scheduler, config.descheduler, config.managedFields])}`;
  const isOrdinary = config.programs === undefined;
  const known = isOrdinary ? planes.get(key) : undefined;
  if (known !== undefined) return known;
  let cluster = withAudience(controlPlane(config).reduce(startComponent, emptyCluster(config)));
  for (let due = nextDue(cluster); due !== undefined && due.at === 0; due = nextDue(cluster))
    cluster = advance(cluster);
  const rewound = {
    ...cluster,
    seq: 0,
    last: { ...cluster.last, seq: 0, type: 'time' as const, who: '', what: '', changes: [], refused: [] },
  };
  if (isOrdinary) planes.set(key, rewound);
  return rewound;
}

function emptyCluster(config: ClusterConfig): Cluster {
  const rng = seeded(0);
  return {
    config,
    now: 0,
    seq: 0,
    server: newServer(bootstrapStore(), 0, {}, config.managedFields),
    components: SortedMap.empty(),
    audience: new Map(),
    queue: SortedMap.empty(),
    urgent: 0,
    rng,
    faults: NO_FAULTS,
    loads: [],
    last: { seq: 0, at: 0, type: 'time', who: '', what: '', cause: 0, changes: [], refused: [] },
  };
}
