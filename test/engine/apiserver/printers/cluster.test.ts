import t from 'tap';
import type { KubeObject } from '../../../../engine/apimachinery/object.js';
import { timestamp } from '../../../../engine/apimachinery/time.js';
import * as resources from '../../../../engine/apis/generated/resources.js';
import type { Resource } from '../../../../engine/apis/resource.js';
import { rowsFor } from '../../../../engine/apiserver/printers/registry.js';
import { SECOND } from '../../../../engine/core/time.js';
import { AGE, isTrue, NOW, object } from './stored.js';

const claimed = {
  spec: { volumeName: 'v', storageClassName: 'fast' },
  status: { phase: 'Bound', accessModes: ['ReadWriteMany', 'ReadOnlyMany'], capacity: { storage: '3Gi' } },
};

/** A kind, an object of it, and its row as a real server prints it. */
const ROWS: readonly (readonly [resource: Resource, printed: KubeObject, row: readonly unknown[]])[] = [
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

t.test('rows of nodes, storage, configuration and extensions', (t) => {
  for (const [resource, printed, row] of ROWS) t.same(rowsFor(resource, printed, NOW), row, resource.plural);
  t.end();
});
