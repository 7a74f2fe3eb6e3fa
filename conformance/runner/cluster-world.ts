import { runtimeCalls, type Cluster } from '../../engine/index.js';
import type { KubeObject } from '../../engine/apimachinery/object.js';
import type { Resource } from '../../engine/apis/resource.js';
import { withManagedFields } from '../../engine/apiserver/managed-fields/show.js';
import { StoreView } from '../../engine/apiserver/store-view.js';
import type { World } from '../expectations/world.js';

/** A simulated cluster as expectations see it. */
export class ClusterWorld implements World {
  private readonly view: StoreView;

  constructor(
    private readonly cluster: Cluster,
    private readonly showsManagers = false,
  ) {
    this.view = new StoreView(cluster.server.store);
  }

  get now(): number {
    return this.cluster.now;
  }

  withManagedFields(): World {
    return new ClusterWorld(this.cluster, true);
  }

  calls(node: string): readonly object[] {
    return runtimeCalls(this.cluster, node);
  }

  list(resource: Resource, namespace?: string): readonly KubeObject[] {
    const objects = this.view.list(resource, namespace);
    return this.showsManagers ? objects.map(withManagedFields) : objects;
  }

  get(resource: Resource, namespace: string, name: string): KubeObject | undefined {
    const object = this.view.get(resource, namespace, name);
    return object !== undefined && this.showsManagers ? withManagedFields(object) : object;
  }
}
