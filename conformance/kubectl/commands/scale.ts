import { isObject } from '../../../engine/apimachinery/object.js';
import { resourcePath } from '../../../engine/apis/resource.js';
import type { Kubectl } from '../effect.js';
import { flagOf } from '../flags.js';
import type { Command } from '../kubectl.js';
import { objectName } from '../mapping.js';
import { SELECT_FLAGS, selectObjects, type Selected } from '../select.js';
import { fail, isFailure, isSuccess, serverError, type Session } from '../session.js';

/** `kubectl scale TYPE/NAME --replicas=N`, through the scale subresource. */
export const scale: Command = {
  name: 'scale',
  flags: [
    ...SELECT_FLAGS,
    { name: 'replicas', type: 'value' },
    { name: 'current-replicas', type: 'value' },
    { name: 'resource-version', type: 'value' },
    { name: 'timeout', type: 'value' },
  ],
  *run(session, args) {
    const replicas = Number(flagOf(args, 'replicas') ?? '-1');
    if (!Number.isInteger(replicas) || replicas < 0)
      return fail('error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
    const selected = yield* selectObjects(session, args, { allByDefault: true });
    if (isFailure(selected)) return selected;
    const current = Number(flagOf(args, 'current-replicas') ?? '-1');
    const errors: string[] = [...selected.errors];
    for (const target of selected.objects) {
      const refused = yield* scaleOne(session, target, replicas, current);
      if (refused !== undefined) errors.push(refused);
    }
    return errors.length === 0 ? undefined : fail(errors.join('\n'));
  },
};

function* scaleOne(session: Session, target: Selected, replicas: number, current: number): Kubectl<string | undefined> {
  const { served, namespace, name } = target;
  const path = resourcePath(served.resource, namespace, name, 'scale');
  const now = yield* session.send({ method: 'GET', path });
  if (!isSuccess(now)) return serverError(now);
  const had = replicasOf(now.body);
  if (current >= 0 && had !== current) return `error: Expected replicas to be ${current}, was ${had}`;
  const body = { spec: { replicas } };
  const response = yield* session.send({ method: 'PATCH', path, contentType: 'application/merge-patch+json', body });
  if (!isSuccess(response)) return serverError(response);
  session.print(`${objectName(served, name)} scaled`);
  return undefined;
}

function replicasOf(body: unknown): number {
  const spec = isObject(body) ? body['spec'] : undefined;
  const replicas = isObject(spec) ? spec['replicas'] : undefined;
  return typeof replicas === 'number' ? replicas : 0;
}
