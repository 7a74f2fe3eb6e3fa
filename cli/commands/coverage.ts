import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ScenarioPlan } from '../../conformance/language/plan.js';
import { readLastFailed } from '../last-run.js';
import { isProved, proofsOf, readRequirements, type Proof, type Requirement } from '../requirements.js';
import { loadSpecs, tellProblems } from '../specs.js';
import { EXIT, UsageError, type Terminal } from '../terminal.js';

/** The options of `kspec coverage`. */
export interface CoverageFlags {
  /** A file with the requirements; without one, only what specs cover is told of. */
  readonly rows?: string;
  readonly output: string;
  /** Exit 1 when something is not proved. */
  readonly strict: boolean;
}

/** Tells which requirements which specs prove, and which none does. Gives the exit code. */
export function coverageCommand(args: readonly string[], flags: CoverageFlags, terminal: Terminal): number {
  const { plans, problems, specs } = loadSpecs(terminal.cwd, args);
  if (problems.length > 0) return tellProblems(problems, terminal);
  if (specs.length === 0) {
    terminal.error('there are no specs; kspec init writes a first one\n');
    return EXIT.usage;
  }
  const rows = flags.rows === undefined ? undefined : requirementsIn(flags.rows, terminal);
  const covered = [...new Set(plans.flatMap(({ covers }) => covers))].sort(byId);
  if (rows === undefined && covered.length === 0) {
    terminal.error('no spec says what it covers: name requirements in spec.covers, as [C4]\n');
    return EXIT.usage;
  }
  const unknown = rows === undefined ? [] : plans.flatMap((plan) => unknownIn(plan, rows, flags.rows ?? ''));
  if (unknown.length > 0) {
    terminal.error(`${unknown.join('\n')}\n`);
    return EXIT.usage;
  }
  const proofs = proofsOf(rows?.map(({ id }) => id) ?? covered, plans, readLastFailed(terminal.cwd) ?? new Set());
  terminal.out(flags.output === 'json' ? asJson(proofs, rows) : asText(proofs, rows));
  return flags.strict && !proofs.every(isProved) ? EXIT.failed : EXIT.passed;
}

function requirementsIn(file: string, { cwd }: Terminal): readonly Requirement[] {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, file), 'utf8');
  } catch {
    throw new UsageError(`--rows ${file}: there is no such file`);
  }
  const rows = readRequirements(text);
  if (rows.length === 0) throw new UsageError(`--rows ${file}: no row begins with an ID; write | C4 | … | or - C4: …`);
  const twice = rows.find(({ id }, index) => rows.findIndex((row) => row.id === id) !== index);
  if (twice !== undefined) throw new UsageError(`${file}:${twice.line}: ${twice.id} stands there twice`);
  return rows;
}

function unknownIn(
  { source, covers, name }: ScenarioPlan,
  rows: readonly Requirement[],
  file: string,
): readonly string[] {
  return covers
    .filter((id) => !rows.some((row) => row.id === id))
    .map((id) => `${source.file}:${source.line}: "${name}" covers ${id}, and ${file} has no such row`);
}

/** C2 before C10. */
function byId(a: string, b: string): number {
  const letters = (id: string): string => id.replace(/\d+$/, '');
  const number = (id: string): number => Number(id.slice(letters(id).length));
  if (letters(a) !== letters(b)) return letters(a) < letters(b) ? -1 : 1;
  return number(a) - number(b);
}

function asText(proofs: readonly Proof[], rows: readonly Requirement[] | undefined): string {
  const width = Math.max(...proofs.map(({ id }) => id.length), 0);
  const statements = new Map(rows?.map(({ id, statement }) => [id, statement]));
  const lines = proofs.flatMap((proof) => [
    `${isProved(proof) ? 'ok  ' : '--  '}${proof.id.padEnd(width)}  ${[...stateOf(proof), statements.get(proof.id) ?? ''].join('  ')}`.trimEnd(),
    ...proof.scenarios.map((plan) => `${' '.repeat(width + 8)}${placeOf(plan)}  ${plan.name}`),
  ]);
  const proved = proofs.filter(isProved).length;
  const open = proofs.filter((proof) => !isProved(proof)).map(({ id }) => id);
  return `${[...lines, '', `${proved} of ${proofs.length} proved${open.length === 0 ? '' : `; open: ${open.join(', ')}`}`].join('\n')}\n`;
}

/** What keeps a requirement from being proved, apart from that nothing covers it. */
function stateOf({ failed, skipped }: Proof): readonly string[] {
  return [
    ...failed.map((plan) => `(failed in the last run: ${placeOf(plan)})`),
    ...skipped.map((plan) => `(skipped: ${placeOf(plan)})`),
  ];
}

function placeOf({ source }: ScenarioPlan): string {
  return `${source.file}:${source.line}`;
}

function asJson(proofs: readonly Proof[], rows: readonly Requirement[] | undefined): string {
  const statements = new Map(rows?.map(({ id, statement }) => [id, statement]));
  const shown = (plan: ScenarioPlan): object => ({ file: plan.source.file, line: plan.source.line, name: plan.name });
  const all = proofs.map((proof) => ({
    id: proof.id,
    statement: statements.get(proof.id),
    proved: isProved(proof),
    scenarios: proof.scenarios.map(shown),
    failed: proof.failed.map(shown),
    skipped: proof.skipped.map(shown),
  }));
  return `${JSON.stringify({ version: 1, requirements: all }, undefined, 2)}\n`;
}
