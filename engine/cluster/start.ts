import { NEW_RECORDER } from '../client/event-recorder.js';
import type { Cluster, Running } from './cluster.js';
import type { NodeConfig } from './config.js';
import { audienceOf, listInto } from './deliver.js';
import { hostOf, machinery } from './machinery.js';
import { place } from './schedule.js';
import { tellOfRegistry } from './undergo.js';

/** Starts a component that was not there before: it lists what it watches. Its audience is the caller's to bring in line. */
export function startComponent(cluster: Cluster, id: string): Cluster {
  const process = machinery(cluster.config, id).start(cluster.now);
  const running: Running = {
    id,
    host: hostOf(id),
    process,
    halted: undefined,
    recorder: NEW_RECORDER,
    wake: undefined,
    stale: undefined,
    bucketFull: 0,
    inflight: undefined,
  };
  return listInto(place(cluster, running, undefined), id, cluster.seq);
}

/** The cluster with its audience as it follows from what runs. */
export function withAudience(cluster: Cluster): Cluster {
  return { ...cluster, audience: audienceOf(cluster.components) };
}

/** Adds a node: its kubelet starts and registers it. A name that is taken changes nothing. */
export function addNode(cluster: Cluster, node: NodeConfig): Cluster {
  const id = `kubelet/${node.name}`;
  if (cluster.components.has(id)) return cluster;
  const config = { ...cluster.config, nodes: [...(cluster.config.nodes ?? []), node] };
  return withAudience(tellOfRegistry(startComponent({ ...cluster, config }, id), id));
}
