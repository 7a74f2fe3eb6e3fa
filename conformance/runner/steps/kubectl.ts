import type { Response, User } from '../../../engine/index.js';
import { kubectl } from '../../kubectl/kubectl.js';
import type { Files, Outcome, Passed } from '../../kubectl/effect.js';
import type { Source } from '../../expectations/source.js';
import type { ApplyStep, Expectation, KubectlStep } from '../../language/plan.js';
import { problem, type Problem } from '../problem.js';
import type { Run } from '../run.js';
import { checkResponse, describeExpectation, describeText, isRefused, matchesText } from './requests.js';

/** A kubectl command line as the runner gives it. */
export interface CommandLine {
  readonly argv: readonly string[];
  readonly stdin?: string;
  readonly files: Readonly<Record<string, string>>;
  readonly namespace: string;
  readonly user?: User;
  readonly editor?: (text: string) => string;
}

/** What came of a command, and the last answer of the server that was a refusal. */
export interface Ran {
  readonly outcome: Outcome;
  readonly refused?: Response;
}

/** Runs a command against the cluster; it ends early when an expectation is violated meanwhile. */
export function runKubectl(run: Run, line: CommandLine): Ran {
  const { argv, stdin, namespace, user, editor } = line;
  const command = kubectl({
    argv,
    ...(stdin === undefined ? {} : { stdin }),
    files: filesOf(line.files),
    namespace,
    now: run.now,
    ...(user === undefined ? {} : { user }),
    ...(editor === undefined ? {} : { editor }),
  });
  let refused: Response | undefined;
  let turn = command.next();
  while (turn.done !== true) {
    if (run.violation !== undefined) return { outcome: { exit: 130, stdout: '', stderr: 'interrupted\n' } };
    if (turn.value.type === 'pass') {
      turn = command.next(letPass(run, turn.value.atMost));
      continue;
    }
    const response = run.send(turn.value.request, 'kubectl');
    if (isRefused(response)) refused = response;
    turn = command.next(response);
  }
  // A command that went well may have asked for what was not there yet.
  return { outcome: turn.value, ...(refused === undefined || turn.value.exit === 0 ? {} : { refused }) };
}

function letPass(run: Run, atMost: number): Response {
  const until = run.now + atMost;
  const idle = run.idle;
  if (!run.turn(until)) run.runUntil(idle ? run.now : until);
  const body: Passed = { now: run.now, idle };
  return { code: 200, body };
}

function filesOf(files: Readonly<Record<string, string>>): Files {
  return {
    read(path) {
      const text = files[path];
      if (text !== undefined) return { text };
      const prefix = `${path.replace(/\/$/, '')}/`;
      const entries = Object.keys(files)
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length));
      return entries.length === 0 ? undefined : { entries: entries.sort() };
    },
  };
}

/** A `kubectl` step: exit code 0 unless it expects otherwise. */
export function kubectlStep(run: Run, step: KubectlStep): Problem | undefined {
  const { argv, stdin, files, namespace, edits, as: user } = step;
  const missed: string[] = [];
  const { outcome, refused } = runKubectl(run, {
    argv,
    files,
    namespace,
    ...(stdin === undefined ? {} : { stdin }),
    ...(user === undefined ? {} : { user }),
    ...(edits === undefined ? {} : { editor: editorOf(edits, missed) }),
  });
  if (missed.length > 0)
    return problem(
      step.source,
      `the text to edit holds ${JSON.stringify(missed[0])}`,
      'it does not: nothing was changed',
    );
  return checkOutcome(step.source, `kubectl ${step.command}`, step.expect, outcome, refused);
}

/** An editor that is there once: whoever gets the text again, since it was refused, leaves it as it is. */
function editorOf(edits: NonNullable<KubectlStep['edits']>, missed: string[]): (text: string) => string {
  let turns = 0;
  return (original) => {
    if (turns++ > 0) return original;
    let text = original;
    for (const { find, replace } of edits) {
      if (!text.includes(find)) missed.push(find);
      text = text.split(find).join(replace);
    }
    return missed.length > 0 ? original : text;
  };
}

/** What kspec does not do must not pass for what Kubernetes refuses. */
const NOT_MODELLED = /\bnot modelled \(see limitations\)/;

export function checkOutcome(
  source: Source,
  what: string,
  expected: Expectation | undefined,
  { exit, stdout, stderr }: Outcome,
  refused: Response | undefined,
): Problem | undefined {
  const said = `it exited with ${exit}: ${(stderr || stdout).trim()}`;
  const isMeant = expected?.message !== undefined && matchesText(expected.message, stderr);
  if (exit !== 0 && NOT_MODELLED.test(stderr) && !isMeant) return problem(source, `${what} can be run`, said);
  if (expected?.any === true) return undefined;
  if (expected === undefined) return exit === 0 ? undefined : problem(source, `${what} exits with 0`, said);
  if (expected.exit !== undefined && expected.exit !== exit)
    return problem(expected.source, `${what} exits with ${expected.exit}`, said);
  if (expected.exit === undefined && expected.error !== (exit !== 0))
    return problem(expected.source, `${what} ${describeExpectation(expected)}`, said);
  if (expected.message !== undefined && !matchesText(expected.message, stderr))
    return problem(expected.source, `${what}: stderr ${describeText(expected.message)}`, said);
  if (expected.output !== undefined && !matchesText(expected.output, stdout))
    return problem(
      expected.source,
      `${what}: stdout ${describeText(expected.output)}`,
      `it printed:\n${stdout.trimEnd()}`,
    );
  const { code, reason } = expected;
  if (refused === undefined && (code !== undefined || reason !== undefined))
    return problem(expected.source, `${what} ${describeExpectation(expected)}`, said);
  return refused === undefined
    ? undefined
    : checkResponse(
        source,
        what,
        {
          source: expected.source,
          error: true,
          ...(code === undefined ? {} : { code }),
          ...(reason === undefined ? {} : { reason }),
        },
        refused,
      );
}

/** An `apply` step: kubectl's own client-side (or server-side) apply of the objects. */
export function apply(run: Run, step: ApplyStep): Problem | undefined {
  const argv = [
    'apply',
    '-f',
    '-',
    ...(step.serverSide ? ['--server-side'] : []),
    ...(step.forceConflicts ? ['--force-conflicts'] : []),
    ...(step.fieldManager === undefined ? [] : ['--field-manager', step.fieldManager]),
  ];
  for (const { object, source } of step.objects) {
    const { outcome, refused } = runKubectl(run, {
      argv,
      stdin: JSON.stringify(object),
      files: {},
      namespace: step.namespace,
      ...(step.as === undefined ? {} : { user: step.as }),
    });
    const metadata = object['metadata'] as { readonly name?: string } | undefined;
    const what = `apply ${String(object['kind'])}/${metadata?.name ?? ''}`;
    if (step.expect === undefined) {
      if (outcome.exit !== 0) return problem(source, `${what} is accepted`, outcome.stderr.trim());
      continue;
    }
    const wrong =
      refused === undefined
        ? checkOutcome(source, what, step.expect, outcome, refused)
        : checkResponse(source, what, step.expect, refused);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
