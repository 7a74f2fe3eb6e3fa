import { extended } from '../../core/extended.js';
import { isAlreadyExists } from './refusal.js';
import type { Lease } from '../../apis/generated/coordination.v1.js';
import type { Node } from '../../apis/generated/core.v1.js';
import { leases, nodes } from '../../apis/generated/resources.js';
import { RENEWED_FOR_EVER } from '../../apiserver/heartbeat.js';
import { create, patch, read, recordEvent, update, type Reconcile } from '../../client/reconcile.js';
import type { Context } from '../../client/component.js';
import type { KubeletNode } from './kubelet-node.js';
import { newIpam } from '../../runtime/ipam.js';
import type { KubeletMemory } from '../memory.js';
import { deviceCapacity } from '../cm/devicemanager/capacity.js';
import { freeIndex, placeOf, placeOfNode } from './addresses.js';
import { nodeConditions, pressureEvents } from './conditions.js';
import { imagesOf, initialNode, labelsOf, nodeStatus } from './node-object.js';

/**
 * Creates the Node, or takes over the one that is there, and its lease. Gives the memory with the node registered, or
 * the same memory when the API server did not cooperate. Follows tryRegisterWithAPIServer (pkg/kubelet).
 */
export function* register(
  config: KubeletNode,
  index: number | undefined,
  memory: KubeletMemory,
  context: Context,
): Reconcile<KubeletMemory> {
  const place = placeOf(index ?? freeIndex(context.view.list(nodes)));
  const created = yield* create(nodes, initialNode(config, place, memory, context.now));
  if (!created.ok && !isAlreadyExists(created)) return memory;
  const isComplete = created.ok && created.object.status?.conditions !== undefined;
  const node = isComplete ? created.object : yield* takeOver(config, memory, context);
  if (node === undefined) return memory;
  if (!(yield* holdLease(node))) return memory;
  const { ip, podPrefix } = placeOfNode(node) ?? place;
  const runtime =
    memory.runtime.ipam.prefix === podPrefix ? memory.runtime : { ...memory.runtime, ipam: newIpam(podPrefix) };
  return { ...memory, runtime, node: extended(memory.node, { registered: true, object: node, ip, stale: false }) };
}

/** Brings an existing Node up to date: default labels, a pod network, a healthy status. */
function* takeOver(config: KubeletNode, memory: KubeletMemory, { view, now }: Context): Reconcile<Node | undefined> {
  const existing = yield* read(nodes, { name: config.name });
  if (!existing.ok) return undefined;
  const found = existing.object;
  const place = placeOfNode(found) ?? placeOf(freeIndex(view.list(nodes)));
  const podCIDR = `${place.podPrefix}.0/24`;
  const spec = found.spec?.podCIDR === undefined ? { spec: { podCIDR, podCIDRs: [podCIDR] } } : {};
  const labelled = yield* patch(nodes, { name: config.name }, 'strategic', {
    metadata: { labels: labelsOf(config) },
    ...spec,
  });
  if (!labelled.ok) return undefined;
  const fresh = nodeStatus(config, place, memory, now);
  const status = {
    ...fresh,
    conditions: nodeConditions(found.status?.conditions ?? [], memory.eviction.conditions, now),
  };
  const patched = yield* patch(nodes, { name: config.name }, 'strategic', { status }, 'status');
  if (!patched.ok) return undefined;
  const wasRun = found.status?.nodeInfo?.bootID;
  if (wasRun !== undefined && wasRun !== '' && wasRun !== fresh.nodeInfo.bootID)
    yield* recordEvent(
      nodes,
      found,
      'Warning',
      'Rebooted',
      `Node ${config.name} has been rebooted, boot id: ${fresh.nodeInfo.bootID}`,
    );
  return patched.object;
}

const NAMESPACE = 'kube-node-lease';
const LEASE_SECONDS = 40;

/** The lease says that it is renewed for as long as the kubelet lives: whoever stops the kubelet writes a real time. */
function* holdLease(node: Node): Reconcile<boolean> {
  const { name, uid } = node.metadata;
  const spec = { holderIdentity: name, leaseDurationSeconds: LEASE_SECONDS, renewTime: RENEWED_FOR_EVER };
  const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name, uid }];
  const created = yield* create<Lease>(leases, { metadata: { namespace: NAMESPACE, name, ownerReferences }, spec });
  if (created.ok || !isAlreadyExists(created)) return created.ok;
  const existing = yield* read(leases, { namespace: NAMESPACE, name });
  if (!existing.ok) return false;
  const renewed = yield* update(leases, { ...existing.object, spec: { ...existing.object.spec, ...spec } });
  return renewed.ok;
}

/** Tells of images, devices and pressure that came or went since. Follows syncNodeStatus. */
export function* updateNodeStatus(config: KubeletNode, memory: KubeletMemory, now: number): Reconcile<KubeletMemory> {
  const { conditions: pressure } = memory.eviction;
  const { object } = memory.node;
  const old = object?.status.conditions ?? [];
  const events = pressureEvents(old, pressure);
  if (object !== undefined)
    for (const event of events)
      yield* recordEvent(nodes, object, 'Normal', event, `Node ${config.name} status is now: ${event}`);
  const status = {
    images: imagesOf(memory.runtime, now),
    ...deviceCapacity(memory.allocations.devices),
    ...(events.length === 0 ? {} : { conditions: nodeConditions(old, pressure, now) }),
  };
  const patched = yield* patch(nodes, { name: config.name }, 'strategic', { status }, 'status');
  return patched.ok ? { ...memory, node: { ...memory.node, object: patched.object, stale: false } } : memory;
}
