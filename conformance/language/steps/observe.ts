import * as z from 'zod';
import { conditionOf } from '../build/conditions.js';
import { targetOf } from '../build/targets.js';
import { millisOf, textMatch } from '../build/values.js';
import type { Cursor } from '../cursor.js';
import { joinPath } from '../files.js';
import type { SnapshotStep, TextMatch, WaitFor } from '../plan.js';
import type { Scene } from '../scene.js';
import * as fields from '../schema/fields.js';
import * as conditions from '../schema/conditions.js';
import { step, type StepDefinition } from './definition.js';
import { commandOf } from './kubectl.js';

const within = fields.duration.describe('How long it may take, in virtual time.').optional();

const assert = step({
  key: 'assert',
  summary: 'Demands that something is so: now, or within a time.',
  schema: conditions.assert,
  build(shape, cursor, { scene, beside }) {
    const { within: given, ...plain } = typeof shape === 'string' ? { within: undefined } : shape;
    const that = conditionOf(typeof shape === 'string' ? shape : (plain as typeof shape), cursor, scene);
    if (that === undefined) return undefined;
    return {
      type: 'assert',
      ...beside.common,
      that,
      within: given === undefined ? scene.timeouts.assert : millisOf(given),
    };
  },
});

const waitShape = z
  .strictObject({
    for: fields.target,
    selector: fields.selector.optional(),
    namespace: fields.namespace.optional(),
    condition: z.string().min(1).describe('A status condition: Available, or Ready=False.').optional(),
    jsonpath: z
      .union([
        z.string().min(1),
        z.strictObject({
          path: z.string().min(1).describe("A kubectl JSONPath: '{.status.phase}'."),
          value: z
            .union([z.string(), z.number(), z.boolean()])
            .describe('The value to wait for; without it any.')
            .optional(),
        }),
      ])
      .describe("'{.status.phase}=Running' as kubectl wait takes it, or {path, value}.")
      .optional(),
    delete: z.literal(true).describe('Until it is gone.').optional(),
    create: z.literal(true).describe('Until it is there.').optional(),
    rollout: z.literal(true).describe('Until it is rolled out, as kubectl rollout status.').optional(),
    within,
  })
  .describe('{for: deployment/web, condition: Available, within: 30s}.');

const WAITS = ['condition', 'jsonpath', 'delete', 'create', 'rollout'] as const;
const ROLLED_OUT = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

const wait = step({
  key: 'wait',
  summary: 'Waits for objects as kubectl wait does, in virtual time.',
  schema: waitShape,
  build(shape, cursor, { scene, beside }) {
    const given = WAITS.filter((what) => shape[what] !== undefined);
    if (given.length !== 1) {
      cursor.report(
        given.length === 0 ? 'says not what to wait for' : `${given.join(' and ')} at once`,
        `give one of ${WAITS.join(', ')}`,
      );
      return undefined;
    }
    const target = targetOf(shape, cursor, scene);
    const until = waitFor(shape, cursor);
    if (target === undefined || until === undefined) return undefined;
    if (until.type === 'rollout' && !ROLLED_OUT.has(target.resource.kind)) {
      cursor
        .at('rollout')
        .reportKey(`a ${target.resource.kind} is not rolled out`, 'only Deployments, StatefulSets and DaemonSets are');
      return undefined;
    }
    const limit = shape.within === undefined ? scene.timeouts.wait : millisOf(shape.within);
    return { type: 'wait', ...beside.common, target, until, within: limit };
  },
});

function waitFor(shape: z.output<typeof waitShape>, cursor: Cursor): WaitFor | undefined {
  if (shape.delete !== undefined) return { type: 'delete' };
  if (shape.create !== undefined) return { type: 'create' };
  if (shape.rollout !== undefined) return { type: 'rollout' };
  if (shape.condition !== undefined) {
    const [condition = '', value = 'True'] = shape.condition.split('=');
    return { type: 'condition', condition, value };
  }
  return shape.jsonpath === undefined ? undefined : jsonpathOf(shape.jsonpath, cursor.at('jsonpath'));
}

const JSONPATH = /^'?(\{?\.?[^=]+?\}?)'?(?:={1,2}(.*))?$/s;

function jsonpathOf(given: NonNullable<z.output<typeof waitShape>['jsonpath']>, cursor: Cursor): WaitFor | undefined {
  const [, path, value] =
    typeof given === 'string' ? (JSONPATH.exec(given) ?? []) : [given.path, given.path, given.value];
  if (path === undefined || !/^\{.*\}$|^\./s.test(path)) {
    cursor.report('this is no JSONPath', "write '{.status.phase}=Running'");
    return undefined;
  }
  const braced = path.startsWith('{') ? path : `{${path}}`;
  return { type: 'jsonpath', path: braced, ...(value === undefined ? {} : { value: String(value) }) };
}

const events = step({
  key: 'events',
  summary: 'Demands events about an object.',
  schema: z.strictObject({
    for: fields.target,
    selector: fields.selector.optional(),
    namespace: fields.namespace.optional(),
    reason: z.string().min(1).describe('The reason: BackOff, FailedScheduling.').optional(),
    type: z.enum(['Normal', 'Warning']).describe('Normal or Warning.').optional(),
    message: fields.textMatch.describe('What the message says.').optional(),
    count: fields.count.describe('How often it happened, repetitions counted. Without it: at least once.').optional(),
    within,
  }),
  build(shape, cursor, { scene, beside }) {
    const target = targetOf(shape, cursor, scene);
    const message = shape.message === undefined ? undefined : textMatch(shape.message, cursor.at('message'));
    if (target === undefined || (shape.message !== undefined && message === undefined)) return undefined;
    if (shape.reason === undefined && shape.message === undefined && shape.type === undefined) {
      cursor.report('says nothing of the events', 'give a reason, a type or a message');
      return undefined;
    }
    const { min, max } =
      typeof shape.count === 'number'
        ? { min: shape.count, max: shape.count }
        : { min: shape.count?.min ?? (shape.count === undefined ? 1 : 0), max: shape.count?.max };
    return {
      type: 'events',
      ...beside.common,
      target,
      ...(shape.reason === undefined ? {} : { reason: shape.reason }),
      ...(shape.type === undefined ? {} : { eventType: shape.type }),
      ...(message === undefined ? {} : { message }),
      min,
      ...(max === undefined ? {} : { max }),
      within: shape.within === undefined ? scene.timeouts.assert : millisOf(shape.within),
    };
  },
});

const logsShape = z.strictObject({
  for: fields.target,
  selector: fields.selector.optional(),
  namespace: fields.namespace.optional(),
  container: z.string().min(1).describe('The container; without it the only one.').optional(),
  previous: z.boolean().describe('Of the run before.').optional(),
  contains: z.string().min(1).describe('A text in the log.').optional(),
  equals: z.string().describe('The whole log.').optional(),
  matches: z.string().min(1).describe('A regular expression that some part of the log matches.').optional(),
  absent: z.boolean().describe('true: it must not be there.').optional(),
  within,
});

const logs = step({
  key: 'logs',
  summary: "Demands a text in a container's log.",
  schema: logsShape,
  build(shape, cursor, { scene, beside }) {
    const target = targetOf(shape, cursor, scene);
    const text = logText(shape, cursor);
    if (target === undefined || text === undefined) return undefined;
    if (target.resource.kind !== 'Pod') {
      cursor
        .at('for')
        .report(`only pods have logs, not ${target.resource.plural}`, 'write pod/NAME, or pods with a selector');
      return undefined;
    }
    return {
      type: 'logs',
      ...beside.common,
      target,
      ...(shape.container === undefined ? {} : { container: shape.container }),
      previous: shape.previous ?? false,
      text,
      absent: shape.absent ?? false,
      within: shape.within === undefined ? scene.timeouts.assert : millisOf(shape.within),
    };
  },
});

function logText(shape: z.output<typeof logsShape>, cursor: Cursor): TextMatch | undefined {
  const { contains, equals, matches } = shape;
  if ([contains, equals, matches].filter((text) => text !== undefined).length !== 1) {
    cursor.report('says not what the log must hold', 'give one of contains, equals, matches');
    return undefined;
  }
  if (contains !== undefined) return { type: 'contains', text: contains };
  return textMatch(equals !== undefined ? { equals } : { matches: matches ?? '' }, cursor);
}

const snapshotShape = z.strictObject({
  file: z.string().min(1).describe('The golden file, seen from the spec file; written by kspec run --update.'),
  for: fields.target.describe('Objects to compare.').optional(),
  selector: fields.selector.optional(),
  namespace: fields.namespace.optional(),
  ignore: z.array(z.string().min(1)).describe('Fields to leave out: metadata.labels.').optional(),
  kubectl: z.string().min(1).describe('Or a kubectl command whose output is compared.').optional(),
});

const snapshot = step({
  key: 'snapshot',
  summary: 'Compares objects, or what a kubectl command prints, with a golden file.',
  schema: snapshotShape,
  build(shape, cursor, { scene, beside }) {
    if ((shape.for === undefined) === (shape.kubectl === undefined)) {
      cursor.report('says not what to compare', 'give either for or kubectl');
      return undefined;
    }
    const of = snapshotOf(shape, cursor, scene);
    const file = joinPath(scene.folder, shape.file);
    if (!cursor.files.isInside(file)) {
      cursor
        .at('file')
        .report(
          `"${shape.file}" leads out of the folder of the run`,
          'keep golden files below the folder where kspec runs',
        );
      return undefined;
    }
    const golden = cursor.files.read(file);
    return of && { type: 'snapshot', ...beside.common, file, ...(golden === undefined ? {} : { golden }), of };
  },
});

function snapshotOf(
  shape: z.output<typeof snapshotShape>,
  cursor: Cursor,
  scene: Scene,
): SnapshotStep['of'] | undefined {
  const namespace = shape.namespace ?? scene.namespace;
  if (shape.kubectl !== undefined) {
    const parsed = commandOf(shape.kubectl, cursor.at('kubectl'), scene);
    return parsed && { type: 'kubectl', command: shape.kubectl, ...parsed, namespace };
  }
  if (shape.for === undefined) return undefined;
  const target = targetOf({ for: shape.for, selector: shape.selector, namespace }, cursor, scene, true);
  return target && { type: 'objects', target, ignore: shape.ignore ?? [] };
}

export const observeSteps: readonly StepDefinition[] = [assert, wait, events, logs, snapshot];
