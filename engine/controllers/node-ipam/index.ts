import type { Node } from '../../apis/generated/core.v1.js';
import { nodes } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import { controller, isEventOf, NOTHING, type Synced } from '../../client/controller.js';
import { patch, type Reconcile } from '../../client/reconcile.js';
import { tell } from '../framework/tell.js';
import { allocateNext, EMPTY_CIDR_SET, occupy, release, type CidrSet } from './cidr-set.js';

const SOURCE = 'cidrAllocator';

/** Tries at writing the block of a node. */
const MAX_TRIES = 3;

/** Gives nodes that have none a block of pod addresses (pkg/controller/nodeipam, the range allocator). */
export const nodeIpamController = controller<CidrSet>({
  name: 'node-ipam-controller',
  watches: [nodes],
  start: () => EMPTY_CIDR_SET,
  handle(event, _observation, memory) {
    if (!isEventOf(event, nodes)) return { memory, enqueue: NOTHING };
    const { name } = event.object.metadata;
    const cidrs = cidrsOf(event.object);
    if (event.type === 'DELETED') return { memory: release(memory, cidrs), enqueue: NOTHING };
    return { memory: occupy(memory, cidrs, name), enqueue: cidrs.length === 0 ? [{ key: name }] : NOTHING };
  },
  sync: syncNode,
});

function cidrsOf({ spec }: Node): readonly string[] {
  return spec.podCIDRs ?? [];
}

function* syncNode(name: string, memory: CidrSet, { view }: Context): Reconcile<Synced<CidrSet>> {
  const node = view.get(nodes, '', name);
  if (node === undefined || node.metadata.deletionTimestamp !== undefined || cidrsOf(node).length > 0)
    return { memory };
  const allocated = allocateNext(memory, name);
  if (allocated === undefined) {
    yield* tellStatus(node, 'CIDRNotAvailable');
    return { memory, requeue: 'rate-limited' };
  }
  const { cidr, set } = allocated;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const written = yield* patch(nodes, { name }, 'strategic', { spec: { podCIDR: cidr, podCIDRs: [cidr] } });
    if (written.ok) return { memory: set };
  }
  yield* tellStatus(node, 'CIDRAssignmentFailed');
  return { memory, requeue: 'rate-limited' };
}

function* tellStatus({ metadata: { name, uid } }: Node, status: string): Reconcile {
  const object = { apiVersion: 'v1', kind: 'Node', name, uid };
  yield* tell(SOURCE, object, 'Normal', status, `Node ${name} status is now: ${status}`);
}
