import t from 'tap';
import type { AnyComponent } from '../../../engine/client/erase.js';
import { Library, loadSpec } from '../../../conformance/language/load.js';
import type { ScenarioPlan } from '../../../conformance/language/plan.js';
import { play, searchOrders } from '../../../conformance/properties/exploration/explore.js';
import { deletingByStaleRead, statusBeforeSpec, withoutExpectations } from '../../support/mistaken-controllers.js';
import { filesOf } from '../files.js';

const HEAD = 'apiVersion: kspec.dev/v1\nkind: Scenario\nmetadata: { name: planted }\nspec:\n';

/** A third pod is wanted shortly before the second look at the first two is due. */
const REPLICAS = `${HEAD}  cluster: { nodes: [{ count: 1 }], images: { "web:1": {} } }
  never: ["pods('app=web').size() > 3"]
  steps:
    - create:
        resource:
          apiVersion: apps/v1
          kind: ReplicaSet
          metadata: { name: web }
          spec:
            replicas: 2
            minReadySeconds: 1
            selector: { matchLabels: { app: web } }
            template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: c, image: "web:1" }] } }
    - advance: 900ms
    - scale: { for: replicaset/web, replicas: 3 }
    - settle: {}
    - assert: "pods('app=web').size() == 3"
`;

/** A job that has ended is made anew under its name, shortly after the controller that is to delete it has looked at it. */
const REPORT = `${HEAD}  cluster: { nodes: [{ count: 1 }], images: { "report:1": { exits: [{ after: 1500ms, code: 0 }] }, "report:2": {} } }
  steps:
    - create:
        resource:
          apiVersion: batch/v1
          kind: Job
          metadata: { name: report }
          spec:
            ttlSecondsAfterFinished: 5
            template: { spec: { restartPolicy: Never, containers: [{ name: c, image: "report:1" }] } }
    - advance: 6500ms
    - kubectl: annotate job report read=yes
    - advance: 100ms
    - delete: { for: job/report, cascade: background }
    - create:
        resource:
          apiVersion: batch/v1
          kind: Job
          metadata: { name: report }
          spec: { template: { spec: { restartPolicy: Never, containers: [{ name: c, image: "report:2" }] } } }
    - advance: 10s
    - assert: "jobs().exists(j, j.metadata.name == 'report' && !has(j.metadata.deletionTimestamp))"
`;

/** Two times of a schedule come. */
const SCHEDULE = `${HEAD}  cluster: { nodes: [{ count: 1 }], images: { "tick:1": { exits: [{ after: 1s, code: 0 }] } } }
  steps:
    - create:
        resource:
          apiVersion: batch/v1
          kind: CronJob
          metadata: { name: tick }
          spec:
            schedule: "* * * * *"
            jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: c, image: "tick:1" }] } } } }
    - advance: 2m30s
    - assert: "jobs().size() == 2"
`;

interface Planted {
  readonly mistake: string;
  readonly text: string;
  readonly program: AnyComponent;
  readonly faults: readonly ('crash' | 'lag' | 'early')[];
  readonly maxFaults: number;
  /** Of the search; another one finds it too, later or sooner. */
  readonly seed: number;
}

const PLANTED: readonly Planted[] = [
  {
    mistake: 'a ReplicaSet controller without expectations',
    text: REPLICAS,
    program: withoutExpectations,
    faults: ['lag'],
    maxFaults: 3,
    seed: 1,
  },
  {
    mistake: 'a deletion by a stale read',
    text: REPORT,
    program: deletingByStaleRead,
    faults: ['lag', 'early'],
    maxFaults: 6,
    seed: 4,
  },
  {
    mistake: 'a status that is written before what it tells of',
    text: SCHEDULE,
    program: statusBeforeSpec,
    faults: ['crash'],
    maxFaults: 3,
    seed: 1,
  },
];

t.setTimeout(600_000);

const MOST_RUNS = 1_000;
const FIXED_SEEDS = [1, 2, 3, 4, 5];

function planOf(text: string): ScenarioPlan {
  const { scenarios, problems } = loadSpec('specs/a.yaml', new Library(filesOf({ 'specs/a.yaml': text })));
  const [plan] = scenarios;
  if (plan === undefined || problems.length > 0) throw new Error(JSON.stringify(problems));
  return plan;
}

for (const { mistake, text, program, ...disturbances } of PLANTED) {
  t.test(`${mistake} never shows in the fixed order, and is found by exploring`, (t) => {
    const right = planOf(text);
    const wrong: ScenarioPlan = { ...right, cluster: { ...right.cluster, programs: [program] } };
    for (const seed of FIXED_SEEDS) t.equal(play(wrong, [], seed, true).status, 'passed', `seed ${seed}`);
    const search = { ...disturbances, maxRuns: MOST_RUNS, goOn: () => true };
    const { finding, runs } = searchOrders(wrong, search);
    if (finding === undefined) throw new Error(`not found in ${runs} runs`);
    t.pass(`found in run ${runs}`);
    t.ok(finding.minimal && finding.schedule.length > 0, JSON.stringify(finding.schedule));
    for (const one of finding.schedule) {
      const without = finding.schedule.filter((other) => other !== one);
      t.equal(play(wrong, without, finding.seed, true).status, 'passed', `without turn ${one.turn} it passes`);
    }
    t.equal(
      play(wrong, finding.schedule, finding.seed).logHash,
      finding.result.logHash,
      'it replays to the identical log',
    );
    t.equal(
      play(right, finding.schedule, finding.seed, true).status,
      'passed',
      'the real controller stands the same schedule',
    );
    t.end();
  });
}
