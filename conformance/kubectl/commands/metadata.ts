import { marshalSorted } from '../../../engine/apimachinery/json-text.js';
import type { JsonObject } from '../../../engine/apimachinery/object.js';
import { createMergePatch } from '../../../engine/apimachinery/patch/merge-patch.js';
import { isValidLabelValue } from '../../../engine/apimachinery/names.js';
import { quote } from '../../../engine/apimachinery/quote.js';
import {
  ALL_FLAG,
  ALL_NAMESPACES_FLAG,
  choiceOf,
  CHOOSING_FLAGS,
  FIELD_SELECTOR_FLAG,
  isWithoutFiles,
  LOCAL_FLAG,
} from '../choosing.js';
import type { Command } from '../command.js';
import { DRY_RUN_FLAG, dryRunOf, FIELD_MANAGER_FLAG, withDryRun, type DryRun } from '../dry-run.js';
import type { Kubectl } from '../effect.js';
import { aggregate, fail, isFailure, type Failure } from '../failure.js';
import { flagOf, isSet, textOf, type Arguments } from '../flags.js';
import { changed, splitPairs, type Changes } from '../pairs.js';
import { PRINT_FLAGS, printerFor } from '../printers/print-flags.js';
import { find } from '../resources/builder.js';
import { kindOf, metaMap, withMetadata, type Info } from '../resources/info.js';
import { patchObject } from '../resources/requests.js';
import type { Session } from '../session.js';

/** What label and annotate differ in. */
interface Kind {
  readonly command: string;
  /** 'label' or 'annotation'. */
  readonly word: string;
  readonly field: 'labels' | 'annotations';
  /** A file as the errors name it. */
  readonly file: string;
  parse(pairs: readonly string[]): Changes | Failure;
  /** Why values may not be overwritten. */
  clash(now: Readonly<Record<string, string>>, changes: Changes): Failure | undefined;
}

/** `kubectl label TYPE/NAME key=value key-` (kubectl/pkg/cmd/label). */
export const label: Command = metadataCommand({
  command: 'label',
  word: 'label',
  field: 'labels',
  file: 'pod',
  parse: parseLabels,
  clash(now, { set }) {
    const taken = [...set].filter(([key, value]) => now[key] !== undefined && now[key] !== value);
    return aggregate(
      taken.map(([key]) => fail(`'${key}' already has a value (${now[key]}), and --overwrite is false`)),
    );
  },
});

const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** `kubectl annotate TYPE/NAME key=value key-` (kubectl/pkg/cmd/annotate). */
export const annotate: Command = metadataCommand({
  command: 'annotate',
  word: 'annotation',
  field: 'annotations',
  file: 'rsrc',
  parse: parseAnnotations,
  clash(now, { set }) {
    const taken = [...set].filter(
      ([key, value]) => key !== CHANGE_CAUSE && now[key] !== undefined && now[key] !== value,
    );
    if (taken.length === 0) return undefined;
    const texts = taken.map(([key]) => `'${key}' already has a value (${now[key]})`);
    return fail(`--overwrite is false but found the following declared annotation(s): ${texts.join('; ')}`);
  },
});

function metadataCommand(kind: Kind): Command {
  return {
    name: kind.command,
    flags: [
      ...CHOOSING_FLAGS,
      ...PRINT_FLAGS,
      ALL_FLAG,
      ALL_NAMESPACES_FLAG,
      FIELD_SELECTOR_FLAG,
      LOCAL_FLAG,
      DRY_RUN_FLAG,
      FIELD_MANAGER_FLAG,
      { name: 'overwrite', type: 'bool' },
      { name: 'list', type: 'bool' },
      { name: 'resource-version', type: 'string' },
      { name: 'record', type: 'bool', deprecated: '--record will be removed in the future' },
    ],
    *run(session, args) {
      const dryRun = dryRunOf(session, args);
      if (isFailure(dryRun)) return dryRun;
      const split = splitPairs(args.positional, kind.word);
      if (isFailure(split)) return split;
      const changes = kind.parse(split.pairs);
      if (isFailure(changes)) return changes;
      const wrong = validate(kind, args, split.words, changes, dryRun);
      if (wrong !== undefined) return wrong;
      const found = yield* find(session, {
        ...choiceOf(session, args, split.words),
        allowEmptySelector: isSet(args, 'all'),
        latest: !isSet(args, 'local'),
      });
      if (found.error !== undefined) return found.error;
      const { single } = found.shape;
      if (!single && textOf(args, 'resource-version') !== '')
        return fail('--resource-version may only be used with a single resource');
      return yield* found.visit((info) => changeOne(session, args, { kind, changes, dryRun, single }, info));
    },
  };
}

function validate(
  kind: Kind,
  args: Arguments,
  words: readonly string[],
  { set, remove }: Changes,
  dryRun: DryRun,
): Failure | undefined {
  const all = isSet(args, 'all');
  const local = isSet(args, 'local');
  const rules: readonly (readonly [boolean, string])[] = [
    [isSet(args, 'list') && textOf(args, 'output') !== '', '--list and --output may not be specified together'],
    [all && textOf(args, 'selector') !== '', 'cannot set --all and --selector at the same time'],
    [all && textOf(args, 'field-selector') !== '', 'cannot set --all and --field-selector at the same time'],
    [local && dryRun === 'server', 'cannot specify --local and --dry-run=server - did you mean --dry-run=client?'],
    [
      local && words.length > 0,
      `can only use local files by -f ${kind.file}.yaml or --filename=${kind.file}.json when --local=true is set`,
    ],
    [
      local && isWithoutFiles(args),
      `one or more files must be specified as -f ${kind.file}.yaml or --filename=${kind.file}.json`,
    ],
    [
      !local && words.length === 0 && isWithoutFiles(args),
      'one or more resources must be specified as <resource> <name> or <resource>/<name>',
    ],
    [set.size === 0 && remove.length === 0 && !isSet(args, 'list'), `at least one ${kind.word} update is required`],
  ];
  const broken = rules.find(([isBroken]) => isBroken);
  return broken === undefined ? undefined : fail(broken[1]);
}

function parseLabels(specs: readonly string[]): Changes | Failure {
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const spec of specs) {
    if (!spec.includes('=')) {
      remove.push(spec.slice(0, -1));
      continue;
    }
    const [key = '', value = '', ...more] = spec.split('=');
    if (more.length > 0) return fail(`invalid label spec: ${spec}`);
    const problems = isValidLabelValue(value);
    if (problems.length > 0) return fail(`invalid label value: ${quote(spec)}: ${problems.join(';')}`);
    set.set(key, value);
  }
  if (remove.some((key) => set.has(key))) return fail('can not both modify and remove a label in the same command');
  return { set, remove };
}

function parseAnnotations(specs: readonly string[]): Changes | Failure {
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const spec of specs) {
    const equals = spec.indexOf('=');
    if (equals > 0) set.set(spec.slice(0, equals), spec.slice(equals + 1));
    else remove.push(spec.slice(0, -1));
  }
  const both = remove.filter((key) => set.has(key));
  if (both.length === 0) return { set, remove };
  return fail(`can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`);
}

interface ChangeRun {
  readonly kind: Kind;
  readonly changes: Changes;
  readonly dryRun: DryRun;
  readonly single: boolean;
}

function* changeOne(session: Session, args: Arguments, run: ChangeRun, info: Info): Kubectl<Failure | undefined> {
  const { kind, changes, dryRun } = run;
  const version = textOf(args, 'resource-version');
  const old = version === '' ? (info.object ?? {}) : withMetadata(info.object ?? {}, { resourceVersion: '' });
  const now = metaMap(old, kind.field);
  const isRemote = dryRun !== 'client' && !isSet(args, 'local') && !isSet(args, 'list');
  if (isRemote && kind.word === 'label')
    for (const key of changes.remove) if (now[key] === undefined) session.print(`label ${quote(key)} not found.`);
  const clash = isSet(args, 'overwrite') ? undefined : kind.clash(now, changes);
  if (clash !== undefined) return clash;
  const edited = withMetadata(old, {
    [kind.field]: changed(now, changes),
    ...(version === '' ? {} : { resourceVersion: version }),
  });
  let result = edited;
  if (isRemote) {
    const manager = flagOf(args, 'field-manager') ?? `kubectl-${kind.command}`;
    const patched = yield* patchObject(session, info, 'merge', createMergePatch(old, edited), { dryRun, manager });
    if (isFailure(patched)) return patched;
    result = kind.word === 'label' ? edited : patched;
  }
  if (isSet(args, 'list')) return listMap(session, kind, info, metaMap(result, kind.field), run.single);
  const operation = kind.word === 'label' ? labelOperation(args, old, edited) : 'annotated';
  const print = printerFor(session, args, { operation: withDryRun(operation, dryRun) });
  return isFailure(print) ? print : print(result);
}

/** 'unlabeled' when the object's text became shorter (updateDataChangeMsg). */
function labelOperation(args: Arguments, old: JsonObject, edited: JsonObject): string {
  const [before, after] = [marshalSorted(old), marshalSorted(edited)];
  if (before === after) return 'not labeled';
  return !isSet(args, 'overwrite') && after.length < before.length ? 'unlabeled' : 'labeled';
}

function listMap(
  session: Session,
  kind: Kind,
  info: Info,
  map: Readonly<Record<string, string>>,
  single: boolean,
): undefined {
  const { kind: type, group } = kindOf(info.object ?? {});
  if (!single) session.print(`Listing ${kind.field} for ${type}.${group}/${info.name}:`);
  for (const [key, value] of Object.entries(map)) session.print(`${single ? '' : ' '}${key}=${value}`);
  return undefined;
}
