import type { Context } from '../../client/component.js';
import type { Reconcile } from '../../client/reconcile.js';
import { SECOND, type Millis } from '../../core/time.js';
import type { KubeletConfig, KubeletWork } from '../kubelet.js';
import { appointNode, type KubeletMemory } from '../memory.js';
import type { Allocations } from '../cm/container-manager.js';
import { nextExpiry, removeExpired } from '../cm/devicemanager/connect.js';
import { connectDevices } from './devices.js';
import { register, updateNodeStatus } from './registration.js';

/** registerWithAPIServer waits from 200 ms up to 7 s between tries; here always the same. */
const RETRY = SECOND;

function withoutExpired(allocations: Allocations, now: Millis): Allocations {
  const devices = removeExpired(allocations.devices, now);
  return devices === allocations.devices ? allocations : { ...allocations, devices };
}

/** Registers the node, or brings its status up to date. */
export function* workOnNode(
  { node, index }: KubeletConfig,
  work: KubeletWork,
  memory: KubeletMemory,
  context: Context,
): Reconcile<KubeletMemory> {
  if (!memory.node.registered) {
    const registered = yield* register(node, index, connectDevices(memory, context.now), context);
    return registered.node.registered ? registered : appointNode(registered, context.now + RETRY, work.cause, true);
  }
  const current = { ...memory, allocations: withoutExpired(memory.allocations, context.now) };
  const updated = yield* updateNodeStatus(node, current, context.now);
  if (updated.node.stale) return appointNode(updated, context.now + RETRY, work.cause, true);
  const expiry = nextExpiry(updated.allocations.devices);
  return expiry === Infinity ? updated : appointNode(updated, expiry, work.cause, false);
}
