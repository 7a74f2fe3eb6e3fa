import {
  createCluster,
  nextDue,
  advance,
  reduce,
  request,
  StoreView,
  type Cluster,
  type Request,
  type Response,
  type User,
} from '../../engine/index.js';
import type { Pod } from '../../engine/apis/generated/core.v1.js';
import { pods } from '../../engine/apis/generated/resources.js';
import { microTimestamp } from '../../engine/apimachinery/time.js';
import type { Millis } from '../../engine/core/time.js';
import { outcomeOf, podStatus, postLease, removePod, renewLease, type Outcome } from './hand.js';
import { isMap, type NormalForm } from './normal-form.js';
import type { Recording } from './recording.js';

const BEAT: Millis = 8_000;
const AUTO: Millis = 150;
/** A quiet step gives up after this long. */
const LIMIT: Millis = 60_000;

/** Changes of these are what a quiet step waits for. */
const WATCHED = new Set([
  'pods',
  'nodes',
  'services',
  'events',
  'persistentvolumes',
  'persistentvolumeclaims',
  'configmaps',
  'namespaces',
  'resourcequotas',
  'apps/deployments',
  'apps/replicasets',
  'apps/statefulsets',
  'apps/daemonsets',
  'apps/controllerrevisions',
  'batch/jobs',
  'batch/cronjobs',
  'policy/poddisruptionbudgets',
  'discovery.k8s.io/endpointslices',
  'autoscaling/horizontalpodautoscalers',
]);

/** The users of the recorder's planes, each with its name for a token. */
export const TOKENS: Readonly<Record<string, User>> = {
  admin: { name: 'admin', uid: 'admin', groups: ['system:masters', 'system:authenticated'] },
  alice: { name: 'alice', uid: 'alice', groups: ['dev', 'system:authenticated'] },
  bob: { name: 'bob', uid: 'bob', groups: ['ops', 'system:authenticated'] },
};

/** The cluster under the recorder's hand: virtual time, the hand's own clocks, and when something last changed. */
export class World {
  cluster: Cluster;
  kubelet: 'auto' | 'none';
  readonly nodes: string[] = [];
  readonly dead = new Set<string>();
  private lastChange: Millis = 0;
  private seen: number;
  private nextBeat: Millis = BEAT;
  private nextAuto: Millis = AUTO;
  private readonly podIps = new Map<string, string>();

  constructor(
    recording: Recording,
    private readonly normal: NormalForm,
  ) {
    const { without = [], kcm } = recording.plane ?? {};
    const names = without.map((name) =>
      name === 'controllers' ? 'kube-controller-manager' : name === 'scheduler' ? 'kube-scheduler' : name,
    );
    this.cluster = createCluster({
      tokens: TOKENS,
      without: names,
      managedFields: true,
      ...(kcm === undefined ? {} : { controllers: kcm.split(',') }),
    });
    this.kubelet = recording.kubelet ?? 'none';
    this.seen = this.cluster.server.store.revision;
  }

  get now(): Millis {
    return this.cluster.now;
  }

  get view(): StoreView {
    return new StoreView(this.cluster.server.store);
  }

  send(sent: Request, by = 'recorder'): Response {
    const { cluster, response } = request(this.cluster, sent, by);
    this.cluster = cluster;
    this.note();
    return response;
  }

  /** Lets everything happen that is due until `until`, and makes it `until`. */
  runUntil(until: Millis): void {
    while (this.turn(until));
    this.cluster = reduce(this.cluster, { type: 'time', to: until });
  }

  /** The next thing that is due by `until`: a step of the cluster, or a beat of the hand. */
  turn(until: Millis): boolean {
    const due = nextDue(this.cluster)?.at ?? Infinity;
    const beat = this.nodes.length > this.dead.size ? this.nextBeat : Infinity;
    const auto = this.kubelet === 'auto' ? Math.max(this.nextAuto, this.now) : Infinity;
    const at = Math.min(due, beat, auto);
    if (at > until) return false;
    if (due === at) {
      this.cluster = advance(this.cluster);
      this.note();
    } else {
      this.cluster = reduce(this.cluster, { type: 'time', to: at });
      if (beat === at) this.beat();
      else this.play();
    }
    return true;
  }

  /** Until nothing has changed for `millis`. */
  quiet(millis: Millis): void {
    const start = this.now;
    this.lastChange = Math.max(this.lastChange, start - millis + 300);
    while (this.now - this.lastChange < millis && this.now - start < LIMIT) {
      const until = Math.min(this.lastChange + millis, start + LIMIT);
      if (!this.turn(until)) this.runUntil(until);
    }
  }

  private note(): void {
    const { log, revision } = this.cluster.server.store;
    if (revision === this.seen) return;
    for (const [, event] of log.entries(this.seen + 1)) {
      if (WATCHED.has(event.resource)) this.lastChange = this.now;
      const { labels = {}, name } = event.object.metadata;
      for (const label of ['pod-template-hash', 'controller-revision-hash']) {
        const hash = labels[label]?.split('-').at(-1);
        if (
          hash !== undefined &&
          (event.resource === 'apps/replicasets' || event.resource === 'apps/controllerrevisions')
        )
          this.normal.noteHash(hash);
      }
      if (event.resource === 'apps/controllerrevisions') this.normal.noteHash(name.split('-').at(-1) ?? '');
    }
    this.seen = revision;
  }

  private beat(): void {
    this.nextBeat = this.now + BEAT;
    for (const node of this.nodes) if (!this.dead.has(node)) this.renew(node);
  }

  renew(node: string): void {
    const time = microTimestamp(this.now);
    if (this.send(renewLease(node, time)).code === 404) this.send(postLease(node, time));
  }

  /** `kubelet: auto`: every bound pod becomes what its image says, terminating ones go. */
  private play(): void {
    this.nextAuto = this.now + AUTO;
    for (const pod of this.view.list(pods)) {
      if ((pod.spec.nodeName ?? '') === '') continue;
      if (pod.metadata.deletionTimestamp !== undefined) this.send(removePod(pod));
      else if (pod.status.phase === 'Pending') {
        const to = outcomeOf(pod);
        if (to !== undefined) this.setPod(pod, to);
      }
    }
  }

  setPod(pod: Pod, to: Outcome, exit?: number): void {
    const { name } = pod.metadata;
    const count = this.podIps.size;
    const ip = this.podIps.get(name) ?? `10.244.${Math.floor(count / 250) % 250}.${(count % 250) + 2}`;
    this.podIps.set(name, ip);
    this.send(podStatus(pod, to, ip, exit, this.now));
  }

  /** Pods of a namespace by selector text, oldest first. */
  pods(namespace: string, selector: string): readonly Pod[] {
    const query: Readonly<Record<string, string>> =
      selector === '*' || selector === '' ? {} : { labelSelector: selector };
    const { body } = this.send({ type: 'request', method: 'GET', path: `/api/v1/namespaces/${namespace}/pods`, query });
    const items = isMap(body) && Array.isArray(body['items']) ? (body['items'] as Pod[]) : [];
    const key = ({ metadata }: Pod): string => `${metadata.creationTimestamp} ${metadata.name}`;
    return items.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }
}
