import t from 'tap';
import type { KubeObject } from '../../../../engine/apimachinery/object.js';
import { timestamp } from '../../../../engine/apimachinery/time.js';
import * as resources from '../../../../engine/apis/generated/resources.js';
import type { Resource } from '../../../../engine/apis/resource.js';
import { rowsFor } from '../../../../engine/apiserver/printers/registry.js';
import { SECOND } from '../../../../engine/core/time.js';
import { AGE, isTrue, NOW, object } from './stored.js';

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
];

t.test('rows of workloads and of what serves them', (t) => {
  for (const [resource, printed, row] of ROWS) t.same(rowsFor(resource, printed, NOW), row, resource.plural);
  t.end();
});
