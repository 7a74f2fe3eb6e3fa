import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import type { Kubectl } from '../effect.js';
import { flagOf, isSet, type Arguments } from '../flags.js';
import type { Command } from '../kubectl.js';
import { objectName } from '../mapping.js';
import { getOne, patchOne } from '../patching.js';
import { SELECT_FLAGS, selectObjects, type Selected } from '../select.js';
import { fail, isFailure, isSuccess, serverError, type Session } from '../session.js';
import { podSpecOf } from './set-image.js';

/** A container of a pod spec, as far as these commands touch it. */
type ContainerJson = JsonObject & { readonly name?: unknown };

function containersOf(spec: JsonObject, field: 'containers' | 'initContainers'): readonly ContainerJson[] {
  const list = spec[field];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** '*', 'a*' or a name, as --containers takes it. */
function isChosen(container: ContainerJson, pattern: string): boolean {
  const name = String(container.name);
  return pattern === '*' || (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern);
}

type Edit = (container: ContainerJson) => JsonObject;

/** Sends a strategic merge patch that holds, of each chosen container, what `edit` gives. */
function* editContainers(
  session: Session,
  args: Arguments,
  target: Selected,
  edit: Edit,
  done: string,
): Kubectl<string | undefined> {
  const found = yield* getOne(session, target);
  if (!isSuccess(found)) return serverError(found);
  const spec = podSpecOf(found.body);
  const name = objectName(target.served, target.name);
  if (spec === undefined) return `error: ${name} not a pod or does not have a pod template`;
  const pattern = flagOf(args, 'containers') ?? '*';
  const edited = containersOf(spec, 'containers').filter((container) => isChosen(container, pattern));
  if (edited.length === 0) return `error: ${name} does not have any containers matching ${JSON.stringify(pattern)}`;
  const part = { containers: edited.map((container) => ({ name: container.name, ...edit(container) })) };
  const body = { spec: target.served.resource.plural === 'pods' ? part : { template: { spec: part } } };
  const response = yield* patchOne(session, target, 'strategic', body, { manager: 'kubectl-set' });
  if (!isSuccess(response)) return serverError(response);
  session.print(`${name} ${done}`);
  return undefined;
}

/** `kubectl set env TYPE/NAME KEY=value KEY-`. */
export const setEnv: Command = {
  name: 'set env',
  flags: [
    ...SELECT_FLAGS,
    { name: 'containers', short: 'c', type: 'value' },
    { name: 'list', type: 'boolean' },
    { name: 'overwrite', type: 'boolean' },
  ],
  *run(session, args) {
    const changes = args.positional.filter(isChange);
    const rest = { ...args, positional: args.positional.filter((word) => !isChange(word)) };
    if (changes.length === 0 && !isSet(args, 'list'))
      return fail('error: at least one environment variable must be provided');
    const selected = yield* selectObjects(session, rest, { allByDefault: true });
    if (isFailure(selected)) return selected;
    const env = changes.map((word) => {
      const at = word.indexOf('=');
      return at < 0
        ? { name: word.slice(0, -1), $patch: 'delete' }
        : { name: word.slice(0, at), value: word.slice(at + 1) };
    });
    const errors: string[] = [...selected.errors];
    for (const target of selected.objects) {
      const error = yield* editContainers(session, args, target, () => ({ env }), 'env updated');
      if (error !== undefined) errors.push(error);
    }
    return errors.length === 0 ? undefined : fail(errors.join('\n'));
  },
};

function isChange(word: string): boolean {
  return /^[^/=]+=/.test(word) || /^[A-Za-z_][\w.]*-$/.test(word);
}

/** `kubectl set resources TYPE/NAME --limits=cpu=1 --requests=memory=1Gi`. */
export const setResources: Command = {
  name: 'set resources',
  flags: [
    ...SELECT_FLAGS,
    { name: 'containers', short: 'c', type: 'value' },
    { name: 'limits', type: 'value' },
    { name: 'requests', type: 'value' },
  ],
  *run(session, args) {
    const limits = amounts(flagOf(args, 'limits'));
    const requests = amounts(flagOf(args, 'requests'));
    if (isFailure(limits)) return limits;
    if (isFailure(requests)) return requests;
    if (limits === undefined && requests === undefined)
      return fail('error: you must specify an update to requests or limits (in the form of --requests/--limits)');
    const selected = yield* selectObjects(session, args, { allByDefault: true });
    if (isFailure(selected)) return selected;
    const resources = { ...(limits === undefined ? {} : { limits }), ...(requests === undefined ? {} : { requests }) };
    const errors: string[] = [...selected.errors];
    for (const target of selected.objects) {
      const error = yield* editContainers(
        session,
        args,
        target,
        () => ({ resources }),
        'resource requirements updated',
      );
      if (error !== undefined) errors.push(error);
    }
    return errors.length === 0 ? undefined : fail(errors.join('\n'));
  },
};

function amounts(text: string | undefined) {
  if (text === undefined) return undefined;
  const pairs = text.split(',').map((pair) => pair.split('='));
  const wrong = pairs.find((pair) => pair.length !== 2);
  if (wrong !== undefined)
    return fail(`error: invalid argument syntax ${wrong.join('=')}, expected <resource>=<value>`);
  return Object.fromEntries(pairs) as Readonly<Record<string, string>>;
}
