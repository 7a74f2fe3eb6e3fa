import { stringify } from 'yaml';
import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { diffText } from '../../expectations/diff.js';
import { select } from '../../expectations/select.js';
import type { SnapshotStep } from '../../language/plan.js';
import { problem, type Problem } from '../problem.js';
import type { Run } from '../run.js';
import { runKubectl } from './kubectl.js';

/** Compares with the golden file; with -u, or when there is none yet, it is written instead. */
export function snapshot(run: Run, step: SnapshotStep): Problem | undefined {
  const text = textOf(run, step);
  const { file, golden } = step;
  if (golden === text) {
    run.snapshots.push({ file, text, outcome: 'matched' });
    return undefined;
  }
  const { update } = run.options;
  if (update === 'all' || (update === 'new' && golden === undefined)) {
    run.snapshots.push({ file, text, outcome: golden === undefined ? 'new' : 'changed' });
    return undefined;
  }
  if (golden === undefined)
    return problem(step.source, `snapshot ${file}`, 'there is no golden file yet: run with -u to write it');
  return problem(
    step.source,
    `snapshot ${file}`,
    'it differs: run with -u to take what is there now',
    diffText(golden, text),
  );
}

function textOf(run: Run, { of }: SnapshotStep): string {
  if (of.type === 'kubectl') {
    const { argv, files, namespace } = of;
    const { stdout, stderr } = runKubectl(run, { argv, files, namespace }).outcome;
    return stdout + stderr;
  }
  const objects = select(run.world, of.target).map((object) =>
    of.ignore.reduce((rest: unknown, path) => without(rest, path.split('.')), object),
  );
  return objects.map((object) => stringify(object, { sortMapEntries: true })).join('---\n');
}

function without(value: unknown, [head, ...rest]: readonly string[]): unknown {
  if (head === undefined || !isObject(value)) return value;
  const kept: JsonObject = Object.fromEntries(Object.entries(value).filter(([key]) => key !== head || rest.length > 0));
  return rest.length === 0 || !(head in value) ? kept : { ...kept, [head]: without(value[head], rest) };
}
