import { extended } from '../../../core/extended.js';
import type { Node } from '../../../apis/generated/core.v1.js';
import { nodes } from '../../../apis/generated/resources.js';
import { isAbout, objectOf } from '../attributes.js';
import type { AdmissionPlugin } from '../types.js';

const NOT_READY = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' } as const;

function tainted(node: Node): Node {
  const taints = node.spec.taints ?? [];
  if (taints.some(({ key, effect }) => key === NOT_READY.key && effect === NOT_READY.effect)) return node;
  return { ...node, spec: extended(node.spec, { taints: [...taints, NOT_READY] }) };
}

/** New nodes take no pods until they are known to be ready. Follows TaintNodesByCondition (plugin/pkg/admission/nodetaint). */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  concerns: (asked) => asked.operation === 'CREATE' && isAbout(asked, nodes),
  admit(attributes) {
    const node = attributes.operation === 'CREATE' ? objectOf(attributes, nodes) : undefined;
    return { object: node === undefined ? attributes.object : tainted(node) };
  },
};
