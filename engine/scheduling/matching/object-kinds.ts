import type { KubeObject } from '../../apimachinery/object.js';
import type { Node, Pod } from '../../apis/generated/core.v1.js';

/** The object of an event whose registration says that it is a node. */
export function asNode(object: KubeObject | undefined): Node | undefined {
  return object === undefined ? undefined : (object as Node);
}

/** The object of an event whose registration says that it is a pod. */
export function asPod(object: KubeObject | undefined): Pod | undefined {
  return object === undefined ? undefined : (object as Pod);
}
