import type { Container, Node, Pod, PodStatus } from '../../apis/generated/core.v1.js';
import type { View } from '../../client/view.js';
import type { Draft } from '../../core/draft.js';
import type { Millis } from '../../core/time.js';
import type { Images } from '../../runtime/catalogue.js';
import type { ContainerRun } from '../../runtime/container.js';
import { loggedAll, type CriCall } from '../../runtime/cri-call.js';
import { draftOfRuntime, newRuntimePod, withContainers, type Runtime, type RuntimePod } from '../../runtime/runtime.js';
import type { PressureCondition } from '../eviction/threshold.js';
import type { Allocations } from '../cm/container-manager.js';
import type { KubeletNode } from '../node/kubelet-node.js';
import { draftOf, type PodWorker } from './worker.js';

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
      readonly fieldPath: string | undefined;
    }
  | { readonly type: 'delete' };

/**
 * The length of one sync of one pod: it starts from what is remembered, collects what changes and is thrown away. What it
 * holds may be changed until the sync is over.
 */
export class PodSync {
  readonly commands: PodCommand[] = [];
  readonly now: Millis;
  readonly worker: Draft<PodWorker>;
  readonly runtime: Draft<Runtime>;
  pod: RuntimePod;
  private readonly calls: CriCall[] = [];
  private readonly found: RuntimePod;

  constructor(
    readonly env: SyncEnvironment,
    worker: PodWorker,
    private readonly before: Runtime,
    public allocations: Allocations,
  ) {
    this.now = env.now;
    this.worker = draftOf(worker);
    this.runtime = draftOfRuntime(before);
    const { uid } = worker.pod.metadata;
    this.pod = this.found = before.pods.get(uid) ?? newRuntimePod(uid);
  }

  get api(): Pod {
    return this.worker.pod;
  }

  /** The whole machine as this sync leaves it. Nobody looks at its pods before anybody wants cpu. */
  get machine(): Runtime {
    return this.before.accountedAt === undefined ? this.runtime : this.finish();
  }

  /** The runtime's view of this pod changed: PLEG will ask for a sync. */
  changePod(pod: RuntimePod): void {
    this.pod = pod;
    this.worker.dirty = true;
  }

  changeRun(run: ContainerRun): void {
    this.changePod(
      withContainers(
        this.pod,
        this.pod.containers.map((other) => (other.id === run.id ? run : other)),
      ),
    );
  }

  call(call: Omit<CriCall, 'at' | 'pod'>, at: Millis = this.now): void {
    const { namespace = '', name } = this.api.metadata;
    this.calls.push({ at, pod: `${namespace}/${name}`, ...call });
  }

  /** An event about the pod, or about one of its containers. */
  event(eventType: 'Normal' | 'Warning', reason: string, message: string, container?: Container): void {
    const fieldPath = container === undefined ? undefined : fieldPathOf(this.api, container);
    this.commands.push({ type: 'event', eventType, reason, message, fieldPath });
  }

  /** The runtime with what this sync did; the same (===) when that is nothing. */
  finish(): Runtime {
    const { before, calls, pod, found } = this;
    const after = draftOfRuntime(this.runtime);
    if (pod !== found) after.pods = before.pods.set(pod.uid, pod);
    if (calls.length > 0) after.calls = loggedAll(before.calls, calls);
    return isSame(before, after) ? before : after;
  }
}

/** Whether a sync has left alone all that it may change. */
function isSame(before: Runtime, after: Runtime): boolean {
  return (
    before.pods === after.pods &&
    before.calls === after.calls &&
    before.images === after.images &&
    before.pulling === after.pulling &&
    before.failedPulls === after.failedPulls &&
    before.ipam === after.ipam &&
    before.guessed === after.guessed
  );
}

/** 'spec.containers{name}', as fieldPath of pkg/kubelet/container makes it. */
function fieldPathOf({ spec }: Pod, { name }: Container): string {
  const has = (list: readonly { readonly name: string }[] | undefined) =>
    list?.some((each) => each.name === name) ?? false;
  if (spec.containers[0]?.name === name || has(spec.containers)) return `spec.containers{${name}}`;
  return has(spec.initContainers) ? `spec.initContainers{${name}}` : `spec.ephemeralContainers{${name}}`;
}

/** 'name_namespace(uid)', as format.Pod (pkg/kubelet/util/format). */
export function formatPod({ metadata }: Pod): string {
  return `${metadata.name}_${metadata.namespace ?? ''}(${metadata.uid})`;
}
