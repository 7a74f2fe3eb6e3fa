import type { Draft } from '../core/draft.js';
import { extended } from '../core/extended.js';
import { SortedMap } from '../core/sorted-map.js';
import type { Millis } from '../core/time.js';
import type { Node } from '../apis/generated/core.v1.js';
import type { DevicePlugins } from '../runtime/device-plugin.js';
import type { Runtime } from '../runtime/runtime.js';
import { NOTHING_ALLOCATED, type Allocations } from './cm/container-manager.js';
import { EMPTY_AGENDA, schedule, type Agenda, type Appointment } from './agenda.js';
import { newEvictionState, type EvictionState } from './eviction/state.js';
import type { KubeletNode } from './node/kubelet-node.js';
import { draftOf, type PodWorker } from './pod/worker.js';

/** What the kubelet knows of its own node. */
export interface NodeAgent {
  readonly registered: boolean;
  /** The Node object as last seen. */
  readonly object?: Node;
  /** status.hostIP of pods. */
  readonly ip: string;
  /** Images or conditions changed: a status update is due. */
  readonly stale: boolean;
  readonly appointment?: string;
}

/** Everything one kubelet remembers. Plain data. */
export interface KubeletMemory {
  readonly type: 'kubelet';
  readonly startedAt: Millis;
  readonly node: NodeAgent;
  readonly runtime: Runtime;
  /** By pod uid. */
  readonly workers: SortedMap<string, PodWorker>;
  readonly agenda: Agenda;
  readonly allocations: Allocations;
  /** Name of a duty → its place on the agenda. */
  readonly duties: Readonly<Record<string, string>>;
  readonly config: KubeletNode;
  readonly eviction: EvictionState;
  /** Image → when the kubelet noticed it, as far as a collection has written it down. */
  readonly imagesNoticedAt: Readonly<Record<string, Millis>>;
  /** When unused images were last looked for. */
  readonly collectedAt: Millis;
  /** The device plugins on the node. */
  readonly plugins: DevicePlugins;
  /** False: no image can be pulled. */
  readonly registryUp: boolean;
}

/** The kubelet of a node that has just booted: nothing runs; it is about to register. */
export function newMemory(now: Millis, config: KubeletNode, runtime: Runtime, plugins: DevicePlugins): KubeletMemory {
  const fresh: KubeletMemory = {
    type: 'kubelet',
    startedAt: now,
    node: { registered: false, ip: '', stale: false },
    runtime,
    workers: SortedMap.empty(),
    agenda: EMPTY_AGENDA,
    allocations: NOTHING_ALLOCATED,
    plugins,
    config,
    eviction: newEvictionState(now),
    imagesNoticedAt: {},
    collectedAt: now,
    registryUp: true,
    duties: {},
  };
  return appointNode(fresh, now, 0, false);
}

/** A copy to be changed before it is remembered. */
export function draftOfMemory(memory: KubeletMemory): Draft<KubeletMemory> {
  return {
    type: memory.type,
    startedAt: memory.startedAt,
    node: memory.node,
    runtime: memory.runtime,
    workers: memory.workers,
    agenda: memory.agenda,
    allocations: memory.allocations,
    plugins: memory.plugins,
    config: memory.config,
    eviction: memory.eviction,
    imagesNoticedAt: memory.imagesNoticedAt,
    collectedAt: memory.collectedAt,
    registryUp: memory.registryUp,
    duties: memory.duties,
  };
}

/** The memory of another runtime; the same (===) when it is that one. */
export function withRuntime(memory: KubeletMemory, runtime: Runtime): KubeletMemory {
  if (runtime === memory.runtime) return memory;
  const next = draftOfMemory(memory);
  next.runtime = runtime;
  return next;
}

/** Puts the node itself on the agenda. */
export function appointNode(memory: KubeletMemory, at: Millis, cause: number, retry: boolean): KubeletMemory {
  const { agenda, key } = schedule(memory.agenda, { at, subject: '', cause, retry }, memory.node.appointment);
  return { ...memory, agenda, node: withAppointment(memory.node, key) };
}

function withAppointment(node: NodeAgent, key: string | undefined): NodeAgent {
  const { appointment: _old, ...rest } = node;
  return key === undefined ? rest : extended(rest, { appointment: key });
}

/** Puts a worker back and its pod on the agenda, at `due` or not at all. */
export function putWorker(
  memory: KubeletMemory,
  worker: PodWorker,
  due: { readonly at: Millis; readonly retry: boolean } | undefined,
  cause: number,
): KubeletMemory {
  const { uid } = worker.pod.metadata;
  const wanted = due === undefined ? undefined : { at: due.at, subject: uid, cause, retry: due.retry };
  const { agenda, key } = schedule(memory.agenda, wanted, worker.appointment);
  const next = draftOfMemory(memory);
  next.agenda = agenda;
  next.workers = memory.workers.set(uid, key === worker.appointment ? worker : withPlace(worker, key));
  return next;
}

function withPlace(worker: PodWorker, appointment: string | undefined): PodWorker {
  const placed = draftOf(worker);
  placed.appointment = appointment;
  return placed;
}

/** Where a pod stands on the agenda, or undefined. */
export function appointmentOf({ agenda }: KubeletMemory, { appointment }: PodWorker): Appointment | undefined {
  return appointment === undefined ? undefined : agenda.queue.get(appointment);
}

/** Puts a duty on the agenda, at `due` or not at all; the same memory when it stands there already. */
export function appointDuty(
  memory: KubeletMemory,
  name: string,
  due: { readonly at: Millis; readonly retry: boolean } | undefined,
  cause: number,
): KubeletMemory {
  const known = memory.duties[name];
  const old = known === undefined ? undefined : memory.agenda.queue.get(known);
  if (due === undefined ? old === undefined : old?.at === due.at && old.retry === due.retry) return memory;
  const { [name]: place, ...others } = memory.duties;
  const { agenda, key } = schedule(memory.agenda, due && extended(due, { subject: DUTY + name, cause }), place);
  return { ...memory, agenda, duties: key === undefined ? others : { ...others, [name]: key } };
}

/** What stands before the name of a duty in the subject of an appointment. */
export const DUTY = 'duty/';

/** Forgets a pod altogether. */
export function dropWorker(memory: KubeletMemory, uid: string): KubeletMemory {
  const worker = memory.workers.get(uid);
  if (worker === undefined) return memory;
  const { agenda } = schedule(memory.agenda, undefined, worker.appointment);
  return { ...memory, agenda, workers: memory.workers.delete(uid) };
}
