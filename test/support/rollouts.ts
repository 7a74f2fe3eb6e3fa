import type { Deployment, ReplicaSet } from '../../engine/apis/generated/apps.v1.js';
import { deployments, replicasets } from '../../engine/apis/generated/resources.js';
import { timestamp } from '../../engine/apimachinery/time.js';
import { maxSurge } from '../../engine/controllers/deployment/fenceposts.js';
import { syncDeployment } from '../../engine/controllers/deployment/sync.js';
import { newControllerRef } from '../../engine/controllers/framework/pod-control.js';
import type { FakeApi } from './fake-api.js';

export const KEY = 'default/web';
export const PREFIX = 'deployment.kubernetes.io/';

/** One sync of the deployment 'web'; gives when it wants to be repeated. */
export function sync(api: FakeApi) {
  return api.run(syncDeployment(KEY, api.context)).requeue;
}

/** Syncs until nothing is written any more. */
export function settle(api: FakeApi): Deployment | undefined {
  for (let i = 0; i < 50; i++) {
    const before = api.store;
    sync(api);
    if (api.store === before) return api.get(deployments, 'web');
  }
  throw new Error('does not settle');
}

export interface SetState {
  readonly replicas: number;
  /** Pods there are, and available ones; default: all. */
  readonly actual?: number;
  readonly available?: number;
  readonly revision?: string;
  readonly image?: string;
  readonly age?: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly conditions?: ReplicaSet['status']['conditions'];
  readonly owned?: boolean;
}

/** A pod template of the app 'web' with this image. */
export function template(image: string, labels: object = {}) {
  return { metadata: { labels: { app: 'web', ...labels } }, spec: { containers: [{ name: 'c', image }] } };
}

/** A replica set of the deployment, named as it would name it. */
export function setOf(api: FakeApi, owner: Deployment, name: string, state: SetState): ReplicaSet {
  const { replicas, actual = replicas, available = actual, revision, image = `sim/app:${name}`, age = 0 } = state;
  const size = owner.spec.replicas ?? 1;
  return api.seed(replicasets, {
    metadata: {
      name,
      labels: { app: 'web', 'pod-template-hash': name },
      annotations: {
        ...(revision === undefined ? {} : { [`${PREFIX}revision`]: revision }),
        [`${PREFIX}desired-replicas`]: String(size),
        [`${PREFIX}max-replicas`]: String(size + maxSurge(owner)),
        ...state.annotations,
      },
      creationTimestamp: timestamp(api.now - age * 1000),
      ownerReferences: state.owned === false ? [] : [newControllerRef(deployments, owner)],
    },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web', 'pod-template-hash': name } },
      template: template(image, { 'pod-template-hash': name }),
    },
    status: {
      replicas: actual,
      readyReplicas: available,
      availableReplicas: available,
      terminatingReplicas: 0,
      observedGeneration: 1,
      ...(state.conditions === undefined ? {} : { conditions: state.conditions }),
    },
  });
}

/** Sizes of the replica sets by name. */
export function sizes(api: FakeApi): Readonly<Record<string, number | undefined>> {
  return Object.fromEntries(
    api.context.view.list(replicasets).map(({ metadata, spec }) => [metadata.name, spec.replicas]),
  );
}
