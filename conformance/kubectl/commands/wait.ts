import { findResults, parseJsonPath, printValue, relaxedJsonPath } from '../../../engine/apimachinery/jsonpath.js';
import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { quote } from '../../../engine/apimachinery/quote.js';
import {
  ALL_FLAG,
  ALL_NAMESPACES_FLAG,
  choiceOf,
  CHOOSING_FLAGS,
  FIELD_SELECTOR_FLAG,
  LOCAL_FLAG,
} from '../choosing.js';
import type { Command } from '../command.js';
import type { Kubectl } from '../effect.js';
import { aggregate, fail, flatten, isFailure, isNotFound, type Failure } from '../failure.js';
import { durationOf, textOf, type Arguments } from '../flags.js';
import { PRINT_FLAGS, printerFor, type Print } from '../printers/print-flags.js';
import { find, type Choice } from '../resources/builder.js';
import { metadataOf, type Info } from '../resources/info.js';
import { getObject } from '../resources/requests.js';
import type { Session } from '../session.js';
import { timedOut, waitUntilGone } from './delete/wait-until-gone.js';

/** What is waited for. A check is true, false, or an error that ends the wait. */
type Goal =
  | { readonly type: 'delete' }
  | { readonly type: 'create' }
  | { readonly type: 'check'; check(object: JsonObject): boolean | Failure };

const WEEK_MILLIS = 168 * 3_600_000;
const POLL_MILLIS = 500;
const DEFAULT_MILLIS = 30_000;

/** `kubectl wait TYPE/NAME --for=condition=X|delete|create|jsonpath=… [--timeout]` (kubectl/pkg/cmd/wait). */
export const wait: Command = {
  name: 'wait',
  flags: [
    ...CHOOSING_FLAGS,
    ...PRINT_FLAGS,
    ALL_FLAG,
    ALL_NAMESPACES_FLAG,
    FIELD_SELECTOR_FLAG,
    LOCAL_FLAG,
    { name: 'for', type: 'string' },
    { name: 'timeout', type: 'duration' },
  ],
  *run(session, args) {
    const print = printerFor(session, args, { operation: 'condition met' });
    if (isFailure(print)) return print;
    const goal = parseGoal(textOf(args, 'for'));
    if (isFailure(goal)) return goal;
    const timeout = durationOf(args, 'timeout', DEFAULT_MILLIS);
    const limit = timeout < 0 ? WEEK_MILLIS : timeout;
    return yield* waitFor(session, args, goal, limit, print);
  },
};

function* waitFor(
  session: Session,
  args: Arguments,
  goal: Goal,
  timeout: number,
  print: Print,
): Kubectl<Failure | undefined> {
  const choice: Choice = { ...choiceOf(session, args), latest: true };
  const until = session.now + timeout;
  if (goal.type === 'create') {
    const missing = yield* waitUntilFound(session, choice, until);
    if (missing !== undefined) return missing;
  }
  const found = yield* find(session, choice);
  let count = 0;
  const error = yield* found.visit(function* (info) {
    count += 1;
    const failure = yield* waitOne(session, info, goal, timeout, until);
    return failure ?? print(info.object ?? {});
  });
  if (goal.type === 'delete')
    return error === undefined ? undefined : aggregate(flatten(error).filter((part) => !isNotFound(part)));
  return error ?? (count === 0 ? fail('no matching resources found') : undefined);
}

/** --for=create: until the choice finds something. */
function* waitUntilFound(session: Session, choice: Choice, until: number): Kubectl<Failure | undefined> {
  for (;;) {
    const found = yield* find(session, choice);
    const { infos, error } = yield* found.infos();
    if (error !== undefined && !isNotFound(error)) return error;
    if (error === undefined && infos.length > 0) return undefined;
    if (session.now >= until) return fail('timed out waiting for the condition');
    const { idle } = yield* session.pass(Math.min(POLL_MILLIS, until - session.now));
    if (idle) return fail('timed out waiting for the condition');
  }
}

function* waitOne(
  session: Session,
  info: Info,
  goal: Goal,
  timeout: number,
  until: number,
): Kubectl<Failure | undefined> {
  if (info.name === '') return fail('resource name must be provided');
  if (goal.type === 'create') return undefined;
  if (goal.type === 'delete') {
    if (timeout === 0) return yield* goneNow(session, info);
    return yield* waitUntilGone(session, info, undefined, Math.max(1, until - session.now));
  }
  for (;;) {
    const object = yield* getObject(session, info);
    if (isFailure(object)) return object;
    const met = goal.check(object);
    if (isFailure(met)) return met;
    if (met) return undefined;
    if (timeout === 0) return fail(`condition not met for ${info.mapping.resource.plural}/${info.name}`);
    const left = until - session.now;
    if (left <= 0 || (yield* session.pass(left)).idle) return fail(timedOut(info));
  }
}

function* goneNow(session: Session, info: Info): Kubectl<Failure | undefined> {
  const object = yield* getObject(session, info);
  if (isFailure(object)) return isNotFound(object) ? undefined : object;
  return fail(`condition not met for ${info.mapping.resource.plural}/${info.name}`);
}

/** conditionFuncFor. */
function parseGoal(text: string): Goal | Failure {
  const lower = text.toLowerCase();
  if (lower === 'delete' || lower === 'create') return { type: lower };
  if (text.startsWith('condition=')) {
    const rest = text.slice('condition='.length);
    const equals = rest.indexOf('=');
    const [name, value] = equals < 0 ? [rest, 'true'] : [rest.slice(0, equals), rest.slice(equals + 1)];
    return { type: 'check', check: (object) => hasCondition(object, name, value) };
  }
  if (text.startsWith('jsonpath=')) return jsonPathGoal(text.slice('jsonpath='.length));
  return fail(`unrecognized condition: ${quote(text)}`);
}

/** processJSONPathInput: '=' parts path and value, '==' belongs to the path. */
function jsonPathGoal(input: string): Goal | Failure {
  const parts = input.split(/(?<!=)=(?!=)/);
  const [path = '', given] = parts;
  if (parts.length > 2)
    return fail(
      "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'",
    );
  const relaxed = relaxedJsonPath(path);
  if (!relaxed.ok) return fail(relaxed.error);
  const value = given?.replace(/^['"]+|['"]+$/g, '');
  if (value === '')
    return fail("jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3");
  if (relaxed.value === '') return fail('jsonpath expression cannot be empty');
  const parsed = parseJsonPath(relaxed.value);
  if (!parsed.ok) return fail(parsed.error);
  return { type: 'check', check: (object) => hasValue(object, relaxed.value, value) };
}

function hasValue(object: JsonObject, path: string, value: string | undefined): boolean | Failure {
  const results = findResults(path, object);
  if (!results.ok) return fail(results.error);
  const [first = []] = results.value;
  if (first.length === 0) return false;
  if (results.value.length > 1) return fail('given jsonpath expression matches more than one list');
  if (first.length > 1) return fail('given jsonpath expression matches more than one value');
  if (value === undefined) return true;
  const [found] = first;
  if (typeof found === 'object' && found !== null)
    return fail('jsonpath leads to a nested object or list which is not supported');
  return printValue(found).trim() === value.trim();
}

/** ConditionalWait.checkCondition: a status of an older generation does not count. */
function hasCondition(object: JsonObject, name: string, value: string): boolean {
  const status = isObject(object['status']) ? object['status'] : {};
  const { conditions, observedGeneration } = status;
  const list = Array.isArray(conditions) ? conditions.filter(isObject) : [];
  const found = list.find((condition) => String(condition['type']).toLowerCase() === name.toLowerCase());
  if (found === undefined || typeof found['status'] !== 'string') return false;
  const { generation } = metadataOf(object);
  const observed = found['observedGeneration'] ?? observedGeneration;
  if (typeof generation === 'number' && typeof observed === 'number' && observed < generation) return false;
  return found['status'].toLowerCase() === value.toLowerCase();
}
