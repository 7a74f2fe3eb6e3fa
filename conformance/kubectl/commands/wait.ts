import { parseDuration } from '../../../engine/apimachinery/duration.js';
import { evaluateJsonPath, printValue } from '../../../engine/apimachinery/jsonpath.js';
import { isObject } from '../../../engine/apimachinery/object.js';
import type { Kubectl } from '../effect.js';
import { flagOf, type Arguments } from '../flags.js';
import type { Command } from '../kubectl.js';
import { objectName } from '../mapping.js';
import { getOne } from '../patching.js';
import { SELECT_FLAGS, selectObjects, type Selected } from '../select.js';
import { fail, isFailure, isSuccess, serverError, type Failure, type Session } from '../session.js';

type Goal =
  | { readonly type: 'delete' }
  | { readonly type: 'create' }
  | { readonly type: 'condition'; readonly name: string; readonly value: string }
  | { readonly type: 'jsonpath'; readonly path: string; readonly value: string | undefined };

const DEFAULT_TIMEOUT = '30s';

/** `kubectl wait TYPE/NAME --for=condition=X|delete|create|jsonpath=… [--timeout]`. */
export const wait: Command = {
  name: 'wait',
  flags: [
    ...SELECT_FLAGS,
    { name: 'for', type: 'value' },
    { name: 'timeout', type: 'value' },
    { name: 'output', short: 'o', type: 'value' },
  ],
  *run(session, args) {
    const goal = parseGoal(flagOf(args, 'for') ?? '');
    if (isFailure(goal)) return goal;
    const timeout = parseDuration(flagOf(args, 'timeout') ?? DEFAULT_TIMEOUT);
    if (!timeout.ok) return fail(`error: ${timeout.error}`);
    const limit = timeout.value < 0 ? Infinity : session.now + timeout.value;
    const selected = yield* selectObjects(session, args, {});
    if (isFailure(selected)) return selected;
    if (selected.objects.length === 0) return fail('error: no matching resources found');
    return yield* waitAll(session, args, goal, selected.objects, limit);
  },
};

function* waitAll(
  session: Session,
  _args: Arguments,
  goal: Goal,
  targets: readonly Selected[],
  limit: number,
): Kubectl<Failure | undefined> {
  const errors: string[] = [];
  for (const target of targets) {
    const error = yield* waitOne(session, goal, target, limit);
    if (error === undefined) session.print(`${objectName(target.served, target.name)} condition met`);
    else if (error !== '') errors.push(error);
  }
  if (errors.length === 0) return undefined;
  return fail(
    errors.length === 1 ? (errors[0] ?? '') : errors.map((error) => error.replace(/^error: /, '')).join('\n'),
  );
}

function parseGoal(text: string): Goal | Failure {
  const lower = text.toLowerCase();
  if (lower === 'delete') return { type: 'delete' };
  if (lower === 'create') return { type: 'create' };
  if (lower.startsWith('condition=')) {
    const [name = '', value = 'true'] = text.slice('condition='.length).split('=');
    return { type: 'condition', name, value };
  }
  if (lower.startsWith('jsonpath=')) {
    const rest = text.slice('jsonpath='.length);
    const close = rest.lastIndexOf('}');
    const value = rest.slice(close + 1);
    return {
      type: 'jsonpath',
      path: rest.slice(0, close + 1).replace(/^'/, ''),
      value: value.startsWith('=') ? value.slice(1) : undefined,
    };
  }
  return fail(`error: unrecognized condition: ${JSON.stringify(text)}`);
}

/** Undefined: met; '': met without a word (a deletion of what was not there); else the error. */
function* waitOne(session: Session, goal: Goal, target: Selected, limit: number): Kubectl<string | undefined> {
  let first = true;
  for (;;) {
    const response = yield* getOne(session, target);
    if (response.code === 404) {
      if (goal.type === 'delete') return first ? '' : undefined;
      if (goal.type !== 'create') return serverError(response);
    } else if (!isSuccess(response)) return serverError(response);
    else if (goal.type === 'create' || isMet(goal, response.body)) return undefined;
    first = false;
    if (session.now >= limit)
      return `error: timed out waiting for the condition on ${target.served.resource.plural}/${target.name}`;
    const { idle } = yield* session.pass(Math.min(limit - session.now, 1_000_000_000));
    if (idle && limit === Infinity)
      return `error: timed out waiting for the condition on ${target.served.resource.plural}/${target.name}`;
  }
}

function isMet(goal: Goal, object: unknown): boolean {
  if (goal.type === 'condition') return hasCondition(object, goal.name, goal.value);
  if (goal.type !== 'jsonpath') return false;
  const found = evaluateJsonPath(goal.path, object);
  if (!found.ok || found.value.length === 0) return false;
  return goal.value === undefined || (found.value.length === 1 && printValue(found.value[0]) === goal.value);
}

function hasCondition(object: unknown, name: string, value: string): boolean {
  if (!isObject(object) || !isObject(object['status'])) return false;
  const { conditions, observedGeneration } = object['status'];
  const generation = isObject(object['metadata']) ? object['metadata']['generation'] : undefined;
  if (typeof observedGeneration === 'number' && typeof generation === 'number' && observedGeneration < generation)
    return false;
  if (!Array.isArray(conditions)) return false;
  return conditions.some(
    (condition: unknown) =>
      isObject(condition) &&
      String(condition['type']).toLowerCase() === name.toLowerCase() &&
      String(condition['status']).toLowerCase() === value.toLowerCase(),
  );
}
