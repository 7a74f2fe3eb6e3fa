import { isObject } from '../../engine/apimachinery/object.js';
import { clusterOf } from './build/cluster.js';
import { intentsOf } from './build/intents.js';
import { scheduleOf } from './build/schedule.js';
import { withScheduler } from './build/scheduler.js';
import { watchesOf } from './build/temporal.js';
import { millisOf } from './build/values.js';
import { Cursor } from './cursor.js';
import { broughtBy } from './brought.js';
import { waysOf } from './branches.js';
import { checkUsed, combinations, type Combination } from './matrix.js';
import type { ScenarioPlan, StepPlan } from './plan.js';
import { readSteps } from './read-steps.js';
import type { Scene } from './scene.js';
import { scenario, type PropertyDocument, type ScenarioDocument } from './schema/documents.js';
import { shaped } from './shape.js';
import { substituted } from './substitute.js';
import { mergeDefaults, type Defaults } from './suites.js';
import type { Surroundings } from './surroundings.js';

const WAIT_SECONDS = '30s';

/** The plans of a Scenario document: one, or one for every combination of its matrix. */
export function readScenario(cursor: Cursor, surroundings: Surroundings): readonly ScenarioPlan[] {
  const matrix = cursor.at('spec', 'matrix');
  if (!isMatrix(matrix.value)) {
    const plan = readOne(cursor, undefined, surroundings);
    return plan === undefined ? [] : [plan];
  }
  checkUsed('matrix', matrix.value, JSON.stringify(cursor.value), matrix);
  return combinations(matrix.value, matrix).flatMap((combination) => readOne(cursor, combination, surroundings) ?? []);
}

function isMatrix(value: unknown): value is Readonly<Record<string, readonly unknown[]>> {
  return isObject(value) && Object.values(value).every((values) => Array.isArray(values) && values.length > 0);
}

function readOne(
  cursor: Cursor,
  matrix: Combination | undefined,
  surroundings: Surroundings,
): ScenarioPlan | undefined {
  const value = substituted(cursor, matrix === undefined ? {} : { matrix });
  const at = cursor.in(cursor.document.with(value));
  const document = shaped(scenario, at);
  if (document === undefined) return undefined;
  const { spec } = document;
  const { frame, scene, body } = frameOf(at, document, surroundings);
  const plan: ScenarioPlan = {
    ...frame,
    ...(matrix === undefined ? {} : { matrix }),
    ...(spec.schedule === undefined ? {} : { schedule: scheduleOf(spec.schedule, body.at('schedule')) }),
    watches: watchesOf(spec, body, scene),
    ...(spec.intents === undefined ? {} : { intents: intentsOf(spec.intents, body.at('intents'), scene) }),
    steps: readSteps(body.at('steps'), scene),
    catch: spec.catch === undefined ? [] : readSteps(body.at('catch'), { ...scene, forks: false }),
    finally: spec.finally === undefined ? [] : readSteps(body.at('finally'), { ...scene, forks: false }),
  };
  checkAsserts(plan, document, body);
  return plan;
}

/** What every claim has before its steps are read. */
export type Frame = Omit<ScenarioPlan, 'watches' | 'steps' | 'catch' | 'finally'>;

/** Name, labels, cluster and so on of a document with its variables replaced, and what its steps are read against. */
export function frameOf(
  at: Cursor,
  { metadata, spec }: ScenarioDocument | PropertyDocument,
  surroundings: Surroundings,
): { readonly frame: Frame; readonly scene: Scene; readonly body: Cursor } {
  const place = at.at('spec', 'cluster');
  const own = spec.cluster === undefined ? undefined : withScheduler(spec.cluster, place);
  if (own !== undefined) clusterOf(own, place);
  const defaults = mergeDefaults(surroundings.defaults, { ...spec, cluster: own, labels: metadata.labels });
  const cluster = clusterOf(defaults.cluster ?? {}, new Cursor(at.document, [], [], at.files));
  const scene = sceneOf(at.value, defaults, cluster.nodes?.map(({ name }) => name) ?? [], surroundings, at);
  const body = at.at('spec');
  const frame: Frame = {
    source: at.source,
    name: metadata.name,
    labels: defaults.labels ?? {},
    tags: [...new Set(defaults.tags ?? [])],
    covers: coversOf(spec.covers ?? [], body.at('covers')),
    cluster,
    namespace: scene.namespace,
    ...(spec.skip === undefined || spec.skip === false ? {} : { skip: spec.skip === true ? '' : spec.skip }),
    only: spec.only ?? false,
  };
  return { frame, scene, body };
}

function sceneOf(
  value: unknown,
  defaults: Defaults,
  nodes: readonly string[],
  { folder, blocks }: Surroundings,
  { files }: Cursor,
): Scene {
  const brought = [
    broughtBy(value, folder, files),
    ...[...blocks.values()].map((block) => broughtBy(block.cursor.value, block.folder, files)),
  ];
  return {
    namespace: defaults.namespace ?? 'default',
    timeouts: {
      assert: millisOf(defaults.timeouts?.assert ?? '0s'),
      wait: millisOf(defaults.timeouts?.wait ?? WAIT_SECONDS),
    },
    customKinds: brought.flatMap(({ customKinds }) => customKinds),
    nodes: brought.some((one) => one.nodes) ? undefined : new Set(nodes),
    blocks,
    using: [],
    forks: true,
    folder,
  };
}

const REQUIREMENT = /^[A-Z]{1,4}[0-9]{1,3}$/;

function coversOf(covers: readonly string[], cursor: Cursor): readonly string[] {
  for (const [index, id] of covers.entries()) {
    const at = cursor.at(index);
    if (!REQUIREMENT.test(id)) at.report(`"${id}" is no ID of a requirement`, 'write letters and a number: C4, S12');
    else if (covers.indexOf(id) !== index) at.report(`"${id}" stands there twice`, 'take one away');
  }
  return covers;
}

/** A scenario that asserts nothing proves nothing. */
function checkAsserts(plan: ScenarioPlan, { spec }: ScenarioDocument, cursor: Cursor): void {
  if (plan.watches.length > 0 || plan.intents !== undefined) return;
  if (plan.steps.length < spec.steps.length) return;
  if (!plan.steps.some(asserts))
    cursor.at('steps').reportKey('nothing is asserted', 'add assert, wait, events, always or an expect');
}

/** Whether a step can find something wrong. */
export function asserts(step: StepPlan): boolean {
  switch (step.type) {
    case 'assert':
    case 'wait':
    case 'events':
    case 'logs':
    case 'explain':
    case 'snapshot':
    case 'watch':
    case 'intents':
      return true;
    case 'use':
    case 'repeat':
    case 'group':
      return step.steps.some(asserts);
    case 'try':
      return [...step.try, ...step.finally].some(asserts);
    case 'fork':
      return waysOf({ steps: [step] }).every((way) => way.some((branch) => branch.steps.some(asserts)));
    default:
      return 'expect' in step && step.expect !== undefined && step.expect.any !== true;
  }
}
