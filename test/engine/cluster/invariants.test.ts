import t, { type Test } from 'tap';
import { advance, brokenInvariant, createCluster, nextStep, request, type Cluster } from '../../../engine/index.js';
import type { KubeObject } from '../../../engine/apimachinery/object.js';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { configmaps, poddisruptionbudgets, pods, replicasets } from '../../../engine/apis/generated/resources.js';
import { resourcePath, type Resource } from '../../../engine/apis/resource.js';
import { put, remove, type Store } from '../../../engine/apiserver/store.js';
import { StoreView } from '../../../engine/apiserver/store-view.js';

const POD = { containers: [{ name: 'c', image: 'web:1', resources: { requests: { cpu: '1' } } }] };

function post(cluster: Cluster, resource: Resource, body: object): Cluster {
  const { group, version, kind } = resource;
  const whole = { apiVersion: group === '' ? version : `${group}/${version}`, kind, ...body };
  const sent = request(
    cluster,
    { type: 'request', method: 'POST', path: resourcePath(resource, 'default'), body: whole },
    'spec',
  );
  if (sent.response.code !== 201) throw new Error(JSON.stringify(sent.response.body));
  return sent.cluster;
}

/** Until nothing is due before a minute has passed; no step on the way breaks an invariant. */
function run(cluster: Cluster, t: Test): Cluster {
  let now = cluster;
  for (let next = nextStep(now); next !== undefined && next.at < cluster.now + 60_000; next = nextStep(now)) {
    const after = advance(now);
    const broken = brokenInvariant(now, after);
    if (broken !== undefined) t.fail(JSON.stringify(broken));
    now = after;
  }
  return now;
}

/** Two pods that run on a node of 4 cpus, a budget that lets none of them go, and a ReplicaSet without pods. */
function running(t: Test): Cluster {
  let cluster = createCluster({
    nodes: [
      { name: 'n1', capacity: { cpu: '2' } },
      { name: 'n2', capacity: { cpu: '2' } },
    ],
  });
  cluster = run(cluster, t);
  for (const name of ['a', 'b'])
    cluster = post(cluster, pods, { metadata: { name, labels: { app: 'web' } }, spec: POD });
  cluster = post(cluster, poddisruptionbudgets, {
    metadata: { name: 'web' },
    spec: { minAvailable: 2, selector: { matchLabels: { app: 'web' } } },
  });
  cluster = post(cluster, configmaps, { metadata: { name: 'kept', finalizers: ['example.com/keep'] } });
  const template = { metadata: { labels: { app: 'rs' } }, spec: POD };
  cluster = post(cluster, replicasets, {
    metadata: { name: 'rs' },
    spec: { replicas: 0, selector: { matchLabels: { app: 'rs' } }, template },
  });
  return run(cluster, t);
}

function get<T extends KubeObject>({ server }: Cluster, resource: Resource<T>, name: string): T {
  const found = new StoreView(server.store).get(resource, 'default', name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

/** The cluster after a step of a component that wrote this. */
function forged(cluster: Cluster, who: string, write: (store: Store) => Store): Cluster {
  const store = write(cluster.server.store);
  const last = {
    ...cluster.last,
    seq: cluster.seq + 1,
    type: 'work' as const,
    who,
    what: 'forged',
    changes: [],
    refused: [],
  };
  return { ...cluster, seq: cluster.seq + 1, server: { ...cluster.server, store }, last };
}

function changed<T extends KubeObject>(
  cluster: Cluster,
  resource: Resource<T>,
  object: T,
  who = 'kubelet/n1',
): Cluster {
  return forged(cluster, who, (store) => put(store, resource, object).store);
}

function unbound(pod: Pod, name: string): Pod {
  const { nodeName: _node, ...spec } = pod.spec;
  return { ...pod, metadata: { ...pod.metadata, name, uid: `uid-${name}` }, spec, status: { phase: 'Pending' } };
}

/** A third and a fourth pod beside the one on its node, the last bound beyond what there is. */
function crowded(cluster: Cluster): readonly [Cluster, Cluster] {
  const pod = get(cluster, pods, 'a');
  const { nodeName } = pod.spec;
  const bound = (name: string): Pod => ({ ...unbound(pod, name), spec: { ...pod.spec, nodeName } });
  let now = changed(cluster, pods, bound('c'));
  now = changed(now, pods, unbound(pod, 'd'));
  return [now, changed(now, pods, bound('d'), 'kube-scheduler')];
}

function evicted(cluster: Cluster): Cluster {
  const pod = get(cluster, pods, 'a');
  const target = { type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' };
  const conditions = [...(pod.status.conditions ?? []), target] as Pod['status']['conditions'];
  return changed(cluster, pods, { ...pod, status: { ...pod.status, conditions } });
}

function owned<T extends KubeObject>(object: T, kind: string, name: string, uid: string): T {
  const apiVersion = kind === 'Pod' ? 'v1' : 'apps/v1';
  return { ...object, metadata: { ...object.metadata, ownerReferences: [{ apiVersion, kind, name, uid }] } };
}

type Planted = (cluster: Cluster) => Cluster | readonly [Cluster, Cluster];

const PLANTED: Readonly<Record<string, { readonly plant: Planted; readonly says: RegExp }>> = {
  'a pod is bound a second time': {
    plant: (cluster) => {
      const pod = get(cluster, pods, 'a');
      const nodeName = pod.spec.nodeName === 'n1' ? 'n2' : 'n1';
      return changed(cluster, pods, { ...pod, spec: { ...pod.spec, nodeName } });
    },
    says: /bound once.*it was on n\d and is on n\d/,
  },
  'the scheduler binds more to a node than it holds': { plant: crowded, says: /allocatable.*n\d has \d+m? cpu/ },
  'an object becomes its own owner by way of another': {
    plant: (cluster) => {
      const set = get(cluster, replicasets, 'rs');
      const pod = get(cluster, pods, 'a');
      const begun = changed(cluster, pods, owned(pod, 'ReplicaSet', 'rs', set.metadata.uid));
      return [begun, changed(begun, replicasets, owned(set, 'Pod', 'a', pod.metadata.uid))];
    },
    says: /owns itself.*pod\/a, which is owned by replicaset\/rs/,
  },
  'a revision is written twice': {
    plant: (cluster) => {
      const again = changed(cluster, pods, get(cluster, pods, 'a'));
      const { revision, log } = again.server.store;
      const event = log.get(revision);
      if (event === undefined) throw new Error('there is no change');
      const object = { ...event.object, metadata: { ...event.object.metadata, resourceVersion: String(revision - 1) } };
      return forged(again, 'kubelet/n1', (store) => ({ ...store, log: store.log.set(revision, { ...event, object }) }));
    },
    says: /revisions only grow/,
  },
  'an eviction goes past a budget that allows none': { plant: evicted, says: /evicted past poddisruptionbudget\/web/ },
  'an object is gone before its finalizer is done': {
    plant: (cluster) =>
      forged(
        cluster,
        'garbage-collector-controller',
        (store) => remove(store, configmaps, get(cluster, configmaps, 'kept')).store,
      ),
    says: /example.com\/keep was not done/,
  },
  'a deletion is taken back': {
    plant: (cluster) => {
      const pod = get(cluster, pods, 'a');
      const deletionTimestamp = '2026-01-01T00:00:00Z';
      const doomed = changed(cluster, pods, { ...pod, metadata: { ...pod.metadata, deletionTimestamp } });
      return [doomed, changed(doomed, pods, pod)];
    },
    says: /being deleted, and is not any more/,
  },
  'an object turns into another': {
    plant: (cluster) => {
      const pod = get(cluster, pods, 'a');
      return changed(cluster, pods, { ...pod, metadata: { ...pod.metadata, uid: 'other' } });
    },
    says: /stays who it is/,
  },
  'a generation falls': {
    plant: (cluster) => {
      const set = get(cluster, replicasets, 'rs');
      return changed(cluster, replicasets, { ...set, metadata: { ...set.metadata, generation: 0 } });
    },
    says: /generation fell from 1 to 0/,
  },
  'a pod that has ended runs again': {
    plant: (cluster) => {
      const pod = get(cluster, pods, 'a');
      const ended = changed(cluster, pods, { ...pod, status: { ...pod.status, phase: 'Failed' } });
      return [ended, changed(ended, pods, pod)];
    },
    says: /it was Failed and is Running/,
  },
  'time goes back': {
    plant: (cluster) => ({ ...cluster, now: cluster.now - 1 }),
    says: /time does not go back/,
  },
};

t.test('every invariant can be broken, and says what was', (t) => {
  const cluster = running(t);
  t.equal(get(cluster, pods, 'a').status.phase, 'Running');
  for (const [name, { plant, says }] of Object.entries(PLANTED)) {
    const planted = plant(cluster);
    const [before, after] = 'length' in planted ? planted : [cluster, planted];
    const broken = brokenInvariant(before, after);
    t.match(`${broken?.invariant}: ${broken?.message}`, says, name);
  }
  t.end();
});

t.test('what an administrator may do by hand breaks nothing', (t) => {
  const cluster = running(t);
  const pod = get(cluster, pods, 'a');
  const refused = request(
    cluster,
    {
      type: 'request',
      method: 'POST',
      path: resourcePath(pods, 'default', 'a', 'eviction'),
      body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'a', namespace: 'default' } },
    },
    'spec',
  );
  t.equal(refused.response.code, 429, 'the budget holds');
  t.equal(brokenInvariant(cluster, refused.cluster), undefined);
  const deleted = request(
    cluster,
    { type: 'request', method: 'DELETE', path: resourcePath(pods, 'default', pod.metadata.name) },
    'spec',
  );
  t.equal(brokenInvariant(cluster, deleted.cluster), undefined);
  run(deleted.cluster, t);
  t.end();
});
