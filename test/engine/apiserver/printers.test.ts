import t from 'tap';
import type { KubeObject } from '../../../engine/apimachinery/object.js';
import { timestamp } from '../../../engine/apimachinery/time.js';
import { groupVersion, type Resource } from '../../../engine/apis/resource.js';
import * as resources from '../../../engine/apis/generated/resources.js';
import { tables } from '../../../engine/apis/generated/tables.js';
import { toCustomTable } from '../../../engine/apiserver/printers/custom-columns.js';
import { hasPrinter, rowsFor } from '../../../engine/apiserver/printers/registry.js';
import { toTable } from '../../../engine/apiserver/printers/table.js';
import { MINUTE, SECOND } from '../../../engine/core/time.js';

const NOW = 10 * MINUTE;
const AGE = '10m';

/** An object created at the start, as stored: enough of it for a printer. */
function object(
  fields: Readonly<Record<string, unknown>>,
  metadata: Readonly<Record<string, unknown>> = {},
): KubeObject {
  const named = {
    name: 'x',
    namespace: 'default',
    uid: 'u',
    resourceVersion: '1',
    creationTimestamp: timestamp(0),
    ...metadata,
  };
  return { metadata: named, ...fields };
}

/** The cells that kubectl get shows without -o wide. */
function narrow(resource: Resource, printed: KubeObject): readonly unknown[] {
  const columns = tables[`${groupVersion(resource)}/${resource.plural}`] ?? [];
  return rowsFor(resource, printed, NOW).filter((_, i) => (columns[i]?.priority ?? 0) === 0);
}

interface Status {
  readonly state?: unknown;
  readonly lastState?: unknown;
  readonly ready?: boolean;
  readonly started?: boolean;
  readonly restartCount?: number;
}

const status = (name: string, fields: Status = {}): unknown => ({
  name,
  image: 'i',
  imageID: '',
  lastState: {},
  state: {},
  ready: false,
  restartCount: 0,
  ...fields,
});
const RUNNING: Status = { state: { running: {} }, ready: true };
const terminated = (exitCode: number, reason?: string, more: object = {}): Status => ({
  state: { terminated: { exitCode, ...(reason === undefined ? {} : { reason }), ...more } },
});
const waiting = (reason?: string): Status => ({ state: { waiting: reason === undefined ? {} : { reason } } });

interface PodFields {
  readonly phase?: string;
  readonly reason?: string;
  readonly conditions?: unknown;
  readonly containers?: readonly Status[];
  readonly init?: readonly (Status & { readonly sidecar?: boolean })[];
  readonly deleted?: boolean;
}

function pod({ phase = 'Running', reason, conditions, containers = [{}], init = [], deleted }: PodFields): KubeObject {
  return object(
    {
      spec: {
        containers: containers.map((_, i) => ({ name: `c${i}`, image: 'i' })),
        initContainers: init.map(({ sidecar }, i) => ({
          name: `i${i}`,
          image: 'i',
          ...(sidecar ? { restartPolicy: 'Always' } : {}),
        })),
      },
      status: {
        phase,
        ...(reason === undefined ? {} : { reason }),
        conditions: conditions ?? [],
        containerStatuses: containers.map((fields, i) => status(`c${i}`, fields)),
        initContainerStatuses: init.map(({ sidecar: _sidecar, ...fields }, i) => status(`i${i}`, fields)),
      },
    },
    deleted ? { deletionTimestamp: timestamp(NOW) } : {},
  );
}

const isTrue = (type: string): unknown => [{ type, status: 'True' }];

/** What a pod is like, and its READY, STATUS and RESTARTS. */
const PODS: readonly (readonly [claim: string, fields: PodFields, ready: string, status: string, restarts: string])[] =
  [
    ['a running pod', { containers: [RUNNING] }, '1/1', 'Running', '0'],
    ['a pending one', { phase: 'Pending' }, '0/1', 'Pending', '0'],
    [
      'a gated one',
      { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] },
      '0/1',
      'SchedulingGated',
      '0',
    ],
    ['one that waits', { phase: 'Pending', containers: [waiting('ImagePullBackOff')] }, '0/1', 'ImagePullBackOff', '0'],
    [
      'the first container names the state',
      { containers: [waiting('ErrImagePull'), waiting('ImagePullBackOff')] },
      '0/2',
      'ErrImagePull',
      '0',
    ],
    ['a finished one', { phase: 'Succeeded', containers: [terminated(0, 'Completed')] }, '0/1', 'Completed', '0'],
    ['one that failed', { phase: 'Failed', containers: [terminated(1, 'Error')] }, '0/1', 'Error', '0'],
    [
      'one that was killed',
      { phase: 'Failed', containers: [terminated(137, undefined, { signal: 9 })] },
      '0/1',
      'Signal:9',
      '0',
    ],
    ['one that ended without a reason', { phase: 'Failed', containers: [terminated(3)] }, '0/1', 'ExitCode:3', '0'],
    ['an evicted one', { phase: 'Failed', reason: 'Evicted', containers: [] }, '0/0', 'Evicted', '0'],
    [
      'one of two done, the other ready',
      { conditions: isTrue('Ready'), containers: [terminated(0, 'Completed'), RUNNING] },
      '1/2',
      'Running',
      '0',
    ],
    ['one of two done, pod not ready', { containers: [terminated(0, 'Completed'), RUNNING] }, '1/2', 'NotReady', '0'],
    [
      'one completed, one failed',
      { phase: 'Failed', containers: [terminated(0, 'Completed'), terminated(1, 'Error')] },
      '0/2',
      'Error',
      '0',
    ],
    ['a terminating one', { containers: [RUNNING], deleted: true }, '1/1', 'Terminating', '0'],
    [
      'a terminating one that is done',
      { phase: 'Succeeded', containers: [terminated(0, 'Completed')], deleted: true },
      '0/1',
      'Completed',
      '0',
    ],
    ['one on a lost node', { reason: 'NodeLost', containers: [RUNNING], deleted: true }, '1/1', 'Unknown', '0'],
    [
      'the first init container runs',
      { phase: 'Pending', init: [{ state: { running: {} } }, {}] },
      '0/1',
      'Init:0/2',
      '0',
    ],
    [
      'the second init container waits',
      { phase: 'Pending', init: [terminated(0, 'Completed'), waiting('PodInitializing')] },
      '0/1',
      'Init:1/2',
      '0',
    ],
    ['an init container failed', { phase: 'Failed', init: [terminated(1, 'Error')] }, '0/1', 'Init:Error', '0'],
    [
      'an init container was killed',
      { phase: 'Failed', init: [terminated(137, '', { signal: 9 })] },
      '0/1',
      'Init:Signal:9',
      '0',
    ],
    [
      'an init container crashes',
      { phase: 'Pending', init: [{ ...waiting('CrashLoopBackOff'), restartCount: 3 }] },
      '0/1',
      'Init:CrashLoopBackOff',
      '3',
    ],
    [
      'a started sidecar counts',
      { init: [{ ...RUNNING, started: true, sidecar: true }], containers: [RUNNING] },
      '2/2',
      'Running',
      '0',
    ],
    [
      'restarts and when the last was',
      {
        containers: [
          {
            ...RUNNING,
            restartCount: 2,
            lastState: { terminated: { exitCode: 1, finishedAt: timestamp(NOW - 5 * SECOND) } },
          },
          {
            ...RUNNING,
            restartCount: 1,
            lastState: { terminated: { exitCode: 1, finishedAt: timestamp(NOW - 90 * SECOND) } },
          },
        ],
      },
      '2/2',
      'Running',
      '3 (5s ago)',
    ],
  ];

t.test('pods', (t) => {
  for (const [claim, fields, ready, state, restarts] of PODS)
    t.same(narrow(resources.pods, pod(fields)), ['x', ready, state, restarts, AGE], claim);
  const wide = object({
    spec: { containers: [], nodeName: 'n1', readinessGates: [{ conditionType: 'a' }, { conditionType: 'b' }] },
    status: { phase: 'Running', podIPs: [{ ip: '10.0.0.1' }], conditions: isTrue('a') },
  });
  t.same(rowsFor(resources.pods, wide, NOW).slice(5), ['10.0.0.1', 'n1', '<none>', '1/2']);
  t.end();
});

const template = {
  metadata: { labels: { a: 'b' } },
  spec: {
    containers: [
      { name: 'c', image: 'i:1' },
      { name: 'd', image: 'j' },
    ],
  },
};
const selector = { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'env', operator: 'In', values: ['dev'] }] };
const claimed = {
  spec: { volumeName: 'v', storageClassName: 'fast' },
  status: { phase: 'Bound', accessModes: ['ReadWriteMany', 'ReadOnlyMany'], capacity: { storage: '3Gi' } },
};

/** A kind, an object of it, and its row as a real server prints it. */
const ROWS: readonly (readonly [resource: Resource, printed: KubeObject, row: readonly unknown[]])[] = [
  [
    resources.deployments,
    object({
      spec: { replicas: 10, selector, template },
      status: { readyReplicas: 8, updatedReplicas: 5, availableReplicas: 8 },
    }),
    ['x', '8/10', 5, 8, AGE, 'c,d', 'i:1,j', 'app=web,env in (dev)'],
  ],
  [
    resources.replicasets,
    object({ spec: { replicas: 3, selector, template }, status: { replicas: 2 } }),
    ['x', 3, 2, 0, AGE, 'c,d', 'i:1,j', 'app=web,env in (dev)'],
  ],
  [
    resources.statefulsets,
    object({ spec: { replicas: 3, selector, template }, status: { readyReplicas: 1, replicas: 1 } }),
    ['x', '1/3', AGE, 'c,d', 'i:1,j'],
  ],
  [
    resources.daemonsets,
    object({
      spec: { selector, template: { spec: { ...template.spec, nodeSelector: { pool: 'none' } } } },
      status: {
        desiredNumberScheduled: 3,
        currentNumberScheduled: 2,
        numberReady: 1,
        numberMisscheduled: 0,
        updatedNumberScheduled: 1,
      },
    }),
    ['x', 3, 2, 1, 1, 0, 'pool=none', AGE, 'c,d', 'i:1,j', 'app=web,env in (dev)'],
  ],
  [
    resources.controllerrevisions,
    object(
      { revision: 2 },
      { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: 'u', controller: true }] },
    ),
    ['x', 'statefulset.apps/db', 2, AGE],
  ],
  [resources.podtemplates, object({ template }), ['x', 'c,d', 'i:1,j', 'a=b']],
  [
    resources.jobs,
    object({
      spec: { completions: 4, selector, template },
      status: {
        succeeded: 4,
        startTime: timestamp(0),
        completionTime: timestamp(200 * SECOND),
        conditions: isTrue('Complete'),
      },
    }),
    ['x', 'Complete', '4/4', '3m20s', AGE, 'c,d', 'i:1,j', 'app=web,env in (dev)'],
  ],
  [
    resources.jobs,
    object({ spec: { parallelism: 3, template }, status: { succeeded: 2 } }),
    ['x', 'Running', '2/1 of 3', '', AGE, 'c,d', 'i:1,j', '<none>'],
  ],
  [
    resources.cronjobs,
    object({
      spec: { schedule: '* * * * *', suspend: false, jobTemplate: { spec: { template } } },
      status: { active: [{}], lastScheduleTime: timestamp(NOW - 30 * SECOND) },
    }),
    ['x', '* * * * *', '<none>', 'False', 1, '30s', AGE, 'c,d', 'i:1,j', '<none>'],
  ],
  [
    resources.services,
    object({
      spec: {
        type: 'LoadBalancer',
        clusterIPs: ['10.0.0.2'],
        ports: [{ port: 80, nodePort: 30100, protocol: 'TCP' }],
        selector: { app: 'web' },
      },
      status: { loadBalancer: {} },
    }),
    ['x', 'LoadBalancer', '10.0.0.2', '<pending>', '80:30100/TCP', AGE, 'app=web'],
  ],
  [
    resources.services,
    object({
      spec: { type: 'LoadBalancer', clusterIPs: ['10.0.0.2'], externalIPs: ['9.9.9.9'] },
      status: { loadBalancer: { ingress: [{ ip: '5.6.7.8' }, { hostname: 'a.b' }] } },
    }),
    ['x', 'LoadBalancer', '10.0.0.2', '5.6.7.8,a.b,9.9.9.9', '<none>', AGE, '<none>'],
  ],
  [
    resources.services,
    object({ spec: { type: 'ExternalName', externalName: 'a.b' }, status: {} }),
    ['x', 'ExternalName', '<none>', 'a.b', '<none>', AGE, '<none>'],
  ],
  [
    resources.endpoints,
    object({ subsets: [{ ports: [{ port: 80 }, { port: 81 }], addresses: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }] }] }),
    ['x', '10.0.0.1:80,[fd00::1]:80,10.0.0.1:81 + 1 more...', AGE],
  ],
  [
    resources.endpointslices,
    object({ addressType: 'IPv4', ports: null, endpoints: null }),
    ['x', 'IPv4', '<unset>', '<unset>', AGE],
  ],
  [
    resources.endpointslices,
    object({
      addressType: 'IPv4',
      ports: [{ port: 80 }, { name: 'p' }, {}],
      endpoints: [1, 2, 3, 4].map((i) => ({ addresses: [`10.0.0.${i}`] })),
    }),
    ['x', 'IPv4', '80,p,*', '10.0.0.1,10.0.0.2,10.0.0.3 + 1 more...', AGE],
  ],
  [
    resources.ingresses,
    object({
      spec: { ingressClassName: 'one', rules: ['a', 'b', '', 'c', 'd'].map((host) => ({ host })), tls: [{}] },
      status: { loadBalancer: {} },
    }),
    ['x', 'one', 'a,b,c + 2 more...', '', '80, 443', AGE],
  ],
  [
    resources.ingressclasses,
    object({ spec: { controller: 'a.b/c', parameters: { apiGroup: 'g.h', kind: 'K', name: 'n' } } }),
    ['x', 'a.b/c', 'K.g.h/n', AGE],
  ],
  [resources.networkpolicies, object({ spec: { podSelector: {} } }), ['x', '<none>', AGE]],
  [
    resources.servicecidrs,
    object({ spec: { cidrs: ['10.96.0.0/12', 'fd00::/108'] } }),
    ['x', '10.96.0.0/12,fd00::/108', AGE],
  ],
  [
    resources.ipaddresses,
    object({ spec: { parentRef: { resource: 'services', namespace: 'default', name: 'web' } } }),
    ['x', 'services/default/web', AGE],
  ],
  [
    resources.nodes,
    object(
      {
        spec: { unschedulable: true },
        status: {
          conditions: [{ type: 'Ready', status: 'Unknown' }],
          nodeInfo: { kubeletVersion: 'v1.35.4' },
          addresses: [{ type: 'InternalIP', address: '1.2.3.4' }],
        },
      },
      { labels: { 'node-role.kubernetes.io/worker': '', 'kubernetes.io/role': 'db' } },
    ),
    [
      'x',
      'NotReady,SchedulingDisabled',
      'db,worker',
      AGE,
      'v1.35.4',
      '1.2.3.4',
      '<none>',
      '<unknown>',
      '<unknown>',
      '<unknown>',
    ],
  ],
  [
    resources.nodes,
    object({ spec: {}, status: {} }),
    ['x', 'Unknown', '<none>', AGE, '', '<none>', '<none>', '<unknown>', '<unknown>', '<unknown>'],
  ],
  [resources.namespaces, object({ status: { phase: 'Active' } }), ['x', 'Active', AGE]],
  [resources.configmaps, object({ data: { a: '', b: '' }, binaryData: { c: '' } }), ['x', 3, AGE]],
  [resources.secrets, object({ type: 'Opaque', data: { a: '' } }), ['x', 'Opaque', 1, AGE]],
  [resources.serviceaccounts, object({}), ['x', AGE]],
  [
    resources.resourcequotas,
    object({
      status: {
        hard: { 'requests.cpu': '1', pods: '3', 'limits.memory': '1Gi' },
        used: { pods: '1', 'requests.cpu': '100m', 'limits.memory': '128Mi' },
      },
    }),
    ['x', 'pods: 1/3, requests.cpu: 100m/1', 'limits.memory: 128Mi/1Gi', AGE],
  ],
  [resources.limitranges, object({}), ['x', timestamp(0)]],
  [resources.leases, object({ spec: { holderIdentity: 'n1' } }), ['x', 'n1', AGE]],
  [resources.runtimeclasses, object({ handler: 'runc' }), ['x', 'runc', AGE]],
  [
    resources.persistentvolumes,
    object({
      spec: {
        capacity: { storage: '5Gi' },
        accessModes: ['ReadWriteOncePod', 'ReadWriteOnce'],
        persistentVolumeReclaimPolicy: 'Retain',
        claimRef: { namespace: 'default', name: 'a' },
        volumeMode: 'Filesystem',
      },
      status: { phase: 'Bound' },
    }),
    ['x', '5Gi', 'RWO,RWOP', 'Retain', 'Bound', 'default/a', '', '<unset>', '', AGE, 'Filesystem'],
  ],
  [
    resources.persistentvolumeclaims,
    object(claimed),
    ['x', 'Bound', 'v', '3Gi', 'ROX,RWX', 'fast', '<unset>', AGE, '<unset>'],
  ],
  [
    resources.persistentvolumeclaims,
    object(
      { spec: {}, status: { phase: 'Pending' } },
      { deletionTimestamp: timestamp(1), annotations: { 'volume.beta.kubernetes.io/storage-class': 'old' } },
    ),
    ['x', 'Terminating', '', '', '', 'old', '<unset>', AGE, '<unset>'],
  ],
  [
    resources.storageclasses,
    object(
      { provisioner: 'a.b/c', reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
      { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    ),
    ['x (default)', 'a.b/c', 'Delete', 'Immediate', false, AGE],
  ],
  [
    resources.volumeattachments,
    object({
      spec: { attacher: 'a', nodeName: 'n', source: { persistentVolumeName: 'v' } },
      status: { attached: true },
    }),
    ['x', 'a', 'v', 'n', true, AGE],
  ],
  [
    resources.csidrivers,
    object({ spec: { attachRequired: false, volumeLifecycleModes: ['Persistent', 'Ephemeral'] } }),
    ['x', false, false, false, '<unset>', false, 'Persistent,Ephemeral', AGE],
  ],
  [
    resources.poddisruptionbudgets,
    object({ spec: { maxUnavailable: '30%' }, status: { disruptionsAllowed: 2 } }),
    ['x', 'N/A', '30%', 2, AGE],
  ],
  [
    resources.priorityclasses,
    object({ value: -5, globalDefault: true, preemptionPolicy: 'Never' }),
    ['x', -5, true, AGE, 'Never'],
  ],
  [
    resources.rolebindings,
    object({
      roleRef: { kind: 'Role', name: 'r' },
      subjects: [
        { kind: 'User', name: 'u' },
        { kind: 'User', name: 'v' },
        { kind: 'Group', name: 'g' },
        { kind: 'ServiceAccount', namespace: 'n', name: 's' },
      ],
    }),
    ['x', 'Role/r', AGE, 'u, v', 'g', 'n/s'],
  ],
  [resources.roles, object({ rules: [] }), ['x', timestamp(0)]],
  [
    resources.certificatesigningrequests,
    object({
      spec: { signerName: 's', username: 'alice', expirationSeconds: 600 },
      status: { conditions: [{ type: 'Approved' }, { type: 'Failed' }], certificate: 'eA==' },
    }),
    ['x', AGE, 's', 'alice', '10m', 'Approved,Failed,Issued'],
  ],
  [
    resources.horizontalpodautoscalers,
    object({
      spec: {
        scaleTargetRef: { kind: 'Deployment', name: 'web' },
        maxReplicas: 5,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 80 } } },
          { type: 'Pods', pods: { target: { averageValue: '10' } } },
          { type: 'External', external: { target: { value: '3' } } },
        ],
      },
      status: {
        currentReplicas: 2,
        currentMetrics: [{ type: '' }, { type: 'Pods', pods: { current: { averageValue: '7' } } }],
      },
    }),
    ['x', 'Deployment/web', 'cpu: <unknown>/80%, 7/10 + 1 more...', '<unset>', 5, 2, AGE],
  ],
  [
    resources.horizontalpodautoscalersV1,
    object({
      spec: {
        scaleTargetRef: { kind: 'Deployment', name: 'web' },
        minReplicas: 2,
        maxReplicas: 5,
        targetCPUUtilizationPercentage: 50,
      },
      status: { currentReplicas: 2, currentCPUUtilizationPercentage: 30 },
    }),
    ['x', 'Deployment/web', 'cpu: 30%/50%', '2', 5, 2, AGE],
  ],
  [
    resources.events,
    object({
      type: 'Warning',
      reason: 'BackOff',
      message: ' text\n',
      count: 3,
      firstTimestamp: timestamp(0),
      lastTimestamp: timestamp(NOW - 7 * SECOND),
      involvedObject: { kind: 'Pod', name: 'p', fieldPath: 'spec.containers{c}' },
      source: { component: 'kubelet', host: 'n1' },
    }),
    ['7s', 'Warning', 'BackOff', 'pod/p', 'spec.containers{c}', 'kubelet, n1', 'text', '10m', 3, 'x'],
  ],
  [
    resources.eventsEvents,
    object({
      type: 'Normal',
      reason: 'Scheduled',
      note: 'n',
      eventTime: '2026-01-01T00:00:00.000000Z',
      regarding: { kind: 'Pod', name: 'p' },
      reportingController: 'scheduler',
      deprecatedSource: {},
    }),
    ['10m', 'Normal', 'Scheduled', 'pod/p', '', 'scheduler', 'n', '10m', 1, 'x'],
  ],
  [resources.validatingwebhookconfigurations, object({ webhooks: [{}, {}] }), ['x', 2, AGE]],
  [
    resources.validatingadmissionpolicies,
    object({ spec: { validations: [{}], paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } } }),
    ['x', 1, 'v1/ConfigMap', AGE],
  ],
  [
    resources.validatingadmissionpolicybindings,
    object({ spec: { policyName: 'p', paramRef: { selector: { matchLabels: { a: 'b' } } } } }),
    [
      'x',
      'p',
      '&LabelSelector{MatchLabels:map[string]string{a: b,},MatchExpressions:[]LabelSelectorRequirement{},}',
      AGE,
    ],
  ],
  [
    resources.apiservices,
    object({ spec: {}, status: { conditions: isTrue('Available') } }),
    ['x', 'Local', 'True', AGE],
  ],
  [
    resources.apiservices,
    object({
      spec: { service: { namespace: 'n', name: 's' } },
      status: { conditions: [{ type: 'Available', status: 'False', reason: 'Missing' }] },
    }),
    ['x', 'n/s', 'False (Missing)', AGE],
  ],
  [
    resources.resourceclaims,
    object({ status: { allocation: {}, reservedFor: [{}] } }),
    ['x', 'allocated,reserved', AGE],
  ],
  [
    resources.flowschemas,
    object({
      spec: { priorityLevelConfiguration: { name: 'p' }, matchingPrecedence: 7 },
      status: { conditions: [{ type: 'Dangling', status: 'False' }] },
    }),
    ['x', 'p', 7, '<none>', AGE, 'False'],
  ],
  [
    resources.prioritylevelconfigurations,
    object({
      spec: {
        type: 'Limited',
        limited: {
          nominalConcurrencyShares: 30,
          limitResponse: { type: 'Queue', queuing: { queues: 64, handSize: 6, queueLengthLimit: 50 } },
        },
      },
    }),
    ['x', 'Limited', 30, 64, 6, 50, AGE],
  ],
];

t.test('rows of every other kind', (t) => {
  for (const [resource, printed, row] of ROWS) t.same(rowsFor(resource, printed, NOW), row, resource.plural);
  t.end();
});

t.test('every kind with columns of its own has a printer', (t) => {
  for (const [key, columns] of Object.entries(tables)) {
    const slash = key.lastIndexOf('/');
    const version = key.slice(0, slash).split('/');
    const resource = {
      group: version.length > 1 ? (version[0] ?? '') : '',
      version: version.at(-1) ?? '',
      plural: key.slice(slash + 1),
      kind: '',
      namespaced: true,
    };
    t.equal(hasPrinter(resource), columns[1]?.name !== 'Created At', key);
  }
  t.end();
});

t.test('a table has the shape a real server sends', (t) => {
  const done = pod({ phase: 'Succeeded', containers: [terminated(0, 'Completed')] });
  const table = toTable(resources.pods, [done], NOW, 'Metadata', { resourceVersion: '5' });
  t.same(Object.keys(table), ['kind', 'apiVersion', 'metadata', 'columnDefinitions', 'rows']);
  t.match(table, { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: { resourceVersion: '5' } });
  t.match(table.columnDefinitions[0], {
    name: 'Name',
    type: 'string',
    format: 'name',
    priority: 0,
    description: /^Name must be unique/,
  });
  t.same(Object.keys(table.columnDefinitions[5] ?? {}), ['name', 'type', 'format', 'description', 'priority']);
  t.same(table.rows[0]?.conditions, [
    { type: 'Completed', status: 'True', reason: 'Succeeded', message: 'The pod has completed successfully.' },
  ]);
  t.same(table.rows[0]?.object, {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: done.metadata,
  });
  t.equal(toTable(resources.pods, [done], NOW, 'Object').rows[0]?.object, done);
  t.notOk('object' in (toTable(resources.pods, [done], NOW, 'None').rows[0] ?? {}));
  t.end();
});

t.test('flow schemas come in the order they are matched in', (t) => {
  const schema = (name: string, matchingPrecedence: number): KubeObject =>
    object({ spec: { priorityLevelConfiguration: { name: 'p' }, matchingPrecedence } }, { name });
  const table = toTable(resources.flowschemas, [schema('a', 9), schema('c', 1), schema('b', 1)], NOW, 'None');
  t.same(
    table.rows.map(({ cells }) => cells[0]),
    ['b', 'c', 'a'],
  );
  t.end();
});

t.test('custom resources are printed by their definition', (t) => {
  const columns = [
    { name: 'Color', type: 'string', jsonPath: '.spec.color' },
    { name: 'Count', type: 'integer', description: 'how many', jsonPath: '.spec.replicas' },
    { name: 'When', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    { name: 'Wide', type: 'boolean', priority: 1, jsonPath: '.spec.flag' },
    { name: 'Mismatch', type: 'integer', jsonPath: '.spec.color' },
    { name: 'Object', type: 'string', jsonPath: '.spec' },
  ];
  const thing = object({ spec: { color: 'red', replicas: 3 } });
  const table = toCustomTable(columns, [thing], NOW, 'Metadata');
  t.same(table.rows[0]?.cells, ['x', 'red', 3, AGE, null, null, '{"color":"red","replicas":3}']);
  t.same(table.columnDefinitions[1], {
    name: 'Color',
    type: 'string',
    format: '',
    description: 'Custom resource definition column (in JSONPath format): .spec.color',
    priority: 0,
  });
  t.equal(table.columnDefinitions[2]?.description, 'how many');
  t.same(
    toCustomTable(undefined, [thing], NOW, 'None').rows,
    [{ cells: ['x', AGE] }],
    'without columns the age is shown',
  );
  t.end();
});
