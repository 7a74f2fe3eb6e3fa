import type { KubeObject } from '../../engine/apimachinery/object.js';
import type { Resource } from '../../engine/apis/resource.js';
import type { Millis } from '../../engine/core/time.js';

/** What an expectation may look at: one state of a cluster, simulated or real. */
export interface World {
  /** Virtual time since the start of the scenario. */
  readonly now: Millis;
  /** Objects of a collection in key order, of one namespace or of all. */
  list(resource: Resource, namespace?: string): readonly KubeObject[];
  /** `namespace` is ignored for cluster-scoped resources. */
  get(resource: Resource, namespace: string, name: string): KubeObject | undefined;
  /** The same state, with who manages which fields in every object's metadata. */
  withManagedFields?(): World;
  /** What a node's kubelet asked of its container runtime and device plugins, in order. */
  calls?(node: string): readonly object[];
  /** A custom resource by a name as kubectl takes it ('widgets', 'widget.example.com'); only asked for unknown names. */
  findResource?(name: string): Resource | undefined;
}
