import type { Deployment, ReplicaSet } from '../../engine/apis/generated/apps.v1.js';
import type { Pod } from '../../engine/apis/generated/core.v1.js';
import { deployments, pods, replicasets } from '../../engine/apis/generated/resources.js';
import { timestamp } from '../../engine/apimachinery/time.js';
import { newControllerRef } from '../../engine/controllers/framework/pod-control.js';
import type { FakeApi } from './fake-api.js';

export const TEMPLATE = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'c', image: 'sim/app:1' }] },
};

/** A ReplicaSet 'web' of so many replicas. */
export function replicaSet(api: FakeApi, replicas: number, spec: object = {}, metadata: object = {}): ReplicaSet {
  const selector = { matchLabels: { app: 'web' } };
  return api.seed(replicasets, {
    metadata: { name: 'web', uid: 'uid-web', ...metadata },
    spec: { replicas, selector, template: TEMPLATE, ...spec },
    status: { replicas: 0 },
  });
}

export interface PodState {
  readonly ready?: boolean;
  /** Seconds ago that it became ready, and was made. */
  readonly readyFor?: number;
  readonly age?: number;
  readonly phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
  readonly node?: string;
  readonly cost?: string;
  readonly restarts?: number;
  readonly terminating?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  readonly owner?: ReplicaSet;
  readonly uid?: string;
}

/** A pod of the app 'web': running and ready on node n1 unless its state says otherwise. */
export function pod(api: FakeApi, name: string, state: PodState = {}): Pod {
  const { ready = true, readyFor = 10, age = 20, phase = 'Running', node = 'n1', restarts = 0 } = state;
  const ago = (seconds: number): string => timestamp(api.now - seconds * 1000);
  const { owner, cost } = state;
  return api.seed(pods, {
    metadata: {
      name,
      ...(state.uid === undefined ? {} : { uid: state.uid }),
      labels: state.labels ?? { app: 'web' },
      creationTimestamp: ago(age),
      ...(cost === undefined ? {} : { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } }),
      ...(owner === undefined ? {} : { ownerReferences: [newControllerRef(replicasets, owner)] }),
      ...(state.terminating === true ? { deletionTimestamp: ago(0) } : {}),
    },
    spec: { ...TEMPLATE.spec, ...(node === '' ? {} : { nodeName: node }) },
    status: {
      phase,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: ago(readyFor) }],
      containerStatuses: [{ name: 'c', restartCount: restarts }],
    },
  });
}

/** A Deployment 'web' of so many replicas with the API server's defaults. */
export function deployment(api: FakeApi, replicas: number, spec: object = {}, metadata: object = {}): Deployment {
  return api.seed(deployments, {
    metadata: { name: 'web', uid: 'uid-web', ...metadata },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      template: TEMPLATE,
      ...spec,
    },
    status: {},
  });
}
