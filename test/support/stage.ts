import {
  advance,
  createCluster,
  isSettled,
  nextDue,
  reduce,
  request,
  StoreView,
  type Cluster,
  type Fault,
  type Response,
} from '../../engine/index.js';
import type { KubeObject } from '../../engine/apimachinery/object.js';
import { timestamp } from '../../engine/apimachinery/time.js';
import type { Event } from '../../engine/apis/generated/core.v1.js';
import { events, nodes, pods } from '../../engine/apis/generated/resources.js';
import { groupVersion, resourcePath, type Resource } from '../../engine/apis/resource.js';
import type { Method } from '../../engine/apiserver/request.js';
import type { Millis } from '../../engine/core/time.js';

const NAMESPACE = 'default';

/**
 * A cluster in which only some controllers play, without scheduler and kubelets: the test's hand does the rest. Service
 * accounts are always there, for no pod is admitted without one.
 */
export class Stage {
  cluster: Cluster;

  constructor(...controllers: readonly string[]) {
    this.cluster = createCluster({
      controllers: ['serviceaccount-controller', ...controllers],
      without: ['kube-scheduler', 'kubelet'],
    });
  }

  get now(): Millis {
    return this.cluster.now;
  }

  get view(): StoreView {
    return new StoreView(this.cluster.server.store);
  }

  send(method: Method, path: string, body?: unknown, contentType?: string): Response {
    const { cluster, response } = request(this.cluster, { type: 'request', method, path, body, contentType }, 'test');
    this.cluster = cluster;
    return response;
  }

  /** Sends a request that must not be refused, and gives the answer's body. */
  private must<T>(method: Method, path: string, body?: unknown, contentType?: string): T {
    const response = this.send(method, path, body, contentType);
    if (response.code >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(response.body)}`);
    return response.body as T;
  }

  create<T extends KubeObject>(resource: Resource<T>, object: object, namespace = NAMESPACE): T {
    const body = { apiVersion: groupVersion(resource), kind: resource.kind, ...object };
    return this.must<T>('POST', resourcePath(resource, resource.namespaced ? namespace : ''), body);
  }

  get<T extends KubeObject>(resource: Resource<T>, name: string, namespace = NAMESPACE): T | undefined {
    return this.view.get(resource, resource.namespaced ? namespace : '', name);
  }

  names(resource: Resource, namespace?: string): readonly string[] {
    return this.view.list(resource, namespace).map(({ metadata }) => metadata.name);
  }

  patch<T extends KubeObject>(
    resource: Resource<T>,
    name: string,
    body: object,
    subresource = '',
    namespace = NAMESPACE,
  ): T {
    const path = resourcePath(resource, namespace, name, subresource);
    return this.must<T>('PATCH', path, body, 'application/strategic-merge-patch+json');
  }

  delete(resource: Resource, name: string, options: object = {}, namespace = NAMESPACE): void {
    this.must('DELETE', resourcePath(resource, namespace, name), {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      ...options,
    });
  }

  fault(fault: Fault): void {
    this.cluster = reduce(this.cluster, { type: 'fault', fault });
  }

  /** Lets time pass, and everything happen that is due meanwhile. */
  run(duration: Millis): this {
    const until = this.now + duration;
    for (let due = nextDue(this.cluster); due !== undefined && due.at <= until; due = nextDue(this.cluster)) {
      this.cluster = advance(this.cluster);
    }
    this.cluster = reduce(this.cluster, { type: 'time', to: until });
    return this;
  }

  /** Runs until only retries are due. */
  settle(): this {
    for (let steps = 0; !isSettled(this.cluster); steps++) {
      if (steps > 10_000) throw new Error('does not settle');
      this.cluster = advance(this.cluster);
    }
    return this;
  }

  /** 'Pod/web Normal Killing: …' for each Event, sorted, with its count when that is not 1. */
  told(): readonly string[] {
    const text = ({ involvedObject: about, type, reason, message, count = 1 }: Event): string =>
      `${about.kind}/${about.name} ${type} ${reason}: ${message}${count === 1 ? '' : ` (${count})`}`;
    return this.view.list(events).map(text).sort();
  }

  /** A node that is ready, with a lease that is renewed for ever. */
  node(name: string, labels: Readonly<Record<string, string>> = {}): void {
    this.create(nodes, {
      metadata: { name, labels: { 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64', ...labels } },
    });
    this.nodeReady(name, 'True');
  }

  nodeReady(name: string, status: 'True' | 'False' | 'Unknown'): void {
    const at = timestamp(this.now);
    const conditions = [
      { type: 'Ready', status, reason: 'Kubelet', message: '', lastHeartbeatTime: at, lastTransitionTime: at },
    ];
    this.patch(nodes, name, { status: { conditions } }, 'status');
  }

  /** A pod with one container; `status` is patched in afterwards. */
  pod(name: string, { labels = {}, spec = {}, metadata = {}, status }: PodParts = {}): void {
    const containers = [{ name: 'c', image: 'sim/app:1' }];
    this.create(pods, { metadata: { name, labels, ...metadata }, spec: { containers, ...spec } });
    if (status !== undefined) this.podStatus(name, status);
  }

  podStatus(name: string, status: object): void {
    this.patch(pods, name, { status }, 'status');
  }
}

export interface PodParts {
  readonly labels?: Readonly<Record<string, string>>;
  readonly metadata?: object;
  readonly spec?: object;
  readonly status?: object;
}

let lastIp = 0;

/** The status of a running pod with an address of its own. */
export function running(ready = true): object {
  const ip = `10.0.${(lastIp >> 8) & 255}.${lastIp++ & 255}`;
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: timestamp(0) }];
  return { phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions };
}
