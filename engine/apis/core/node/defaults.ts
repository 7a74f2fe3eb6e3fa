import type { Node } from '../../generated/core.v1.js';
import { changed, withField } from '../pod/fill.js';
import { roundedQuantities } from '../pod/default-resources.js';

/** Follows SetDefaults_NodeStatus, and the conversion that keeps podCIDR and podCIDRs in step. */
export function defaultNode(node: Node): Node {
  const linked = changed(node, 'spec', linkCidrs);
  return changed(linked, 'status', (given) => {
    const status = changed(changed(given, 'capacity', roundedQuantities), 'allocatable', roundedQuantities);
    return status.allocatable === undefined && status.capacity !== undefined
      ? withField(status, 'allocatable', status.capacity)
      : status;
  });
}

function linkCidrs(spec: Node['spec']): Node['spec'] {
  const { podCIDR = '', podCIDRs = [] } = spec;
  const [first = ''] = podCIDRs;
  if (podCIDR === first) return spec;
  return podCIDR === '' ? { ...spec, podCIDR: first } : { ...spec, podCIDRs: [podCIDR] };
}
