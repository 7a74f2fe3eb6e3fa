import type { Node, Pod } from '../apis/generated/core.v1.js';
import { nodes, pods } from '../apis/generated/resources.js';
import { resourceKey } from '../apis/resource.js';
import type { WatchEvent } from '../apiserver/watch-event.js';
import type { Component, Context, Occurrence, Work } from '../client/component.js';
import type { Reconcile } from '../client/reconcile.js';
import type { Millis } from '../core/time.js';
import type { KubeletNode } from './node/kubelet-node.js';
import type { ImageBehaviour } from '../runtime/image-behaviour.js';
import { newRuntime } from '../runtime/runtime.js';
import { account } from '../runtime/usage/account.js';
import { applyUsage, settled } from './usage.js';
import { takeFirst } from './agenda.js';
import { machineOf } from './cm/machine.js';
import { duties } from './duties.js';
import { draftOfMemory, DUTY, newMemory, withRuntime, type KubeletMemory } from './memory.js';
import { changeDevices, pluginsOf } from './node/devices.js';
import { observePod } from './observe-pod.js';
import { workOnNode } from './node/work.js';
import { workOnPod } from './pod/work.js';
import { bootNode, removeOrphans, restartKubelet, setRegistry } from './restart.js';

export interface KubeletConfig {
  readonly node: KubeletNode;
  readonly images: Readonly<Record<string, ImageBehaviour>>;
  /** The node's number in the cluster, for its addresses; default: the lowest that is free. */
  readonly index?: number;
}

/** A pod to be synced, or the node itself. */
export interface KubeletWork extends Work {
  /** The pod's uid; '' for the node; 'duty/NAME' for a duty. */
  readonly subject: string;
}

const POD_KEY = resourceKey(pods);
const NODE_KEY = resourceKey(nodes);

/**
 * The kubelet of one node with the container runtime below it. It is told of the pods that are bound to its node and of
 * its own Node. The pod lifecycle event generator is immediate: upstream's relists once a second.
 */
export function kubelet(config: KubeletConfig): Component<KubeletMemory, KubeletWork> {
  const { name } = config.node;
  return {
    name: 'kubelet',
    watches: [pods, nodes],
    start: (now) =>
      newMemory(now, config.node, newRuntime('', machineOf(config.node), config.node.system), pluginsOf(config.node)),
    observe(memory, event, { now, cause }) {
      if (event.resource === POD_KEY) return observePod(name, memory, event as WatchEvent<Pod>, now, cause);
      const isOwnNode = event.resource === NODE_KEY && event.object.metadata.name === name;
      return isOwnNode ? observeNode(memory, event as WatchEvent<Node>) : memory;
    },
    due({ agenda }) {
      const first = agenda.queue.first();
      return first === undefined ? undefined : { at: first[1].at, retry: agenda.firm === 0 };
    },
    take(memory) {
      const taken = takeFirst(memory.agenda);
      if (taken === undefined) throw new Error(`kubelet/${name} has nothing to do`);
      const { appointment, agenda } = taken;
      const { subject, cause, retry } = appointment;
      const left = draftOfMemory(memory);
      left.agenda = agenda;
      return { work: { key: keyOf(memory, subject, name), subject, cause, retry }, memory: left };
    },
    *work(work, memory, context) {
      const accounted = withRuntime(memory, account(memory.runtime, context.now));
      const after = yield* perform(config, work, accounted, context);
      return settled(accounted, after, context.now, work.cause);
    },
    undergo,
  };
}

function undergo(memory: KubeletMemory, occurrence: Occurrence, now: Millis): KubeletMemory {
  if (typeof occurrence === 'object')
    return occurrence.type === 'devices' ? changeDevices(memory, occurrence, now) : applyUsage(memory, occurrence, now);
  switch (occurrence) {
    case 'restarted':
      return restartKubelet(memory, now);
    case 'booted':
      return bootNode(memory, now);
    case 'listed':
      return removeOrphans(memory);
    case 'registry-down':
      return setRegistry(memory, false);
    case 'registry-up':
      return setRegistry(memory, true);
  }
}

function perform(
  config: KubeletConfig,
  work: KubeletWork,
  memory: KubeletMemory,
  context: Context,
): Reconcile<KubeletMemory> {
  const { subject } = work;
  if (subject === '') return workOnNode(config, work, memory, context);
  const duty = subject.startsWith(DUTY) ? duties.find(({ name }) => DUTY + name === subject) : undefined;
  return duty === undefined ? workOnPod(config, work, memory, context) : duty.work(config, work, memory, context);
}

/** 'namespace/name' of a pod, or the node's name. */
function keyOf(memory: KubeletMemory, subject: string, node: string): string {
  const metadata = memory.workers.get(subject)?.pod.metadata;
  return metadata === undefined ? node : `${metadata.namespace ?? ''}/${metadata.name}`;
}

function observeNode(memory: KubeletMemory, { type, object }: WatchEvent<Node>): KubeletMemory {
  if (type === 'DELETED') return { ...memory, node: { ...memory.node, object: undefined } };
  return memory.node.object === object ? memory : { ...memory, node: { ...memory.node, object } };
}
