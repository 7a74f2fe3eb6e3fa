import type { JsonObject } from '../../../engine/apimachinery/object.js';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { pods } from '../../../engine/apis/generated/resources.js';
import { handle, newServer, type ApiServer } from '../../../engine/apiserver/server.js';
import type { Method, Response } from '../../../engine/apiserver/request.js';
import { StoreView } from '../../../engine/apiserver/store-view.js';
import type { WatchEvent } from '../../../engine/apiserver/watch-event.js';
import type { Component } from '../../../engine/client/component.js';
import type { Command } from '../../../engine/client/reconcile.js';
import { bootstrapStore } from '../../../engine/cluster/bootstrap.js';
import { Dice, seeded } from '../../../engine/core/rng.js';
import type { Millis } from '../../../engine/core/time.js';
import { kubelet, type KubeletWork } from '../../../engine/kubelet/kubelet.js';
import type { KubeletMemory } from '../../../engine/kubelet/memory.js';
import type { Images } from '../../../engine/runtime/catalogue.js';

/** An event that the kubelet told. */
export interface Told {
  readonly at: Millis;
  readonly pod: string;
  readonly fieldPath: string;
  readonly text: string;
}

/** What a pod's status showed, whenever it changed. */
export interface Shown {
  readonly at: Millis;
  readonly pod: Pod;
}

/** One kubelet, an API server and nothing else, in a loop of virtual time. */
export class World {
  now: Millis = 0;
  server: ApiServer = newServer(bootstrapStore(), 1);
  memory: KubeletMemory;
  readonly events: Told[] = [];
  readonly history: Shown[] = [];
  readonly refused: Response[] = [];
  /** The API server answers nothing but 500. */
  broken = false;
  works = 0;
  writes = 0;
  private component: Component<KubeletMemory, KubeletWork>;

  constructor(
    readonly images: Images = {},
    readonly node: Parameters<typeof kubelet>[0]['node'] = { name: 'n1' },
  ) {
    this.component = kubelet({ node, images });
    this.memory = this.component.start(0);
    this.request('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'test' } });
    this.request('POST', '/api/v1/namespaces/test/serviceaccounts', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default' },
    });
    this.run(0);
  }

  get view(): StoreView {
    return new StoreView(this.server.store);
  }

  request(method: Method, path: string, body?: unknown, contentType?: string): Response {
    const handled = handle(
      this.server,
      { type: 'request', method, path, body, ...(contentType === undefined ? {} : { contentType }) },
      this.now,
    );
    this.server = handled.server;
    this.deliver(handled.events);
    return handled.response;
  }

  /** Creates a pod that is bound to the node. */
  create(name: string, spec: JsonObject, metadata: JsonObject = {}): void {
    const body = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, ...metadata },
      spec: { nodeName: this.node.name, automountServiceAccountToken: false, ...spec },
    };
    const { code, body: answer } = this.request('POST', '/api/v1/namespaces/test/pods', body);
    if (code !== 201) throw new Error(JSON.stringify(answer));
  }

  delete(name: string, gracePeriodSeconds?: number): void {
    this.request(
      'DELETE',
      `/api/v1/namespaces/test/pods/${name}`,
      gracePeriodSeconds === undefined ? undefined : { gracePeriodSeconds },
    );
  }

  pod(name: string): Pod | undefined {
    return this.view.get(pods, 'test', name);
  }

  /** Lets all of the kubelet's work until `until` be done. */
  run(until: Millis): this {
    for (
      let due = this.component.due(this.memory);
      due !== undefined && due.at <= until;
      due = this.component.due(this.memory)
    ) {
      this.now = Math.max(this.now, due.at);
      this.work();
    }
    this.now = until;
    return this;
  }

  /** Runs until nothing but retries is due. */
  settle(limit = 10_000): this {
    for (
      let due = this.component.due(this.memory);
      due !== undefined && due.retry !== true;
      due = this.component.due(this.memory)
    ) {
      if (limit-- <= 0) throw new Error('does not settle');
      this.now = Math.max(this.now, due.at);
      this.work();
    }
    return this;
  }

  /** The kubelet starts again, with this memory. */
  restart(memory: KubeletMemory): void {
    this.memory = memory;
    for (const pod of this.view.podsOnNode(this.node.name)) {
      const revision = Number(pod.metadata.resourceVersion);
      this.hear({ type: 'ADDED', revision, resource: 'pods', object: pod });
    }
    this.memory = this.component.undergo?.(this.memory, 'listed', this.now) ?? this.memory;
  }

  boot(): void {
    this.restart(this.component.start(this.now));
  }

  /** Texts of the pod's events, in order. */
  told(pod: string): readonly string[] {
    return this.events.filter((event) => event.pod === pod).map(({ text }) => text);
  }

  private work(): void {
    this.works++;
    const { work, memory } = this.component.take(this.memory, this.now);
    const generator = this.component.work(work, memory, {
      view: this.view,
      now: this.now,
      dice: new Dice(seeded(this.works)),
    });
    const changes: WatchEvent[] = [];
    let turn = generator.next();
    while (turn.done !== true) turn = generator.next(this.answer(turn.value, changes));
    this.memory = turn.value;
    this.deliver(changes);
  }

  private answer(command: Command, changes: WatchEvent[]): Response {
    if (command.type === 'event') {
      const { object, eventType, reason, message } = command;
      this.events.push({
        at: this.now,
        pod: object.name,
        fieldPath: object.fieldPath ?? '',
        text: `${eventType} ${reason}: ${message}`,
      });
      return { code: 200, body: undefined };
    }
    if (this.broken) return { code: 500, body: {} };
    const handled = handle(this.server, command, this.now);
    this.server = handled.server;
    changes.push(...handled.events);
    this.writes += handled.events.length;
    if (handled.response.code >= 400) this.refused.push(handled.response);
    return handled.response;
  }

  private deliver(events: readonly WatchEvent[]): void {
    for (const event of events) this.observe(event);
  }

  private observe(event: WatchEvent): void {
    if (event.resource === 'pods') {
      const pod = event.object as Pod;
      if (event.type !== 'DELETED') this.history.push({ at: this.now, pod });
      if (pod.spec.nodeName !== this.node.name) return;
    } else if (event.resource !== 'nodes' || event.object.metadata.name !== this.node.name) return;
    this.hear(event);
  }

  private hear(event: WatchEvent): void {
    this.memory = this.component.observe(this.memory, event, { view: this.view, now: this.now, cause: this.works });
  }
}
