import t from 'tap';
import { fieldErrorMessage } from '../../../engine/apimachinery/field-error.js';
import { nodes, pods } from '../../../engine/apis/generated/resources.js';
import { schedulerSettings } from '../../../engine/scheduling/settings.js';
import { node, pod, World } from './world.js';

function errorsOf(config: unknown): readonly string[] {
  const made = schedulerSettings(config);
  return made.ok ? [] : made.errors.map(fieldErrorMessage);
}

const withArgs = (name: string, args: object) => ({ profiles: [{ pluginConfig: [{ name, args }] }] });
const withPlugins = (plugins: object) => ({ profiles: [{ plugins }] });

const WRONG: readonly (readonly [claim: string, config: unknown, ...errors: readonly string[]])[] = [
  ['a list is no configuration', [], ': Invalid value: []: must be a KubeSchedulerConfiguration object'],
  ['an unknown field', { profile: [] }, 'profile: Invalid value: []: unknown field'],
  [
    'another version',
    { apiVersion: 'v1beta3' },
    'apiVersion: Unsupported value: "v1beta3": supported values: "kubescheduler.config.k8s.io/v1"',
  ],
  ['extenders', { extenders: [] }, 'extenders: Forbidden: not modelled'],
  [
    'a back-off that shrinks',
    { podInitialBackoffSeconds: 5, podMaxBackoffSeconds: 2 },
    'podMaxBackoffSeconds: Invalid value: 2: must be greater than or equal to PodInitialBackoffSeconds',
  ],
  [
    'more than all nodes',
    { percentageOfNodesToScore: 101 },
    'percentageOfNodesToScore: Invalid value: 101: not in valid range [0-100]',
  ],
  [
    'a number as text',
    { percentageOfNodesToScore: '5' },
    'percentageOfNodesToScore: Invalid value: "5": must be an integer',
  ],
  [
    'one name twice',
    { profiles: [{ schedulerName: 'a' }, { schedulerName: 'a' }] },
    'profiles[1].schedulerName: Duplicate value: "profiles[0].schedulerName"',
  ],
  ['no name among several', { profiles: [{ schedulerName: 'a' }, {}] }, 'profiles[1].schedulerName: Required value'],
  [
    'an unknown plugin',
    withPlugins({ filter: { enabled: [{ name: 'Nope' }] } }),
    'profiles[0].plugins: Not found: "Nope"',
  ],
  ['arguments of an unknown plugin', withArgs('Nope', {}), 'profiles[0].pluginConfig[0].name: Not found: "Nope"'],
  [
    'a plugin where it does not belong',
    withPlugins({ bind: { enabled: [{ name: 'NodeName' }] } }),
    'profiles[0].plugins.bind.enabled: Invalid value: "NodeName": plugin "NodeName" does not extend bind plugin',
  ],
  [
    'no way to bind',
    withPlugins({ bind: { disabled: [{ name: '*' }] } }),
    'profiles[0].plugins.bind: Required value: at least one bind plugin is needed',
  ],
  [
    'no order',
    withPlugins({ multiPoint: { disabled: [{ name: 'PrioritySort' }] } }),
    'profiles[0].plugins.queueSort: Invalid value: []: only one queue sort plugin required for profile with scheduler name "default-scheduler", but got 0',
  ],
  [
    'arguments of another kind',
    withArgs('NodeResourcesFit', { kind: 'NodeAffinityArgs' }),
    'profiles[0].pluginConfig[0].args.kind: Unsupported value: "NodeAffinityArgs": supported values: "NodeResourcesFitArgs"',
  ],
  [
    'an unknown strategy',
    withArgs('NodeResourcesFit', { scoringStrategy: { type: 'Best' } }),
    'profiles[0].pluginConfig[0].args.scoringStrategy.type: Unsupported value: "Best": supported values: "LeastAllocated", "MostAllocated", "RequestedToCapacityRatio"',
  ],
  [
    'a weight out of range',
    withArgs('NodeResourcesFit', { scoringStrategy: { resources: [{ name: 'cpu', weight: 101 }] } }),
    'profiles[0].pluginConfig[0].args.scoringStrategy.resources[0].weight: Invalid value: 101: resource weight of cpu not in valid range (0, 100]',
  ],
  [
    'a shape that goes back',
    withArgs('NodeResourcesFit', {
      scoringStrategy: {
        type: 'RequestedToCapacityRatio',
        requestedToCapacityRatio: {
          shape: [
            { utilization: 50, score: 1 },
            { utilization: 50, score: 11 },
          ],
        },
      },
    }),
    'profiles[0].pluginConfig[0].args.scoringStrategy.shape[1].utilization: Invalid value: 50: values must be sorted in increasing order',
    'profiles[0].pluginConfig[0].args.scoringStrategy.shape[1].score: Invalid value: 11: not in valid range [0-10]',
  ],
  [
    'a group with a slash',
    withArgs('NodeResourcesFit', { ignoredResourceGroups: ['example.com/a'] }),
    "profiles[0].pluginConfig[0].args.ignoredResourceGroups[0]: Invalid value: \"example.com/a\": resource group name can't contain '/'",
  ],
  [
    'balanced weights other than 1',
    withArgs('NodeResourcesBalancedAllocation', { resources: [{ name: 'cpu', weight: 2 }, { name: 'cpu' }] }),
    'profiles[0].pluginConfig[0].args.resources[0].weight: Invalid value: 2: must be 1',
    'profiles[0].pluginConfig[0].args.resources[1].name: Duplicate value: "cpu"',
  ],
  [
    'an affinity weight out of range',
    withArgs('InterPodAffinity', { hardPodAffinityWeight: 101 }),
    'profiles[0].pluginConfig[0].args.hardPodAffinityWeight: Invalid value: 101: not in valid range [0-100]',
  ],
  [
    'constraints beside the system defaults',
    withArgs('PodTopologySpread', {
      defaultConstraints: [{ maxSkew: 0, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: {} }],
    }),
    'profiles[0].pluginConfig[0].args.defaultConstraints[0].maxSkew: Invalid value: 0: not in valid range (0, inf)',
    'profiles[0].pluginConfig[0].args.defaultConstraints[0].labelSelector: Forbidden: constraint must not define a selector, as they deduced for each pod',
    'profiles[0].pluginConfig[0].args.defaultingType: Invalid value: "System": when .defaultConstraints are not empty',
  ],
  [
    'no candidates at all',
    withArgs('DefaultPreemption', { minCandidateNodesPercentage: 0, minCandidateNodesAbsolute: 0 }),
    'profiles[0].pluginConfig[0].args.minCandidateNodesPercentage: Invalid value: 0: cannot be zero at the same time as minCandidateNodesAbsolute',
    'profiles[0].pluginConfig[0].args.minCandidateNodesAbsolute: Invalid value: 0: cannot be zero at the same time as minCandidateNodesPercentage',
  ],
  [
    'a negative timeout',
    withArgs('VolumeBinding', { bindTimeoutSeconds: -1 }),
    'profiles[0].pluginConfig[0].args.bindTimeoutSeconds: Invalid value: -1: invalid BindTimeoutSeconds, should not be a negative value',
  ],
];

t.test('what is wrong with a configuration is told by field', (t) => {
  for (const [claim, config, ...errors] of WRONG) t.strictSame(errorsOf(config), errors, claim);
  t.end();
});

t.test('a whole configuration as kube-scheduler reads it is accepted', (t) => {
  const config = {
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'KubeSchedulerConfiguration',
    leaderElection: { leaderElect: true },
    percentageOfNodesToScore: 50,
    profiles: [
      { schedulerName: 'default-scheduler' },
      {
        schedulerName: 'packing',
        plugins: {
          score: { disabled: [{ name: 'PodTopologySpread' }], enabled: [{ name: 'NodeResourcesFit', weight: 5 }] },
        },
        pluginConfig: [
          {
            name: 'NodeResourcesFit',
            args: { kind: 'NodeResourcesFitArgs', scoringStrategy: { type: 'MostAllocated' } },
          },
        ],
      },
    ],
  };
  const made = schedulerSettings(config);
  if (!made.ok) return t.strictSame(made.errors, []);
  const packing = made.settings.profiles.get('packing');
  t.strictSame(
    packing?.score.map(({ plugin, weight }) => `${plugin.name}=${weight}`),
    [
      'NodeResourcesFit=5',
      'TaintToleration=3',
      'NodeAffinity=2',
      'InterPodAffinity=2',
      'NodeResourcesBalancedAllocation=1',
      'ImageLocality=1',
    ],
  );
  t.equal(packing?.percentageOfNodesToScore, 50);
  t.end();
});

t.test('each profile schedules the pods that name it', (t) => {
  const addedAffinity = {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'pool', operator: 'In', values: ['batch'] }] }],
    },
  };
  const made = schedulerSettings({
    profiles: [
      { schedulerName: 'default-scheduler' },
      { schedulerName: 'batch', pluginConfig: [{ name: 'NodeAffinity', args: { addedAffinity } }] },
    ],
  });
  if (!made.ok) return t.strictSame(made.errors, []);
  const world = new World(made.settings);
  world.apply(nodes, node('n1'));
  world.apply(pods, pod('a'));
  world.apply(pods, pod('b', {}, { schedulerName: 'batch' }));
  world.run();
  t.strictSame([world.nodeOf('a'), world.nodeOf('b')], ['n1', undefined]);
  t.match(world.reason('b'), /^0\/1 nodes are available: 1 node\(s\) didn't match scheduler-enforced node affinity\./);
  world.apply(nodes, node('n2', { labels: { pool: 'batch' } }));
  world.run();
  t.equal(world.nodeOf('b'), 'n2');
  t.end();
});

t.test('without preemption a refusal says nothing of it', (t) => {
  const made = schedulerSettings(withPlugins({ postFilter: { disabled: [{ name: '*' }] } }));
  if (!made.ok) return t.strictSame(made.errors, []);
  const world = new World(made.settings);
  world.apply(nodes, node('n1'));
  world.apply(pods, pod('p', { cpu: '5' }));
  world.run();
  t.equal(world.reason('p'), '0/1 nodes are available: 1 Insufficient cpu.');
  t.end();
});

t.test('ignored extended resources are not looked at', (t) => {
  const made = schedulerSettings(
    withArgs('NodeResourcesFit', { ignoredResources: ['a.com/x'], ignoredResourceGroups: ['b.com'] }),
  );
  if (!made.ok) return t.strictSame(made.errors, []);
  const world = new World(made.settings);
  world.apply(nodes, node('n1'));
  world.apply(pods, pod('p', { 'a.com/x': '1', 'b.com/y': '1' }));
  world.apply(pods, pod('q', { 'a.com/y': '1' }));
  world.run();
  t.strictSame([world.nodeOf('p'), world.nodeOf('q')], ['n1', undefined]);
  t.end();
});
