import { isObject } from '../../../../engine/apimachinery/object.js';
import type { Command } from '../../command.js';
import { fail, isFailure, type Failure } from '../../failure.js';
import { durationOf, isGiven, textOf, valuesOf, type Arguments } from '../../flags.js';
import { PRINT_FLAGS, printerFor } from '../../printers/print-flags.js';
import { pathOf, bodyOf } from '../../resources/requests.js';
import { usage } from '../../usage.js';

const BOUND_KINDS: Readonly<Record<string, string>> = { Node: 'v1', Pod: 'v1', Secret: 'v1' };

/** `kubectl create token SERVICEACCOUNT [--duration=…]`. */
export const createToken: Command = {
  name: 'create token',
  flags: [
    ...PRINT_FLAGS,
    { name: 'audience', type: 'array' },
    { name: 'duration', type: 'duration' },
    { name: 'bound-object-kind', type: 'string' },
    { name: 'bound-object-name', type: 'string' },
    { name: 'bound-object-uid', type: 'string' },
  ],
  *run(session, args) {
    const [name] = args.positional;
    if (name === undefined || args.before.length !== 1)
      return usage('create token', `exactly one NAME is required, got ${args.before.length}`);
    const print = printerFor(session, args, { operation: 'created', typed: true });
    if (isFailure(print)) return print;
    const wrong = validate(args);
    if (wrong !== undefined) return wrong;
    const mapping = yield* session.mappingOfKind('', 'ServiceAccount', 'v1');
    if (isFailure(mapping)) return mapping;
    const place = { mapping, namespace: session.namespace, name, subresource: 'token' };
    const response = yield* session.send({ method: 'POST', path: pathOf(place), body: requestOf(args) });
    const token = bodyOf(response, 'POST', place);
    if (isFailure(token)) return fail(`failed to create token: ${token.failed}`);
    const { status } = token;
    const text = isObject(status) && typeof status['token'] === 'string' ? status['token'] : '';
    if (text === '') return fail('failed to create token: no token in server response');
    if (isGiven(args, 'output')) return print(token);
    session.write(text);
    return undefined;
  },
};

function validate(args: Arguments): Failure | undefined {
  const duration = durationOf(args, 'duration', 0);
  const kind = textOf(args, 'bound-object-kind');
  if (duration < 0) return fail('--duration must be greater than or equal to 0');
  if (duration % 1_000 !== 0) return fail('--duration cannot be expressed in units less than seconds');
  if (valuesOf(args, 'audience').includes('')) return fail('--audience must not be an empty string');
  if (kind === '') {
    if (textOf(args, 'bound-object-name') !== '')
      return fail('--bound-object-name can only be set if --bound-object-kind is provided');
    if (textOf(args, 'bound-object-uid') !== '')
      return fail('--bound-object-uid can only be set if --bound-object-kind is provided');
    return undefined;
  }
  if (BOUND_KINDS[kind] === undefined)
    return fail(`supported --bound-object-kind values are ${Object.keys(BOUND_KINDS).join(', ')}`);
  return textOf(args, 'bound-object-name') === ''
    ? fail('--bound-object-name is required if --bound-object-kind is provided')
    : undefined;
}

function requestOf(args: Arguments) {
  const duration = durationOf(args, 'duration', 0);
  const kind = textOf(args, 'bound-object-kind');
  const audiences = valuesOf(args, 'audience');
  const bound = {
    kind,
    apiVersion: BOUND_KINDS[kind],
    name: textOf(args, 'bound-object-name'),
    uid: textOf(args, 'bound-object-uid'),
  };
  return {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: {},
    spec: {
      audiences: audiences.length === 0 ? null : audiences,
      expirationSeconds: duration === 0 ? null : duration / 1_000,
      boundObjectRef: kind === '' ? null : bound,
    },
    status: { token: '', expirationTimestamp: null },
  };
}
