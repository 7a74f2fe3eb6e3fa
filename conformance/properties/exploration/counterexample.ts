import { stringify } from 'yaml';
import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { writtenSchedule } from '../../language/build/schedule.js';
import { folderOf, joinPath, type Files } from '../../language/files.js';
import type { Library } from '../../language/library.js';
import type { ScenarioPlan } from '../../language/plan.js';
import { substituted } from '../../language/substitute.js';
import type { Finding } from './explore.js';

/** A scenario that fails, as a file to run. */
export interface Counterexample {
  /** Below the folder of the run. */
  readonly file: string;
  readonly text: string;
}

const FOLDER = '.kspec/failures';

/** Writes a finding down as a Scenario that can be run, stepped through and kept. */
export function counterexampleOf(plan: ScenarioPlan, finding: Finding, library: Library): Counterexample | undefined {
  const document = documentOf(plan, library);
  if (document === undefined) return undefined;
  const file = `${FOLDER}/${slug(plan.name)}.yaml`;
  const spec = isObject(document['spec']) ? document['spec'] : {};
  const { matrix: _matrix, covers: _covers, only: _only, schedule: _schedule, ...rest } = spec;
  const moved = relocated(rest, folderOf(plan.source.file), library.files);
  const cluster = isObject(moved) && isObject(moved['cluster']) ? moved['cluster'] : {};
  const scenario = {
    apiVersion: document['apiVersion'],
    kind: 'Scenario',
    metadata: { name: `counterexample: ${plan.name}`, labels: { found: 'by-exploration' } },
    spec: {
      description: sentence(finding),
      ...(isObject(moved) ? moved : {}),
      cluster: { ...cluster, seed: finding.seed },
      ...(finding.schedule.length === 0 ? {} : { schedule: writtenSchedule(finding.schedule) }),
    },
  };
  const head = [
    `# ${finding.result.failure?.expectation.split('\n')[0] ?? plan.name}`,
    `# run it:          npx kspec run ${file}`,
    `# step through it: npx kspec step ${file}`,
  ];
  return { file, text: `${head.join('\n')}\n${stringify(scenario, { lineWidth: 110 })}` };
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
function firstClause(message: string): string {
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
