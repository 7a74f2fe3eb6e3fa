import { deepEqual } from '../apimachinery/equality.js';
import type { Node, Pod } from '../apis/generated/core.v1.js';
import { nodes, pods } from '../apis/generated/resources.js';
import { resourcePath } from '../apis/resource.js';
import type { WatchEvent } from '../apiserver/watch-event.js';
import type { Component, Context } from '../client/component.js';
import { controller, isEventOf, NOTHING, type ControllerMemory, type Synced } from '../client/controller.js';
import { call, type Reconcile } from '../client/reconcile.js';
import { nextRound } from '../client/ticks.js';
import type { Millis } from '../core/time.js';
import type { DeschedulerConfig } from './config.js';
import type { Situation } from './strategy.js';
import { inOrder, podsToEvict } from './strategies/registry.js';

/** As it names itself in the events that it tells. */
const NAME = 'sigs.k8s.io.descheduler';
const ROUND = 'round';

interface Memory {
  readonly start: Millis;
  /** The last round; undefined before the first. */
  readonly last: Millis | undefined;
}

/**
 * Evicts pods that would be better placed elsewhere, in rounds (kubernetes-sigs/descheduler as a Deployment, one profile,
 * the default evictor). Rounds are every interval from the start on; only those run before which something has changed
 * that a strategy looks at.
 */
export function descheduler(config: DeschedulerConfig): Component<ControllerMemory<Memory>> {
  return controller<Memory>({
    name: NAME,
    watches: [nodes, pods],
    start: (now) => ({ start: now, last: undefined }),
    handle(event, { now }, memory) {
      if (!concerns(event)) return { memory, enqueue: NOTHING };
      return {
        memory,
        enqueue: [{ key: ROUND, after: nextRound(memory.start, config.interval, now, memory.last) - now }],
      };
    },
    sync: (_key, memory, context) => round(config, memory, context),
  });
}

/** Where pods are and what they and nodes look like; not what their containers do. */
function concerns(event: WatchEvent): boolean {
  const { type, object, old } = event;
  if (type !== 'MODIFIED') return true;
  if (!deepEqual(object.metadata.labels, old?.metadata.labels)) return true;
  if (isEventOf(event, nodes))
    return (
      !deepEqual(event.object.spec, event.old?.spec) || isReady(event.object) !== (event.old && isReady(event.old))
    );
  if (!isEventOf(event, pods)) return false;
  const { spec, status } = event.object;
  return spec.nodeName !== event.old?.spec.nodeName || status.phase !== event.old?.status.phase;
}

function isReady({ status }: Node): boolean {
  return (status.conditions ?? []).every(({ type, status: value }) => type !== 'Ready' || value === 'True');
}

/** Runs the strategies one after the other, each on what those before it have left. */
function* round(config: DeschedulerConfig, memory: Memory, { view, now }: Context): Reconcile<Synced<Memory>> {
  const after = { ...memory, last: now };
  const ready = view.list(nodes).filter(isReady);
  // To evict where there is no other node would only take pods down.
  if (ready.length <= 1) return { memory: after };
  const evicted = new Set<string>();
  let refused = false;
  for (const strategy of inOrder(config.strategies)) {
    const situation: Situation = { view, nodes: ready, nodeFit: config.nodeFit ?? false, evicted: new Set(evicted) };
    for (const pod of podsToEvict(strategy, situation)) {
      if (yield* evict(pod, strategy.name)) evicted.add(pod.metadata.uid);
      else refused = true;
    }
  }
  return refused ? { memory: after, requeue: config.interval, retry: true } : { memory: after };
}

/** Whether the pod was evicted; a budget may refuse it (PodEvictor.EvictPod). */
function* evict(pod: Pod, strategy: string): Reconcile<boolean> {
  const { namespace, name, uid, resourceVersion } = pod.metadata;
  const annotations = { reason: `triggered by kspec/${strategy}: `, 'requested-by': 'sigs.k8s.io/descheduler' };
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace, annotations } };
  const answer = yield* call({ method: 'POST', path: resourcePath(pods, namespace, name, 'eviction'), body });
  if (!answer.ok) return false;
  yield {
    type: 'event',
    object: { apiVersion: 'v1', kind: 'Pod', namespace, name, uid, resourceVersion },
    eventType: 'Normal',
    reason: strategy,
    action: 'Descheduled',
    message: `pod eviction from ${pod.spec.nodeName ?? ''} node by sigs.k8s.io/descheduler`,
  };
  return true;
}
