import t from 'tap';
import type { JsonObject } from '../../engine/apimachinery/object.js';
import type { Pod } from '../../engine/apis/generated/core.v1.js';
import { pods } from '../../engine/apis/generated/resources.js';
import type { Component, Work } from '../../engine/client/component.js';
import { isEventOf } from '../../engine/client/controller.js';
import { erase, type AnyComponent } from '../../engine/client/erase.js';
import { patch } from '../../engine/client/reconcile.js';
import type { ScenarioPlan } from '../../conformance/language/plan.js';
import { searchOrders } from '../../conformance/properties/exploration/explore.js';
import { searchAll } from '../../conformance/properties/exploration/exhaustive/search.js';
import { runScenario } from '../../conformance/runner/run-scenario.js';
import { planOf } from './properties/scenario-text.js';

interface Memory {
  readonly ended: readonly Pod[];
  readonly since: number;
  /** Uids of pods that were written into: one mistake each. */
  readonly done: ReadonlySet<string>;
}

interface Meddling extends Work {
  readonly pod: Pod;
}

/** A component, in the place of a real one, that writes something into each pod that has ended, once. */
function meddling(subresource: string, body: (pod: Pod) => JsonObject): AnyComponent {
  const component: Component<Memory, Meddling> = {
    name: 'cronjob-controller',
    watches: [pods],
    start: () => ({ ended: [], since: 0, done: new Set() }),
    observe(memory, event, { now }) {
      const hasEnded = isEventOf(event, pods) && event.object.status.phase === 'Succeeded';
      if (!hasEnded || event.old?.status.phase !== 'Running' || memory.done.has(event.object.metadata.uid))
        return memory;
      const done = new Set([...memory.done, event.object.metadata.uid]);
      return { ended: [...memory.ended, event.object], since: now, done };
    },
    due: ({ ended, since }) => (ended.length === 0 ? undefined : { at: since }),
    take({ ended: [pod, ...rest], ...memory }) {
      if (pod === undefined) throw new Error('nothing was due');
      return { work: { key: pod.metadata.name, cause: 0, pod }, memory: { ...memory, ended: rest } };
    },
    *work({ pod }, memory) {
      yield* patch(pods, { namespace: 'default', name: pod.metadata.name }, 'merge', body(pod), subresource);
      return memory;
    },
  };
  return erase(component);
}

const owned = ({ metadata: { name, uid } }: Pod): JsonObject => ({
  metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name, uid }] },
});

const PLANTED: readonly (readonly [invariant: string, program: AnyComponent, message: RegExp])[] = [
  [
    'a pod that has ended does not start again',
    meddling('status', () => ({ status: { phase: 'Running' } })),
    /^pod\/task: it was Succeeded and is Running, by cronjob-controller \(task\)\. This is a bug of kspec/,
  ],
  [
    'nothing owns itself',
    meddling('', owned),
    /^pod\/task: it is owned by pod\/task, by cronjob-controller \(task\)\./,
  ],
];

/** What the spec itself asks for holds, with either component. */
const PLAN = planOf(
  [
    '- create: { resource: { apiVersion: v1, kind: Pod, metadata: { name: task }, spec: { restartPolicy: Never, containers: [{ name: c, image: "task:1" }] } } }',
    '- settle: {}',
    '- assert: "pods().size() == 1"',
  ],
  'cluster: { nodes: [{ count: 1 }], images: { "task:1": { exits: [{ after: 1s, code: 0 }] } } }',
);

for (const [invariant, program, message] of PLANTED) {
  const wrong: ScenarioPlan = { ...PLAN, cluster: { ...PLAN.cluster, programs: [program] } };

  t.test(`a component that breaks "${invariant}" fails the whole run, though no expectation asks for it`, (t) => {
    t.equal(runScenario(PLAN, { update: 'none' }).status, 'passed', 'without it nothing is wrong');
    for (const light of [false, true]) {
      const { status, failure } = runScenario(wrong, { update: 'none', light });
      t.equal(status, 'failed');
      t.equal(failure?.expectation, `in every cluster: ${invariant}`);
      t.match(failure?.message, message);
      t.same(
        [failure?.nearest?.object, failure?.at],
        ['pod/task', runScenario(wrong, { update: 'none' }).virtualMillis],
      );
    }
    const story = runScenario(wrong, { update: 'none' }).failure?.story.join('\n') ?? '';
    t.match(story, /cronjob-controller.*task/, 'the story names who did it');
    t.end();
  });

  t.test(`searches of orders report a broken "${invariant}" too`, (t) => {
    const { finding } = searchOrders(wrong, { seed: 1, faults: [], maxFaults: 0, maxRuns: 5, goOn: () => true });
    t.match(finding?.result.failure?.message, message);
    const all = searchAll(wrong, { seed: 1, faults: [], maxFaults: 0, maxStates: 1_000, goOn: () => true });
    t.equal(all.cut, 'found');
    t.end();
  });
}
