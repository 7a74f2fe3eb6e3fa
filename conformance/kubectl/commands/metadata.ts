import type { KubeObject } from '../../../engine/apimachinery/object.js';
import type { Kubectl } from '../effect.js';
import { DRY_RUN_FLAGS, dryRunOf, dryRunSuffix } from '../dry-run.js';
import { flagOf, isSet, type Arguments } from '../flags.js';
import type { Command } from '../kubectl.js';
import { objectName } from '../mapping.js';
import { printObject } from '../output.js';
import { getOne, patchOne } from '../patching.js';
import { SELECT_FLAGS, selectObjects, type Selected } from '../select.js';
import { fail, isFailure, isSuccess, serverError, type Failure, type Session } from '../session.js';

/** What label and annotate have in common: a map of metadata, and the words for it. */
interface Kind {
  readonly command: string;
  readonly field: 'labels' | 'annotations';
  readonly done: string;
  readonly undone: string;
  readonly clash: (problems: readonly string[]) => string;
}

const LABEL: Kind = {
  command: 'label',
  field: 'labels',
  done: 'labeled',
  undone: 'unlabeled',
  clash: (problems) => `error: ${problems.join(', ')}, and --overwrite is false`,
};

const ANNOTATE: Kind = {
  command: 'annotate',
  field: 'annotations',
  done: 'annotated',
  undone: 'annotated',
  clash: (problems) =>
    `error: --overwrite is false but found the following declared annotation(s): ${problems.join('; ')}`,
};

/** `kubectl label TYPE/NAME key=value key-`. */
export const label: Command = metadataCommand(LABEL);
/** `kubectl annotate TYPE/NAME key=value key-`. */
export const annotate: Command = metadataCommand(ANNOTATE);

function metadataCommand(kind: Kind): Command {
  return {
    name: kind.command,
    flags: [
      ...SELECT_FLAGS,
      { name: 'overwrite', type: 'boolean' },
      { name: 'list', type: 'boolean' },
      { name: 'resource-version', type: 'value' },
      { name: 'output', short: 'o', type: 'value' },
      ...DRY_RUN_FLAGS,
    ],
    *run(session, args) {
      const { changes, rest } = readChanges(args);
      if (changes.length === 0 && !isSet(args, 'list'))
        return fail(`error: at least one ${kind.command} update is required`);
      const selected = yield* selectObjects(session, rest, {});
      if (isFailure(selected)) return selected;
      for (const target of selected.objects) {
        const failed = yield* changeOne(session, args, kind, target, changes);
        if (failed !== undefined) return failed;
      }
      return selected.errors.length === 0 ? undefined : fail(selected.errors.join('\n'));
    },
  };
}

/** A value, or undefined to take the key away. */
type Change = readonly [key: string, value: string | undefined];

function readChanges(args: Arguments): { changes: readonly Change[]; rest: Arguments } {
  const isChange = (word: string, at: number): boolean => at > 0 && (word.includes('=') || word.endsWith('-'));
  const changes = args.positional.filter(isChange).map((word): Change => {
    const at = word.indexOf('=');
    return at < 0 ? [word.slice(0, -1), undefined] : [word.slice(0, at), word.slice(at + 1)];
  });
  return { changes, rest: { ...args, positional: args.positional.filter((word, at) => !isChange(word, at)) } };
}

function* changeOne(
  session: Session,
  args: Arguments,
  kind: Kind,
  target: Selected,
  changes: readonly Change[],
): Kubectl<Failure | undefined> {
  const found = yield* getOne(session, target);
  if (!isSuccess(found)) return fail(serverError(found));
  const object = found.body as KubeObject;
  const now: Readonly<Record<string, string>> = object.metadata[kind.field] ?? {};
  if (isSet(args, 'list')) {
    for (const [key, value] of Object.entries(now)) session.print(`${key}=${value}`);
    return undefined;
  }
  const clashes = changes.filter(
    ([key, value]) => value !== undefined && now[key] !== undefined && now[key] !== value && !isSet(args, 'overwrite'),
  );
  if (clashes.length > 0) return fail(kind.clash(clashes.map(([key]) => `'${key}' already has a value (${now[key]})`)));
  for (const [key, value] of changes)
    if (value === undefined && now[key] === undefined && kind.command === 'label')
      session.print(`label ${JSON.stringify(key)} not found.`);
  const dryRun = dryRunOf(args);
  const merged = merge(now, changes);
  if (dryRun === 'client')
    return done(session, args, kind, target, changes, {
      ...object,
      metadata: { ...object.metadata, [kind.field]: merged },
    });
  const wanted = Object.fromEntries(changes.map(([key, value]) => [key, value ?? null]));
  const response = yield* patchOne(
    session,
    target,
    'merge',
    { metadata: { [kind.field]: wanted } },
    { dryRun, manager: `kubectl-${kind.command}` },
  );
  if (!isSuccess(response)) return fail(serverError(response));
  return done(session, args, kind, target, changes, response.body);
}

function merge(now: Readonly<Record<string, string>>, changes: readonly Change[]): Readonly<Record<string, string>> {
  const merged: Record<string, string> = { ...now };
  for (const [key, value] of changes) {
    if (value === undefined) delete merged[key];
    else merged[key] = value;
  }
  return merged;
}

function done(
  session: Session,
  args: Arguments,
  kind: Kind,
  { served, name }: Selected,
  changes: readonly Change[],
  body: unknown,
): undefined {
  const output = flagOf(args, 'output');
  if (output !== undefined) return printObject(session, output, served, body);
  const onlyRemoved = changes.every(([, value]) => value === undefined);
  session.print(`${objectName(served, name)} ${onlyRemoved ? kind.undone : kind.done}${dryRunSuffix(dryRunOf(args))}`);
  return undefined;
}
