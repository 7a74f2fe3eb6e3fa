import { erase, processOf, type Process } from '../client/erase.js';
import { isKubeletMemory } from '../kubelet/inspect.js';
import { draftOf, withProcess, type Cluster } from './cluster.js';
import type { ClusterConfig } from './config.js';
import { kubeletOf, kubelets } from './machinery.js';

/**
 * A cluster in which no image was pulled yet, as it would be with these images: nothing follows from them before. The same
 * (===) when they are the same.
 * @param images as in the configuration of a cluster
 */
export function withImages(cluster: Cluster, images: ClusterConfig['images']): Cluster {
  if (images === cluster.config.images) return cluster;
  const { images: _before, ...others } = cluster.config;
  const config: ClusterConfig = images === undefined ? others : { ...others, images };
  const next = draftOf(cluster);
  next.config = config;
  for (const id of kubelets(config)) {
    const running = next.components.get(id);
    if (running?.process === undefined) continue;
    next.components = next.components.set(id, withProcess(running, equipped(config, id, running.process)));
  }
  return next;
}

function equipped(config: ClusterConfig, id: string, process: Process): Process {
  const { memory } = process;
  if (!isKubeletMemory(memory)) return process;
  const component = kubeletOf(config, id);
  return processOf(component, erase(component), memory);
}
