import { isObject, type JsonObject } from '../../../../engine/apimachinery/object.js';
import { isEnvVarName } from '../../../../engine/apimachinery/names.js';
import { quote } from '../../../../engine/apimachinery/quote.js';
import { isWithoutFiles } from '../../choosing.js';
import type { Command } from '../../command.js';
import type { Kubectl } from '../../effect.js';
import { fail, isFailure, type Failure } from '../../failure.js';
import { isSet, textOf, valuesOf, type Arguments } from '../../flags.js';
import { containersOf, editContainers, editPodSpec, selects, textAt } from '../../pod-spec.js';
import { find, MISSING_RESOURCE } from '../../resources/builder.js';
import { kindOf, metaText } from '../../resources/info.js';
import type { Session } from '../../session.js';
import { describeEnvSource } from './env-source.js';
import { choose, hasOutput, LOCAL_AND_SERVER, setAll, SET_FLAGS, type Chosen } from './setting.js';

/** `kubectl set env TYPE/NAME KEY=value KEY-` (kubectl/pkg/cmd/set/set_env.go). */
export const setEnv: Command = {
  name: 'set env',
  flags: [
    ...SET_FLAGS.filter(({ name }) => name !== 'record'),
    { name: 'containers', short: 'c', type: 'string' },
    { name: 'from', type: 'string' },
    { name: 'prefix', type: 'string' },
    { name: 'env', short: 'e', type: 'array' },
    { name: 'keys', type: 'strings' },
    { name: 'list', type: 'bool' },
    { name: 'resolve', type: 'bool' },
    { name: 'overwrite', type: 'bool' },
  ],
  *run(session, args) {
    if (isSet(args, 'all') && textOf(args, 'selector') !== '')
      return fail('cannot set --all and --selector at the same time');
    const line = splitLine(args.positional);
    if (isFailure(line)) return line;
    const wrong = validate(args, line.words);
    if (wrong !== undefined) return wrong;
    const parsed = parseEnv([...valuesOf(args, 'env'), ...line.specs], session.invocation.stdin ?? '');
    if (isFailure(parsed)) return parsed;
    // Locally nothing is looked up, and words name nothing.
    if (isSet(args, 'local') && isWithoutFiles(args)) return fail(MISSING_RESOURCE);
    const imported = yield* importFrom(session, args);
    if (isFailure(imported)) return imported;
    const prefix = textOf(args, 'prefix');
    const set = [...parsed.set, ...imported].map((variable) => ({ ...variable, name: prefix + variable.name }));
    const chosen = yield* choose(session, args, line.words, 'env updated');
    if (isFailure(chosen)) return chosen;
    return yield* apply(session, args, chosen, { set, remove: parsed.remove });
  },
};

interface EnvVariable extends JsonObject {
  readonly name: string;
}

interface EnvChange {
  readonly set: readonly EnvVariable[];
  readonly remove: readonly string[];
}

/** Objects first, then the changes (SplitEnvironmentFromResources). */
function splitLine(
  line: readonly string[],
): { readonly words: readonly string[]; readonly specs: readonly string[] } | Failure {
  const words: string[] = [];
  const specs: string[] = [];
  for (const word of line) {
    const isSpec = /^.+=/s.test(word) || word.endsWith('-');
    if (isSpec) specs.push(word);
    else if (specs.length > 0)
      return fail(`all resources must be specified before environment changes: ${line.join(' ')}`);
    else words.push(word);
  }
  return { words, specs };
}

function validate(args: Arguments, words: readonly string[]): Failure | undefined {
  if (isSet(args, 'local') && textOf(args, 'dry-run') === 'server') return fail(LOCAL_AND_SERVER);
  if (valuesOf(args, 'filename').length === 0 && words.length === 0)
    return fail('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (isSet(args, 'list') && hasOutput(args)) return fail('--list and --output may not be specified together');
  if (valuesOf(args, 'keys').length > 0 && textOf(args, 'from') === '')
    return fail('when specifying --keys, a configmap or secret must be provided with --from');
  if (isSet(args, 'resolve')) return fail('kubectl set env --resolve is not modelled (see limitations)');
  return undefined;
}

function parseEnv(specs: readonly string[], stdin: string): EnvChange | Failure {
  const set: EnvVariable[] = [];
  const remove: string[] = [];
  for (const spec of specs) {
    const equals = spec.indexOf('=');
    if (spec === '-') set.push(...readLines(stdin));
    else if (equals >= 0) {
      const problems = isEnvVarName(spec.slice(0, equals));
      if (problems.length > 0)
        return fail(`${quote(spec.slice(0, equals))} is not a valid key name: ${problems.join(';')}`);
      set.push({ name: spec.slice(0, equals), value: spec.slice(equals + 1) });
    } else if (spec.endsWith('-')) remove.push(spec.slice(0, -1));
    else return fail(`unknown environment variable: ${spec}`);
  }
  const both = set.some(({ name }) => remove.includes(name));
  return both
    ? fail('can not both modify and remove the same environment variable in the same command')
    : { set, remove };
}

function readLines(text: string): readonly EnvVariable[] {
  const lines = text.split('\n').map((line) => line.replace(/#.*$/, ''));
  return lines
    .filter((line) => line.includes('='))
    .map((line) => ({ name: line.slice(0, line.indexOf('=')), value: line.slice(line.indexOf('=') + 1) }));
}

/** --from: every key of a ConfigMap or Secret as a variable that refers to it. */
function* importFrom(session: Session, args: Arguments): Kubectl<readonly EnvVariable[] | Failure> {
  const from = textOf(args, 'from');
  if (from === '') return [];
  const found = yield* find(session, { words: [from], latest: true, continueOnError: true, flatten: true });
  const { infos, error } = yield* found.infos();
  if (error !== undefined) return error;
  const keys = valuesOf(args, 'keys');
  const variables: EnvVariable[] = [];
  for (const { object = {}, name } of infos) {
    const { kind } = kindOf(object);
    if (kind !== 'Secret' && kind !== 'ConfigMap') return fail('unsupported resource specified in --from');
    const data = isObject(object['data']) ? Object.keys(object['data']) : [];
    for (const key of data.filter((candidate) => keys.length === 0 || keys.includes(candidate))) {
      const envName = key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase();
      if (envName !== key) session.warn(`Warning: key ${key} transferred to ${envName}`);
      const reference = { key, name };
      variables.push({
        name: envName,
        valueFrom: kind === 'Secret' ? { secretKeyRef: reference } : { configMapKeyRef: reference },
      });
    }
  }
  return variables;
}

function* apply(session: Session, args: Arguments, chosen: Chosen, change: EnvChange): Kubectl<Failure | undefined> {
  const pattern = textOf(args, 'containers') || '*';
  const listing = isSet(args, 'list');
  const edit = (object: JsonObject): JsonObject | Failure => {
    const title = `${kindOf(object).kind} ${metaText(object, 'name')}`;
    return editPodSpec(object, (spec) => {
      const containers = chosenContainers(spec, pattern);
      if (containers.length === 0)
        session.warn(`Warning: ${title.replace(' ', '/')} does not have any containers matching ${quote(pattern)}`);
      const clash = isSet(args, 'overwrite', true) ? undefined : clashIn(containers, change);
      if (clash !== undefined) return clash;
      if (listing) for (const container of containers) list(session, title, container, change);
      return editContainers(spec, (container) =>
        containers.includes(container) ? withEnv(container, change) : container,
      );
    });
  };
  if (listing) {
    for (const { object } of chosen.infos) if (object !== undefined) edit(object);
    return undefined;
  }
  return yield* setAll(session, args, chosen, {
    operation: 'env updated',
    refusal: 'failed to patch env update to pod template: ',
    edit,
  });
}

function chosenContainers(spec: JsonObject, pattern: string): readonly JsonObject[] {
  const all = [...containersOf(spec, 'containers'), ...containersOf(spec, 'initContainers')];
  return all.filter((container) => selects(pattern, textAt(container, 'name')));
}

function envOf(container: JsonObject): readonly JsonObject[] {
  const { env } = container;
  return Array.isArray(env) ? env.filter(isObject) : [];
}

function clashIn(containers: readonly JsonObject[], { set }: EnvChange): Failure | undefined {
  for (const container of containers)
    for (const variable of set) {
      const now = envOf(container).find(({ name }) => name === variable.name);
      if (now !== undefined && textAt(now, 'value') !== textAt(variable, 'value'))
        return fail(`'${variable.name}' already has a value (${textAt(now, 'value')}), and --overwrite is false`);
    }
  return undefined;
}

/** updateEnv: variables stay where they are, new ones come last. */
function withEnv(container: JsonObject, { set, remove }: EnvChange): JsonObject {
  const now = envOf(container);
  const kept = now.filter(({ name }) => !remove.includes(String(name)));
  const replaced = kept.map((variable) => set.find(({ name }) => name === variable['name']) ?? variable);
  const added = set.filter(({ name }) => !remove.includes(name) && !kept.some((variable) => variable['name'] === name));
  const env = [...replaced, ...added];
  if (env.length > 0) return { ...container, env };
  const { env: _none, ...rest } = container;
  return rest;
}

function list(session: Session, title: string, container: JsonObject, change: EnvChange): void {
  session.print(`# ${title}, container ${textAt(container, 'name')}`);
  for (const variable of envOf(withEnv(container, change))) {
    const { name, valueFrom } = variable;
    if (isObject(valueFrom)) session.print(`# ${String(name)} from ${describeEnvSource(valueFrom)}`);
    else session.print(`${String(name)}=${textAt(variable, 'value')}`);
  }
}
