import type { Context } from '../../client/component.js';
import type { Reconcile } from '../../client/reconcile.js';
import { SECOND } from '../../core/time.js';
import type { KubeletConfig, KubeletWork } from '../kubelet.js';
import { appointNode, type KubeletMemory } from '../memory.js';
import { register, updateNodeStatus } from './registration.js';

/** registerWithAPIServer waits from 200 ms up to 7 s between tries; here always the same. */
const RETRY = SECOND;

/** Registers the node, or brings its status up to date. */
export function* workOnNode(
  { node, index }: KubeletConfig,
  work: KubeletWork,
  memory: KubeletMemory,
  context: Context,
): Reconcile<KubeletMemory> {
  if (!memory.node.registered) {
    const registered = yield* register(node, index, memory, context);
    return registered.node.registered ? registered : appointNode(registered, context.now + RETRY, work.cause, true);
  }
  const updated = yield* updateNodeStatus(node, memory, context.now);
  return updated.node.stale ? appointNode(updated, context.now + RETRY, work.cause, true) : updated;
}
