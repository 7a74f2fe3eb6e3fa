import { isObject, type JsonObject } from '../../../../engine/apimachinery/object.js';
import { isQualifiedName, isValidLabelValue } from '../../../../engine/apimachinery/names.js';
import type { Taint } from '../../../../engine/apis/generated/core.v1.js';
import { ALL_FLAG, SELECTOR_FLAG } from '../../choosing.js';
import type { Command } from '../../command.js';
import { DRY_RUN_FLAG, dryRunOf, FIELD_MANAGER_FLAG, VALIDATE_FLAG, validationOf } from '../../dry-run.js';
import type { Kubectl } from '../../effect.js';
import { aggregate, fail, failBare, isFailure, type Failure } from '../../failure.js';
import { flagOf, isSet, textOf, type Arguments } from '../../flags.js';
import { PRINT_FLAGS, printerFor } from '../../printers/print-flags.js';
import { find, type Choice } from '../../resources/builder.js';
import type { Info } from '../../resources/info.js';
import { patchObject, type WriteOptions } from '../../resources/requests.js';
import type { Session } from '../../session.js';
import { usage } from '../../usage.js';
import { patchBetween } from '../set/setting.js';

/** `kubectl taint node NAME key=value:Effect key-` (kubectl/pkg/cmd/taint). */
export const taint: Command = {
  name: 'taint',
  flags: [
    ...PRINT_FLAGS,
    SELECTOR_FLAG,
    ALL_FLAG,
    DRY_RUN_FLAG,
    VALIDATE_FLAG,
    FIELD_MANAGER_FLAG,
    { name: 'overwrite', type: 'bool' },
  ],
  *run(session, args) {
    const dryRun = dryRunOf(session, args);
    if (isFailure(dryRun)) return dryRun;
    const validation = validationOf(args);
    if (isFailure(validation)) return validation;
    const line = splitLine(args.positional);
    if (isFailure(line)) return line;
    const changes = parseTaints(line.specs);
    if (isFailure(changes)) return usage('taint', changes.failed);
    const wrong = yield* validate(session, args, line.words, changes);
    if (wrong !== undefined) return wrong;
    const manager = flagOf(args, 'field-manager') ?? 'kubectl-taint';
    const found = yield* find(session, choiceFor(args, line.words));
    return yield* found.visit((info) => taintOne(session, args, info, changes, { dryRun, validation, manager }));
  },
};

function splitLine(
  line: readonly string[],
): { readonly words: readonly string[]; readonly specs: readonly string[] } | Failure {
  const words: string[] = [];
  const specs: string[] = [];
  for (const word of line) {
    const isTaint = word.includes('=') || word.includes(':') || word.endsWith('-');
    if (isTaint) specs.push(word);
    else if (specs.length > 0) return fail(`all resources must be specified before taint changes: ${word}`);
    else words.push(word);
  }
  if (words.length === 0) return fail('one or more resources must be specified as <resource> <name>');
  return specs.length === 0 ? fail('at least one taint update is required') : { words, specs };
}

function choiceFor(args: Arguments, words: readonly string[]): Choice {
  const common = { continueOnError: true, flatten: true, latest: true };
  const [selector, all] = [textOf(args, 'selector'), isSet(args, 'all')];
  if (selector !== '' || all) return { ...common, words: ['node'], selector, all };
  return { ...common, names: { resource: 'node', names: words.slice(1) } };
}

function* validate(
  session: Session,
  args: Arguments,
  words: readonly string[],
  { add, remove }: TaintChanges,
): Kubectl<Failure | undefined> {
  const [type = ''] = words;
  const mapping = yield* session.mapping(type.toLowerCase());
  if (isFailure(mapping)) return failBare(mapping.failed);
  if (mapping.resource.kind !== 'Node')
    return fail(`invalid resource type ${type.toLowerCase()}, only node types are supported`);
  const both = add.flatMap(({ key, effect }) =>
    remove.filter((other) => other.key === key && (other.effect === '' || other.effect === effect)),
  );
  if (both.length > 0) {
    const texts = both.map(({ key, effect }) => `${key}=${effect}`);
    return fail(`can not both modify and remove the following taint(s) in the same command: ${texts.join(', ')}`);
  }
  const [selector, all] = [textOf(args, 'selector'), isSet(args, 'all')];
  if (all && selector !== '') return fail("setting 'all' parameter with a non empty selector is prohibited");
  if (!all && selector === '' && words.length < 2)
    return fail("at least one resource name must be specified since 'all' parameter is not set");
  return undefined;
}

/** Of a taint to remove, an effect of '' is any. */
interface TaintSpec {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

interface TaintChanges {
  readonly add: readonly TaintSpec[];
  readonly remove: readonly TaintSpec[];
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function parseTaints(specs: readonly string[]): TaintChanges | Failure {
  const add: TaintSpec[] = [];
  const remove: TaintSpec[] = [];
  for (const spec of specs) {
    const parsed = parseTaint(spec.replace(/-$/, ''));
    if (isFailure(parsed)) return parsed;
    if (spec.endsWith('-')) remove.push({ ...parsed, value: '' });
    else if (parsed.effect === '') return fail(`invalid taint spec: ${spec}`);
    else if (add.some(({ key, effect }) => key === parsed.key && effect === parsed.effect))
      return fail(
        `duplicated taints with the same key and effect: {${parsed.key} ${parsed.value} ${parsed.effect} <nil>}`,
      );
    else add.push(parsed);
  }
  return { add, remove };
}

function parseTaint(spec: string): TaintSpec | Failure {
  const [pair = '', effect, ...more] = spec.split(':');
  if (more.length > 0) return fail(`invalid taint spec: ${spec}`);
  if (effect !== undefined && !EFFECTS.includes(effect))
    return fail(`invalid taint effect: ${effect}, unsupported taint effect`);
  const [key = '', value = '', ...values] = effect === undefined ? [pair] : pair.split('=');
  if (values.length > 0) return fail(`invalid taint spec: ${spec}`);
  const problems = effect === undefined || !pair.includes('=') ? [] : isValidLabelValue(value);
  if (problems.length > 0) return fail(`invalid taint spec: ${spec}, ${problems.join('; ')}`);
  const keyProblems = isQualifiedName(key);
  if (keyProblems.length > 0) return fail(`invalid taint spec: ${spec}, ${keyProblems.join('; ')}`);
  return { key, value, effect: effect ?? '' };
}

function* taintOne(
  session: Session,
  args: Arguments,
  info: Info,
  changes: TaintChanges,
  options: WriteOptions,
): Kubectl<Failure | undefined> {
  const { object = {} } = info;
  const spec = isObject(object['spec']) ? object['spec'] : {};
  // Taints as the server decoded them.
  const old = (Array.isArray(spec['taints']) ? spec['taints'] : []) as readonly Taint[];
  const updated = updateTaints(args, info.name, old, changes);
  if (isFailure(updated)) return updated;
  const edited: JsonObject = { ...object, spec: withTaints(spec, updated.taints) };
  const print = printerFor(session, args, { operation: updated.operation });
  if (isFailure(print)) return print;
  if (options.dryRun === 'client') return print(edited);
  const patch = patchBetween(info, edited);
  if (isFailure(patch)) return patch;
  const patched = yield* patchObject(session, info, 'strategic', patch, options);
  return isFailure(patched) ? patched : print(patched);
}

function withTaints(spec: JsonObject, taints: readonly Taint[]): JsonObject {
  if (taints.length > 0) return { ...spec, taints };
  const { taints: _none, ...rest } = spec;
  return rest;
}

/** New taints come first, those they replace go (reorganizeTaints). */
function updateTaints(
  args: Arguments,
  node: string,
  old: readonly Taint[],
  { add, remove }: TaintChanges,
): { readonly taints: readonly Taint[]; readonly operation: string } | Failure {
  const overwrite = isSet(args, 'overwrite');
  const existing = add.filter(({ key, effect }) => old.some((other) => other.key === key && other.effect === effect));
  if (!overwrite && existing.length > 0)
    return fail(
      `node ${node} already has ${existing.map(({ key }) => key).join(',')} taint(s) with same effect(s) and --overwrite is false`,
    );
  const added = add.map(({ key, value, effect }) => ({
    key,
    effect: effect as Taint['effect'],
    ...(value === '' ? {} : { value }),
  }));
  let taints: readonly Taint[] = [
    ...added,
    ...old.filter((other) => !add.some(({ key, effect }) => other.key === key && other.effect === effect)),
  ];
  const isAdded = taints.length !== old.length;
  let isRemoved = false;
  const missing: Failure[] = [];
  for (const spec of remove) {
    const left = taints.filter(({ key, effect }) => key !== spec.key || (spec.effect !== '' && effect !== spec.effect));
    isRemoved = left.length !== taints.length;
    if (!isRemoved) missing.push(fail(`taint "${spec.key}${spec.effect === '' ? '' : `:${spec.effect}`}" not found`));
    taints = left;
  }
  const operation = (isAdded && isRemoved) || overwrite ? 'modified' : isAdded ? 'tainted' : 'untainted';
  return aggregate(missing) ?? { taints, operation };
}
