import { advance, createCluster, nextStep, type Cluster, type ClusterConfig } from '../../engine/index.js';

/** A cluster on which two nodes have registered, and nothing else has happened. */
export function registered(config: Pick<ClusterConfig, 'images' | 'seed'> = {}): Cluster {
  let at = createCluster({ nodes: [{ name: 'n1' }, { name: 'n2' }], ...config });
  while (nextStep(at)?.at === 0) at = advance(at);
  return at;
}
