import type { Node, PersistentVolume } from '../../apis/generated/core.v1.js';
import { nodeSelector } from '../matching/node-affinity.js';

const selectors = new WeakMap<object, ReturnType<typeof nodeSelector>>();

/** Whether a volume can be used on a node, as CheckNodeAffinity: only the node's labels count. */
export function reachesNode({ spec }: PersistentVolume, node: Node): boolean {
  const required = spec?.nodeAffinity?.required;
  if (required === undefined) return true;
  const known = selectors.get(required);
  const selector = known ?? nodeSelector(required);
  if (known === undefined) selectors.set(required, selector);
  return selector.matches(node);
}
