import { stringify } from 'yaml';
import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { writtenSchedule } from '../../language/build/schedule.js';
import { folderOf, joinPath, type Files } from '../../language/files.js';
import type { Library } from '../../language/library.js';
import type { ScenarioPlan } from '../../language/plan.js';
import { substituted } from '../../language/substitute.js';
import type { Schedule } from '../../language/deviation.js';
import { mergeDefaults } from '../../language/suites.js';
import type { Counterexample } from '../../runner/result.js';
import type { Finding } from './explore.js';

export type { Counterexample };

const FOLDER = '.kspec/failures';

/** What a counterexample is made of. */
export interface Written {
  /** Of the scenario or property that it breaks. */
  readonly name: string;
  /** The file of that, from which its spec names others. */
  readonly from: string;
  readonly apiVersion: unknown;
  /** As a Scenario has it, without its schedule and seed. */
  readonly spec: JsonObject;
  readonly found: string;
  /** Why it fails, in one sentence. */
  readonly why: string;
  readonly seed: number;
  readonly schedule: Schedule;
  /** Lines of its first comment. */
  readonly head: readonly string[];
}

/** The file that the counterexample of a name is written to, below the folder of the run. */
export function counterexampleFile(name: string): string {
  return `${FOLDER}/${slug(name)}.yaml`;
}

/** Writes a failing run down as a Scenario that can be run, stepped through and kept. */
export function writtenCounterexample(written: Written, library: Library): Counterexample {
  const { name, from, apiVersion, spec, found, why, seed, schedule, head } = written;
  const file = counterexampleFile(name);
  const { description: _old, ...rest } = surrounded(spec, from, library);
  const cluster = isObject(rest['cluster']) ? rest['cluster'] : {};
  const scenario = {
    apiVersion,
    kind: 'Scenario',
    metadata: { name: `counterexample: ${name}`, labels: { found } },
    spec: {
      description: why,
      ...rest,
      cluster: { ...cluster, seed },
      ...(schedule.length === 0 ? {} : { schedule: writtenSchedule(schedule) }),
    },
  };
  const lines = [...head, `run it:          npx kspec run ${file}`, `step through it: npx kspec step ${file}`].map(
    (line) => `# ${line}`,
  );
  return {
    file,
    text: `${lines.join('\n')}\n${stringify(scenario, { lineWidth: 110, aliasDuplicateObjects: false })}`,
  };
}

/** A spec with what its folder gives it, and the blocks of its own file; all files named from the folder of failures. */
function surrounded(spec: JsonObject, from: string, library: Library): JsonObject {
  const folder = folderOf(from);
  const own = relocated(spec, folder, library.files);
  const { defaults } = library.defaultsOf(folder, []);
  const { labels: _labels, tags: _tags, ...given } = defaults;
  const merged: JsonObject = isObject(own) ? { ...own, ...mergeDefaults(given, own) } : {};
  const holdsBlocks = library.parse(from)?.documents.some(({ value }) => isObject(value) && value['kind'] === 'Steps');
  const included: readonly unknown[] = Array.isArray(merged['include']) ? merged['include'] : [];
  return holdsBlocks === true ? { ...merged, include: [...included, `../../${from}`] } : merged;
}

/** Writes a finding down as a Scenario that can be run, stepped through and kept, with those of its steps that are needed. */
export function counterexampleOf(
  plan: ScenarioPlan,
  finding: Finding,
  library: Library,
  needed: readonly number[] = plan.steps.map((_, position) => position),
): Counterexample | undefined {
  const document = documentOf(plan, library);
  if (document === undefined) return undefined;
  const spec = isObject(document['spec']) ? document['spec'] : {};
  const { matrix: _matrix, covers: _covers, only: _only, schedule: _schedule, ...all } = spec;
  const steps: unknown = all['steps'];
  const rest = Array.isArray(steps) ? { ...all, steps: steps.filter((_, position) => needed.includes(position)) } : all;
  const { seed, schedule, result } = finding;
  return writtenCounterexample(
    {
      name: plan.name,
      from: plan.source.file,
      apiVersion: document['apiVersion'],
      spec: rest,
      found: 'by-exploration',
      why: sentence(finding),
      seed,
      schedule,
      head: [result.failure?.expectation.split('\n')[0] ?? plan.name],
    },
    library,
  );
}

/** Why it fails, in one sentence. */
function sentence({ result, schedule }: Finding): string {
  const order =
    schedule.length === 0
      ? 'In the default order'
      : `With ${schedule.length} change${schedule.length === 1 ? '' : 's'} of the order of events`;
  return `${order}, ${firstClause(result.failure?.message ?? 'it fails')}.`;
}

/** The first line, without the announcement of those that follow. */
export function firstClause(message: string): string {
  const [line = message] = message.split('\n');
  return line.replace(/;[^;]*:\s*$/, '').replace(/[.:\s]+$/, '');
}

function documentOf({ source, matrix }: ScenarioPlan, library: Library): JsonObject | undefined {
  const document = library.parse(source.file)?.documents.find((one) => one.source([]).line === source.line);
  if (document === undefined) return undefined;
  const value = substituted(library.cursor(document, []), matrix === undefined ? {} : { matrix });
  return isObject(value) ? value : undefined;
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
}

/** Fields that name files, and commands that do. */
const FILE_FIELDS: ReadonlySet<string> = new Set(['file', 'apply', 'create', 'replace', 'delete', 'snapshot']);
const COMMAND_FIELDS: ReadonlySet<string> = new Set(['kubectl', 'command']);

/** The same value read from the folder of failures: names of files lead back to where they were. */
function relocated(value: unknown, folder: string, files: Files, field = ''): unknown {
  if (typeof value === 'string') {
    if (FILE_FIELDS.has(field)) return movedPath(value, folder, files);
    if (!COMMAND_FIELDS.has(field)) return value;
    return value.replace(
      /((?:-f|--filename)[\s=]*)(\S+)/g,
      (_all, flag: string, path: string) => flag + movedPath(path, folder, files),
    );
  }
  if (Array.isArray(value))
    return value.map((item) => relocated(item, folder, files, field === 'include' ? 'file' : field));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, relocated(inner, folder, files, name)]),
  );
}

function movedPath(path: string, folder: string, files: Files): string {
  const whole = joinPath(folder, path);
  const exists = files.read(whole) !== undefined || files.list(whole) !== undefined;
  return exists && !path.startsWith('/') ? `../../${whole}` : path;
}
