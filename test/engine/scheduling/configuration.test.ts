import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { joinMessages } from '../../../engine/apimachinery/field-error.js';
import { nodes, pods } from '../../../engine/apis/generated/resources.js';
import { schedulerSettings } from '../../../engine/scheduling/settings.js';
import { node, pod, World } from './world.js';

function errorsOf(config: unknown): readonly string[] {
  const made = schedulerSettings(config);
  return made.ok ? [] : made.errors.map(({ message }) => message);
}

const withArgs = (name: string, args: object) => ({ profiles: [{ pluginConfig: [{ name, args }] }] });
const withPlugins = (plugins: object) => ({ profiles: [{ plugins }] });

/** A configuration and what kube-scheduler v1.35.4 said of it; null: it started. */
interface Heard {
  readonly what: string;
  readonly config: unknown;
  readonly said: string | null;
}

const HEARD = readFileSync(join(process.cwd(), 'test/engine/scheduling/configurations.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  // Written by the same script for every line.
  .map((line) => JSON.parse(line) as Heard);

/** kube-scheduler reads over these; a spec that says them would test nothing. */
const SILENT: Readonly<Record<string, string>> = {
  'disable unknown': 'no plugin is called "Nope"',
  'unknown config name': 'no plugin is called "Nope"',
  'args no-arg plugin': 'NodeName takes no arguments',
  'empty name config': 'no plugin is called ""',
  'spread mindom':
    'profiles[0].pluginConfig[0].args.defaultConstraints[0].nodeAffinityPolicy: Unsupported value: "X": supported values: "Honor", "Ignore"',
};

/** The errors of one plugin that is made share what comes before them. */
function aggregate(errors: readonly string[]): string {
  const start = /^initializing profiles: .*? initializing plugin "[^"]*": /.exec(errors[0] ?? '')?.[0] ?? '';
  return errors.every((error) => error.startsWith(start))
    ? start + joinMessages(errors.map((error) => error.slice(start.length)))
    : joinMessages(errors);
}

t.test('what is wrong with a configuration is told as kube-scheduler tells it', (t) => {
  for (const { what, config, said } of HEARD) {
    const errors = errorsOf(config);
    const expected = said ?? SILENT[what];
    if (expected === undefined) t.strictSame(errors, [], what);
    else if (what === 'unknown two') t.equal(errors.length, 2, 'unknown fields are told one by one');
    else t.equal(aggregate(errors), expected, what);
  }
  t.end();
});

const REFUSED: readonly (readonly [claim: string, config: unknown, ...errors: readonly string[]])[] = [
  ['a list is no configuration', [], 'this is no KubeSchedulerConfiguration'],
  [
    'extenders',
    { extenders: [{ urlPrefix: 'http://example.com' }] },
    'extenders: Forbidden: extenders are webhooks, and these are not modelled',
  ],
  [
    'PreFilter without Filter',
    withPlugins({ filter: { disabled: [{ name: 'NodeAffinity' }] } }),
    'profiles[0].plugins.filter: Forbidden: NodeAffinity runs preFilter and filter together: switch both on or off',
  ],
  [
    'a ratio without a shape',
    withArgs('NodeResourcesFit', { scoringStrategy: { type: 'RequestedToCapacityRatio' } }),
    'initializing profiles: creating profile for scheduler name default-scheduler: initializing plugin "NodeResourcesFit": scoringStrategy.requestedToCapacityRatio: Required value',
  ],
  [
    'one thing wrong in each of two profiles',
    {
      profiles: [
        { schedulerName: 'a', plugins: { filter: { enabled: [{ name: 'Nope' }] } } },
        { schedulerName: 'b', percentageOfNodesToScore: -1, pluginConfig: [{ name: 'NodeName' }] },
      ],
    },
    'profiles[1].percentageOfNodesToScore: Invalid value: -1: not in valid range [0-100]',
  ],
];

t.test('what is not modelled, or would take kube-scheduler down, is refused by name', (t) => {
  for (const [claim, config, ...errors] of REFUSED) t.strictSame(errorsOf(config), errors, claim);
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
