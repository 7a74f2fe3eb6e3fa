import { isObject } from '../../engine/apimachinery/object.js';
import { scheduleOf, writtenSchedule } from '../language/build/schedule.js';
import { Cursor } from '../language/cursor.js';
import type { Schedule } from '../language/deviation.js';
import type { Files } from '../language/files.js';
import type { Problem } from '../language/problem.js';
import type { PropertyPlan } from '../language/property-plan.js';
import { schedule as scheduleSchema } from '../language/schema/schedule.js';
import { shaped } from '../language/shape.js';
import { MAX_SPEC_BYTES } from '../language/limits.js';
import { parseYaml } from '../language/yaml.js';
import { counterexampleFile } from './exploration/counterexample.js';
import { admitsAll } from './generators/admits.js';
import type { Case } from './trial.js';

/** A case that broke a property in an earlier run, and the order of events in it. */
export interface Saved {
  readonly file: string;
  readonly case: Case;
  readonly schedule: Schedule;
}

const LINE = /^# case: (.+)$/m;

/** The comment of a counterexample that its values are read from again. */
export function caseLine(name: string, { forall, seed }: Case, schedule: Schedule): string {
  const orders = schedule.length === 0 ? {} : { schedule: writtenSchedule(schedule) };
  return `case: ${JSON.stringify({ property: name, seed, forall, ...orders })}`;
}

/**
 * The case that the last run left behind. Undefined when there is none, or when it is none of the property any more:
 * its values were given other names or ranges.
 */
export function savedCase(name: string, { forall }: PropertyPlan, files: Files): Saved | undefined {
  const file = counterexampleFile(name);
  const line = LINE.exec(files.read(file) ?? '')?.[1];
  const problems: Problem[] = [];
  const [document] = line === undefined ? [] : parseYaml(file, line, MAX_SPEC_BYTES).documents;
  if (document === undefined || !isObject(document.value)) return undefined;
  const { property, seed, forall: drawn, schedule } = document.value;
  if (property !== name || typeof seed !== 'number' || !isObject(drawn) || !admitsAll(forall, drawn)) return undefined;
  const cursor = new Cursor(document, ['schedule'], problems, files);
  const shape = schedule === undefined ? [] : shaped(scheduleSchema, cursor);
  if (shape === undefined) return undefined;
  return { file, case: { forall: drawn, seed, order: 0 }, schedule: scheduleOf(shape, cursor) };
}
