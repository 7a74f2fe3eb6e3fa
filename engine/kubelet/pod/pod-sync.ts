import { extended } from '../../core/extended.js';
import type { Container, Node, Pod, PodStatus } from '../../apis/generated/core.v1.js';
import type { View } from '../../client/view.js';
import type { Millis } from '../../core/time.js';
import type { Images } from '../../runtime/catalogue.js';
import type { ContainerRun } from '../../runtime/container.js';
import { logged, type CriCall } from '../../runtime/cri-call.js';
import { newRuntimePod, type Runtime, type RuntimePod } from '../../runtime/runtime.js';
import type { PressureCondition } from '../eviction/threshold.js';
import type { Allocations } from '../cm/container-manager.js';
import type { KubeletNode } from '../node/kubelet-node.js';
import type { PodWorker } from './worker.js';

/** What is true of the node while one pod is synced. */
export interface SyncEnvironment {
  readonly now: Millis;
  readonly config: KubeletNode;
  readonly hostIP: string;
  readonly node: Node | undefined;
  readonly images: Images;
  readonly registryUp: boolean;
  /** Of what the node has too little. */
  readonly pressure: readonly PressureCondition[];
  readonly kubeletStartedAt: Millis;
  readonly view: View;
  /** Pods that hold resources of the node, this one aside. */
  readonly otherPods: () => readonly Pod[];
}

/** What a sync wants done at the API server, in order. */
export type PodCommand =
  | { readonly type: 'status'; readonly status: PodStatus; readonly couldRun: boolean }
  | {
      readonly type: 'event';
      readonly eventType: 'Normal' | 'Warning';
      readonly reason: string;
      readonly message: string;
      readonly fieldPath?: string;
    }
  | { readonly type: 'delete' };

/** The length of one sync of one pod: it starts from what is remembered, collects what changes and is thrown away. */
export class PodSync {
  readonly commands: PodCommand[] = [];
  readonly now: Millis;
  pod: RuntimePod;
  private readonly before: RuntimePod;

  constructor(
    readonly env: SyncEnvironment,
    public worker: PodWorker,
    public runtime: Runtime,
    public allocations: Allocations,
  ) {
    this.now = env.now;
    const { uid } = worker.pod.metadata;
    this.pod = this.before = runtime.pods.get(uid) ?? newRuntimePod(uid);
  }

  get api(): Pod {
    return this.worker.pod;
  }

  /** The whole machine as this sync leaves it. */
  get machine(): Runtime {
    return this.finish();
  }

  update(change: Partial<PodWorker>): void {
    this.worker = extended(this.worker, change);
  }

  /** The runtime's view of this pod changed: PLEG will ask for a sync. */
  changePod(change: Partial<RuntimePod>): void {
    this.pod = extended(this.pod, change);
    if (!this.worker.dirty) this.update({ dirty: true });
  }

  changeRun(run: ContainerRun): void {
    this.changePod({ containers: this.pod.containers.map((other) => (other.id === run.id ? run : other)) });
  }

  call(call: Omit<CriCall, 'at' | 'pod'>, at: Millis = this.now): void {
    const { namespace = '', name } = this.api.metadata;
    this.runtime = { ...this.runtime, calls: logged(this.runtime.calls, { at, pod: `${namespace}/${name}`, ...call }) };
  }

  /** An event about the pod, or about one of its containers. */
  event(eventType: 'Normal' | 'Warning', reason: string, message: string, container?: Container): void {
    const fieldPath = container === undefined ? undefined : fieldPathOf(this.api, container);
    this.commands.push({
      type: 'event',
      eventType,
      reason,
      message,
      ...(fieldPath === undefined ? {} : { fieldPath }),
    });
  }

  /** The runtime with what this sync did to the pod. */
  finish(): Runtime {
    const { pods } = this.runtime;
    const same = this.pod === this.before || pods.get(this.pod.uid) === this.pod;
    return same ? this.runtime : { ...this.runtime, pods: pods.set(this.pod.uid, this.pod) };
  }
}

/** 'spec.containers{name}', as fieldPath of pkg/kubelet/container makes it. */
function fieldPathOf({ spec }: Pod, { name }: Container): string {
  const has = (list: readonly { readonly name: string }[] | undefined) =>
    list?.some((each) => each.name === name) ?? false;
  if (has(spec.containers)) return `spec.containers{${name}}`;
  return has(spec.initContainers) ? `spec.initContainers{${name}}` : `spec.ephemeralContainers{${name}}`;
}

/** 'name_namespace(uid)', as format.Pod (pkg/kubelet/util/format). */
export function formatPod({ metadata }: Pod): string {
  return `${metadata.name}_${metadata.namespace ?? ''}(${metadata.uid})`;
}
