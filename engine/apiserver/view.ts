import type { KubeObject } from '../apimachinery/object.js';
import type { Resource } from '../apis/resource.js';

/**
 * What a component's informers know: the store as of the revision that was delivered to it. Reading is free of side
 * effects and never sees a write that was not delivered yet.
 */
export interface View {
  get<T extends KubeObject>(resource: Resource<T>, namespace: string, name: string): T | undefined;
  /** In key order (namespace, name); all namespaces when none is given. */
  list<T extends KubeObject>(resource: Resource<T>, namespace?: string): readonly T[];
  /** Pods whose spec.nodeName is `node`. */
  podsOnNode(node: string): readonly import('../apis/generated/core.v1.js').Pod[];
  /** Objects whose controller owner reference has this uid. */
  controlledBy<T extends KubeObject>(resource: Resource<T>, uid: string): readonly T[];
  /** Objects of the namespace that have no controller owner reference. */
  orphans<T extends KubeObject>(resource: Resource<T>, namespace: string): readonly T[];
  /** Objects of any kind that have an owner reference with this uid. */
  dependents(uid: string): readonly KubeObject[];
  /** Objects of the namespace with the label key=value (indexed for pods). */
  labelled<T extends KubeObject>(resource: Resource<T>, namespace: string, key: string, value: string): readonly T[];
  /** The revision this view stands at. */
  readonly revision: number;
}
