import type { Node, Pod } from '../../apis/generated/core.v1.js';
import type { Reconcile } from '../../client/reconcile.js';
import { tell } from '../framework/tell.js';

const SOURCE = 'node-controller';

function* tellNode(name: string, uid: string, reason: string, message: string): Reconcile {
  yield* tell(SOURCE, { apiVersion: 'v1', kind: 'Node', name, uid }, 'Normal', reason, message);
}

/** RecordNodeEvent. */
export function* recordNodeEvent(name: string, uid: string, reason: string, event: string): Reconcile {
  yield* tellNode(name, uid, reason, `Node ${name} event: ${event}`);
}

/** RecordNodeStatusChange. */
export function* recordNodeStatusChange({ metadata: { name, uid } }: Node, status: string): Reconcile {
  yield* tellNode(name, uid, status, `Node ${name} status is now: ${status}`);
}

export function* recordPodNotReady({ metadata }: Pod): Reconcile {
  const { namespace, name, uid, resourceVersion } = metadata;
  const pod = { apiVersion: 'v1', kind: 'Pod', namespace, name, uid, resourceVersion };
  yield* tell(SOURCE, pod, 'Warning', 'NodeNotReady', 'Node is not ready');
}
