import type { Pod, PodStatus } from '../../apis/generated/core.v1.js';
import { pods } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import { patch, remove, type RecordEvent, type Reconcile } from '../../client/reconcile.js';
import { SECOND } from '../../core/time.js';
import { releaseResources, type Allocations } from '../cm/container-manager.js';
import type { KubeletConfig, KubeletWork } from '../kubelet.js';
import { wantStatus } from '../node/status-due.js';
import { draftOfMemory, putWorker, type KubeletMemory } from '../memory.js';
import { forget } from '../observe-pod.js';
import { mergeStatus, statusPatch } from '../status/patch.js';
import { nextDue } from './next-due.js';
import { PodSync, type PodCommand, type SyncEnvironment } from './pod-sync.js';
import { syncPod } from './sync-pod.js';
import { isTerminalPhase, type PodWorker } from './worker.js';

/** Pods wait for their node: it has no addresses for them before. */
const UNREGISTERED_WAIT = SECOND;

/** The status manager's sync period: what could not be sent is sent again. */
const RESEND = 10 * SECOND;

/** Syncs one pod and tells the API server what came of it. */
export function* workOnPod(
  config: KubeletConfig,
  work: KubeletWork,
  memory: KubeletMemory,
  context: Context,
): Reconcile<KubeletMemory> {
  const worker = memory.workers.get(work.subject);
  if (worker === undefined) return memory;
  if (!memory.node.registered)
    return putWorker(memory, worker, { at: context.now + UNREGISTERED_WAIT, retry: true }, work.cause);
  const sync = new PodSync(
    environment(config, memory, context, work.subject),
    worker,
    memory.runtime,
    memory.allocations,
  );
  syncPod(sync);
  const told = yield* tell(config.node.name, sync.worker.pod, sync.commands);
  const fresh = sync.worker;
  fresh.pod = told.pod;
  if (told.failed) fresh.resendAt = context.now + RESEND;
  const after = draftOfMemory(memory);
  after.runtime = sync.finish();
  after.allocations = held(sync, fresh);
  if ((fresh.gone || told.gone) && isOver(fresh)) return forget(after, work.subject);
  const placed = putWorker(after, fresh, nextDue(fresh, sync.pod, context.now, after.runtime), work.cause);
  return after.runtime.images === memory.runtime.images ? placed : wantStatus(placed, context.now, work.cause, true);
}

/** A pod that was not admitted or has ended holds nothing of the node any more. */
function held({ allocations, pod: { uid } }: PodSync, { stage }: PodWorker): Allocations {
  const isInactive = stage === 'rejected' || stage === 'terminated';
  return isInactive ? releaseResources(allocations, (other) => other !== uid) : allocations;
}

function isOver({ stage, script }: PodWorker): boolean {
  return script.length === 0 && (stage === 'terminated' || stage === 'rejected');
}

function environment(
  config: KubeletConfig,
  memory: KubeletMemory,
  { view, now }: Context,
  uid: string,
): SyncEnvironment {
  const { node, startedAt, registryUp } = memory;
  return {
    now,
    config: config.node,
    hostIP: node.ip,
    node: node.object,
    images: config.images,
    registryUp,
    pressure: memory.eviction.conditions,
    kubeletStartedAt: startedAt,
    view,
    otherPods: () => activePods(memory, uid),
  };
}

/** Pods that count against the node's resources. Follows GetActivePods (pkg/kubelet). */
function activePods({ workers }: KubeletMemory, uid: string): readonly Pod[] {
  const active: Pod[] = [];
  for (const [other, { pod, stage, status }] of workers) {
    if (other === uid || stage === 'new' || stage === 'rejected' || stage === 'terminated') continue;
    if (stage === 'terminating' || !isTerminalPhase(status?.phase ?? pod.status?.phase)) active.push(pod);
  }
  return active;
}

interface Told {
  /** As the API has it now. */
  readonly pod: Pod;
  readonly gone: boolean;
  readonly failed: boolean;
}

function* tell(node: string, api: Pod, commands: readonly PodCommand[]): Reconcile<Told> {
  let told: Told = { pod: api, gone: false, failed: false };
  for (const command of commands) {
    if (command.type === 'event') yield eventOf(node, told.pod, command);
    else if (command.type === 'delete') told = yield* finallyDelete(told);
    else told = yield* sendStatus(told, command.status, command.couldRun);
  }
  return told;
}

function eventOf(host: string, pod: Pod, event: Extract<PodCommand, { type: 'event' }>): RecordEvent {
  const { namespace, name, uid, resourceVersion } = pod.metadata;
  const { eventType, reason, message, fieldPath } = event;
  return {
    type: 'event',
    object:
      fieldPath === undefined
        ? { kind: 'Pod', namespace, name, uid, apiVersion: 'v1', resourceVersion }
        : { kind: 'Pod', namespace, name, uid, apiVersion: 'v1', resourceVersion, fieldPath },
    eventType,
    reason,
    message,
    source: { component: 'kubelet', host },
  };
}

/** Patches what differs. Follows syncPod of the status manager. */
function* sendStatus(told: Told, status: PodStatus, couldRun: boolean): Reconcile<Told> {
  const { namespace, name, uid } = told.pod.metadata;
  const known = told.pod.status ?? {};
  const change = statusPatch(known, mergeStatus(known, status, couldRun));
  if (change === undefined) return told;
  const result = yield* patch(pods, { namespace, name }, 'strategic', { metadata: { uid }, status: change }, 'status');
  if (result.ok) return { pod: result.object, gone: told.gone, failed: told.failed };
  return result.code === 404 ? { ...told, gone: true } : { ...told, failed: true };
}

/** The last word on a deleted pod; a status that could not be sent comes first. */
function* finallyDelete(told: Told): Reconcile<Told> {
  if (told.failed || told.gone || !isTerminalPhase(told.pod.status?.phase)) return told;
  const { namespace, name, uid } = told.pod.metadata;
  const result = yield* remove(pods, { namespace, name }, { gracePeriodSeconds: 0, preconditions: { uid } });
  return result.ok || result.code === 404 || result.code === 409 ? told : { ...told, failed: true };
}
