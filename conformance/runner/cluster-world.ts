import { runtimeCalls, type Cluster } from '../../engine/index.js';
import type { KubeObject } from '../../engine/apimachinery/object.js';
import type { Resource } from '../../engine/apis/resource.js';
import { StoreView } from '../../engine/apiserver/store-view.js';
import type { World } from '../expectations/world.js';

/** A simulated cluster as expectations see it. */
export class ClusterWorld implements World {
  private readonly view: StoreView;

  constructor(private readonly cluster: Cluster) {
    this.view = new StoreView(cluster.server.store);
  }

  get now(): number {
    return this.cluster.now;
  }

  calls(node: string): readonly object[] {
    return runtimeCalls(this.cluster, node);
  }

  list(resource: Resource, namespace?: string): readonly KubeObject[] {
    return this.view.list(resource, namespace);
  }

  get(resource: Resource, namespace: string, name: string): KubeObject | undefined {
    return this.view.get(resource, namespace, name);
  }
}
