import type { Status } from '../../../engine/apis/generated/meta.v1.js';
import { notFound } from '../../../engine/apimachinery/status.js';
import type { KubeObject } from '../../../engine/apimachinery/object.js';
import { timestamp } from '../../../engine/apimachinery/time.js';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import * as collections from '../../../engine/apis/generated/resources.js';
import type { Resource } from '../../../engine/apis/resource.js';
import type { Request, Response } from '../../../engine/apiserver/request.js';
import { EMPTY_STORE, put, remove, storageKey, type Store } from '../../../engine/apiserver/store.js';
import { StoreView } from '../../../engine/apiserver/store-view.js';
import type { WatchEvent } from '../../../engine/apiserver/watch-event.js';
import type { Reconcile } from '../../../engine/client/reconcile.js';
import { Dice, seeded, type Rng } from '../../../engine/core/rng.js';
import type { View } from '../../../engine/client/view.js';
import { allNodes, snapshotOf } from '../../../engine/scheduling/cache/snapshot.js';
import type { SchedulerMemory, SchedulingWork } from '../../../engine/scheduling/memory.js';
import { scheduler } from '../../../engine/scheduling/scheduler.js';
import type { SchedulerSettings } from '../../../engine/scheduling/settings.js';

type Body = { readonly [field: string]: unknown };

/** A store and a scheduler that lives on it: bindings, status patches and deletions are all that it serves. */
export class World {
  store: Store = EMPTY_STORE;
  now = 0;
  memory: SchedulerMemory;
  /** 'FailedScheduling default/x: …', in order. */
  readonly events: string[] = [];
  /** 'POST pods/x/binding', in order. */
  readonly calls: string[] = [];
  /** Answers in place of the store when it gives something. */
  intercept: (request: Request) => Response | undefined = () => undefined;
  readonly component;
  private rng: Rng;
  private made = 0;

  constructor(settings?: SchedulerSettings, seed = 1) {
    this.component = scheduler(settings);
    this.memory = this.component.start(0);
    this.rng = seeded(seed);
  }

  get view(): StoreView {
    return new StoreView(this.store);
  }

  /** Creates or replaces an object; metadata that a server fills in is filled in where it is missing. */
  apply<T extends KubeObject>(resource: Resource<T>, object: object): T {
    const given = object as { readonly metadata: { readonly name: string; readonly namespace?: string } };
    const namespace = resource.namespaced ? (given.metadata.namespace ?? 'default') : undefined;
    const old = this.view.get(resource, namespace ?? '', given.metadata.name);
    const metadata = {
      uid: old?.metadata.uid ?? `uid-${++this.made}`,
      creationTimestamp: timestamp(this.now),
      resourceVersion: '',
      generation: 1,
      ...(namespace === undefined ? {} : { namespace }),
      ...given.metadata,
    };
    // A test's object is of its collection's type.
    return this.write(resource, { ...object, metadata } as unknown as T);
  }

  delete<T extends KubeObject>(resource: Resource<T>, name: string, namespace = 'default'): void {
    const object = this.view.get(resource, resource.namespaced ? namespace : '', name);
    if (object === undefined) throw new Error(`no ${resource.plural} ${name}`);
    const { store, event } = remove(this.store, resource, object);
    this.store = store;
    this.observe(event);
  }

  pod(name: string, namespace = 'default'): Pod {
    const pod = this.view.get(collections.pods, namespace, name);
    if (pod === undefined) throw new Error(`no pod ${name}`);
    return pod;
  }

  nodeOf(name: string, namespace = 'default'): string | undefined {
    return this.pod(name, namespace).spec.nodeName;
  }

  /** The message of PodScheduled=False; '' when there is none. */
  reason(name: string): string {
    const condition = this.pod(name).status?.conditions?.find(({ type }) => type === 'PodScheduled');
    return condition?.status === 'False' ? (condition.message ?? '') : '';
  }

  /** Runs everything that is due by `until`, then stands there. */
  run(until = this.now): void {
    for (;;) {
      const due = this.component.due(this.memory);
      if (due === undefined || due.at > until) break;
      this.now = Math.max(this.now, due.at);
      this.step();
    }
    this.now = Math.max(this.now, until);
  }

  /** Takes one item and does it. */
  step(): void {
    const { work, memory } = this.component.take(this.memory, this.now);
    this.finish(work, memory, this.view);
  }

  /** The nodes in the order in which they are tried. */
  order(): readonly string[] {
    return allNodes(snapshotOf(this.memory.cache)).map(({ name }) => name);
  }

  /** Does what was taken. */
  finish(work: SchedulingWork, memory: SchedulerMemory, view: View): void {
    const dice = new Dice(this.rng);
    const context = { view, now: this.now, dice };
    const pending: WatchEvent[] = [];
    this.memory = this.drive(this.component.work(work, memory, context), pending);
    this.rng = dice.rng;
    for (const event of pending) this.observe(event);
  }

  private drive<R>(reconcile: Reconcile<R>, pending: WatchEvent[]): R {
    let turn = reconcile.next();
    while (turn.done !== true) {
      const command = turn.value;
      if (command.type === 'event') {
        this.events.push(`${command.reason} ${command.object.namespace}/${command.object.name}: ${command.message}`);
        turn = reconcile.next({ code: 200, body: undefined });
      } else {
        this.calls.push(`${command.method} ${command.path.replace(/^.*\/namespaces\/[^/]+\//, '')}`);
        turn = reconcile.next(this.intercept(command) ?? this.answer(command, pending));
      }
    }
    return turn.value;
  }

  private write<T extends KubeObject>(resource: Resource<T>, object: T, pending?: WatchEvent[]): T {
    const { store, event } = put(this.store, resource, object);
    this.store = store;
    if (pending === undefined) this.observe(event);
    else pending.push(event);
    return event.object;
  }

  private observe(event: WatchEvent): void {
    this.memory = this.component.observe(this.memory, event, { view: this.view, now: this.now, cause: 0 });
  }

  private answer({ method, path, body }: Request, pending: WatchEvent[]): Response {
    const { resource, namespace, name, subresource } = locate(path);
    const known = this.store.objects.get(storageKey(resource, namespace, name));
    if (known === undefined) return refusal(notFound(resource, name));
    if (method === 'GET') return { code: 200, body: known };
    const sent = body as Body;
    if (subresource === 'binding') {
      const { target } = sent as { readonly target: { readonly name: string } };
      const pod = known as Pod;
      const conditions = [{ type: 'PodScheduled', status: 'True' as const }];
      const status = { ...pod.status, conditions, nominatedNodeName: undefined };
      this.write(resource, { ...pod, spec: { ...pod.spec, nodeName: target.name }, status } as KubeObject, pending);
      return { code: 201, body: { kind: 'Status', status: 'Success' } };
    }
    if (method === 'DELETE') {
      const terminating = { ...known, metadata: { ...known.metadata, deletionTimestamp: timestamp(this.now) } };
      return { code: 200, body: this.write(resource, terminating, pending) };
    }
    if (method === 'PUT') return { code: 200, body: this.write(resource, sent as unknown as KubeObject, pending) };
    return {
      code: 200,
      body: this.write(resource, merged(known as unknown as Body, sent) as unknown as KubeObject, pending),
    };
  }
}

/** A merge patch; of lists, only conditions are merged, by type. */
function merged(object: Body, patch: Body): Body {
  const result: Record<string, unknown> = { ...object };
  for (const [key, value] of Object.entries(patch)) {
    const old = object[key];
    if (value === null) delete result[key];
    else if (key === 'conditions') result[key] = mergedConditions((old ?? []) as Condition[], value as Condition[]);
    else if (typeof value === 'object' && !Array.isArray(value))
      result[key] = merged((old ?? {}) as Body, value as Body);
    else result[key] = value;
  }
  return result;
}

interface Condition {
  readonly type: string;
}

function mergedConditions(old: readonly Condition[], patch: readonly Condition[]): readonly Condition[] {
  const types = new Set(patch.map(({ type }) => type));
  return [...old.filter(({ type }) => !types.has(type)), ...patch];
}

function refusal(status: Status): Response {
  return { code: status.code ?? 500, body: status };
}

const PATH = /^\/(?:api|apis\/([^/]+))\/[^/]+(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/;
const located = new Map<string, Resource>();

function locate(path: string) {
  const [, group = '', namespace = '', plural = '', name = '', subresource = ''] = PATH.exec(path) ?? [];
  const key = `${group}/${plural}`;
  if (located.size === 0) {
    for (const resource of Object.values(collections) as readonly Resource[]) {
      located.set(`${resource.group}/${resource.plural}`, resource);
    }
  }
  const resource = located.get(key);
  if (resource === undefined) throw new Error(`no collection at ${path}`);
  return { resource, namespace, name, subresource };
}

/** A node as the recorder's hand posts it. */
export function node(name: string, extra: NodeExtra = {}): object {
  const { labels, taints, unschedulable, capacity, images } = extra;
  const allocatable = { cpu: '4', memory: '8Gi', pods: '110', 'ephemeral-storage': '100Gi', ...capacity };
  return {
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    spec: { ...(taints ? { taints } : {}), ...(unschedulable ? { unschedulable } : {}) },
    status: { capacity: allocatable, allocatable, ...(images ? { images } : {}) },
  };
}

export interface NodeExtra {
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  readonly unschedulable?: boolean;
  readonly capacity?: Readonly<Record<string, string>>;
  readonly images?: readonly { readonly names: readonly string[]; readonly sizeBytes: number }[];
}

/** A pod with one container. */
export function pod(
  name: string,
  requests: Readonly<Record<string, string>> = {},
  spec: object = {},
  metadata: object = {},
): object {
  return {
    metadata: { name, ...metadata },
    spec: {
      schedulerName: 'default-scheduler',
      priority: 0,
      containers: [{ name: 'c', image: 'nginx:1.27', resources: { requests } }],
      ...spec,
    },
    status: { phase: 'Pending' },
  };
}
