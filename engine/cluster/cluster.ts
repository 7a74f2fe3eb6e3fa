import type { ApiServer } from '../apiserver/server.js';
import type { Response } from '../apiserver/request.js';
import type { Store } from '../apiserver/store.js';
import type { Occurrence } from '../client/component.js';
import type { Process, Taken } from '../client/erase.js';
import type { RecorderMemory } from '../client/event-recorder.js';
import type { Draft } from '../core/draft.js';
import type { SortedMap } from '../core/sorted-map.js';
import type { Rng } from '../core/rng.js';
import type { Millis } from '../core/time.js';
import type { ClusterConfig } from './config.js';
import type { Audience } from './deliver.js';
import type { Faults } from './faults.js';
import type { Load } from './load.js';
import type { StepRecord } from './step.js';

/** A whole cluster at one moment. A value: a step gives a new one, the old one stays as it was. */
export interface Cluster {
  readonly config: ClusterConfig;
  readonly now: Millis;
  /** Number of the step that led here. */
  readonly seq: number;
  readonly server: ApiServer;
  /** 'replicaset-controller', 'kube-scheduler', 'kubelet/n1' → component. */
  readonly components: SortedMap<string, Running>;
  /** Who is told of which changes; follows from the components that run. */
  readonly audience: Audience;
  /** Key of a place → whose it is. One entry for each component that is due at all, in the order in which they work. */
  readonly queue: SortedMap<string, Wake>;
  /** How many of the entries of the queue are not mere retries. */
  readonly urgent: number;
  readonly rng: Rng;
  readonly faults: Faults;
  /** What pods share of work from outside. */
  readonly loads: readonly Load[];
  /** What the last step did. */
  readonly last: StepRecord;
}

/**
 * A copy of a cluster, for whoever makes the next one of it. It names every field: of a spread, V8 makes an object with a
 * hidden class of its own as soon as clusters have come about in more than a few ways, and this happens at every turn.
 */
export function draftOf(cluster: Cluster): Draft<Cluster> {
  return {
    config: cluster.config,
    now: cluster.now,
    seq: cluster.seq,
    server: cluster.server,
    components: cluster.components,
    audience: cluster.audience,
    queue: cluster.queue,
    urgent: cluster.urgent,
    rng: cluster.rng,
    faults: cluster.faults,
    loads: cluster.loads,
    last: cluster.last,
  };
}

/** The cluster as it goes into its next step. */
export function nextOf(cluster: Cluster): Cluster {
  const next = draftOf(cluster);
  next.seq += 1;
  return next;
}

/** The cluster after a step, which did this. */
export function after(cluster: Cluster, last: StepRecord): Cluster {
  const next = draftOf(cluster);
  next.last = last;
  return next;
}

/**
 * A component in the cluster: its process, what its informers know, its place in the queue. Copied at every turn, so it
 * always has all its fields: a copy that grows costs V8 twenty times as much as one that only changes.
 */
export interface Running {
  readonly id: string;
  /** The operating system process it lives in: 'kube-controller-manager', 'kube-scheduler', 'kubelet/n1'. */
  readonly host: string;
  /** Undefined while it is stopped. */
  readonly process: Process | undefined;
  /** While it is stopped: what it was, and whether its machine stopped with it. */
  readonly halted: { readonly process: Process; readonly machine: boolean } | undefined;
  readonly recorder: RecorderMemory;
  /** Its place in the queue. */
  readonly wake: Wake | undefined;
  /** What its informers know when they lag behind the store. */
  readonly stale: Store | undefined;
  /** When the token bucket of its client is full again. */
  readonly bucketFull: Millis;
  /** Work that waits for a slow API server. */
  readonly inflight: Inflight | undefined;
}

/** A copy of a component, for whoever makes the next state of it; as {@link draftOf}. */
export function draftOfRunning(running: Running): Draft<Running> {
  return {
    id: running.id,
    host: running.host,
    process: running.process,
    halted: running.halted,
    recorder: running.recorder,
    wake: running.wake,
    stale: running.stale,
    bucketFull: running.bucketFull,
    inflight: running.inflight,
  };
}

/** The component with its process as it has become. */
export function withProcess(running: Running, process: Process): Running {
  const next = draftOfRunning(running);
  next.process = process;
  return next;
}

/** When a component works, and where it stands among those that are due at once. */
export interface Wake {
  readonly component: string;
  readonly key: string;
  readonly at: Millis;
  readonly retry: boolean;
}

/** Something that happened to a component, and when. */
export interface Missed {
  readonly occurrence: Occurrence;
  readonly at: Millis;
}

/** A reconcile that was suspended: run again from the start with the answers so far, it comes to the same point. */
export interface Inflight {
  readonly taken: Taken;
  readonly store: Store;
  readonly startedAt: Millis;
  readonly rng: Rng;
  readonly answers: readonly Response[];
  readonly until: Millis;
  /** Its informers lagged before it was suspended, and go on to. */
  readonly lagging: boolean;
  /** What happened to it since: what its memory becomes in the end does not know of it yet. */
  readonly missed: readonly Missed[];
}
