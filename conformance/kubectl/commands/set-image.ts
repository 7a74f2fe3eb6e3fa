import { isObject, type JsonObject, type KubeObject } from '../../../engine/apimachinery/object.js';
import { resourcePath } from '../../../engine/apis/resource.js';
import type { Kubectl } from '../effect.js';
import type { Command } from '../kubectl.js';
import { objectName } from '../mapping.js';
import { SELECT_FLAGS, selectObjects, type Selected } from '../select.js';
import { fail, isFailure, isSuccess, serverError, type Session } from '../session.js';

/** `kubectl set image TYPE/NAME container=image …`, a strategic merge patch of the pod template. */
export const setImage: Command = {
  name: 'set image',
  flags: [...SELECT_FLAGS, { name: 'containers', short: 'c', type: 'value' }],
  *run(session, args) {
    const images = args.positional.filter((word) => word.includes('='));
    const rest = { ...args, positional: args.positional.filter((word) => !word.includes('=')) };
    if (images.length === 0) return fail('error: at least one image update is required');
    const selected = yield* selectObjects(session, rest, { allByDefault: true });
    if (isFailure(selected)) return selected;
    const errors: string[] = [...selected.errors];
    for (const target of selected.objects) {
      const refused = yield* setOne(session, target, images.map(pair));
      if (refused !== undefined) errors.push(refused);
    }
    return errors.length === 0 ? undefined : fail(errors.join('\n'));
  },
};

function pair(word: string): readonly [string, string] {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
}

function* setOne(
  session: Session,
  target: Selected,
  images: readonly (readonly [string, string])[],
): Kubectl<string | undefined> {
  const { served, namespace, name } = target;
  const path = resourcePath(served.resource, namespace, name);
  const found = yield* session.send({ method: 'GET', path });
  if (!isSuccess(found)) return serverError(found);
  const spec = podSpecOf(found.body as KubeObject);
  if (spec === undefined) return `error: ${objectName(served, name)} not a pod or does not have a pod template`;
  const containers: JsonObject[] = [];
  const initContainers: JsonObject[] = [];
  for (const [container, image] of images) {
    const inApp = hasContainer(spec['containers'], container);
    const inInit = hasContainer(spec['initContainers'], container);
    if (container !== '*' && !inApp && !inInit)
      return `error: unable to find container named ${JSON.stringify(container)}`;
    for (const other of namesOf(spec['containers']))
      if (container === '*' || other === container) containers.push({ name: other, image });
    for (const other of namesOf(spec['initContainers']))
      if (container === '*' || other === container) initContainers.push({ name: other, image });
  }
  const part = {
    ...(containers.length > 0 ? { containers } : {}),
    ...(initContainers.length > 0 ? { initContainers } : {}),
  };
  const body = { spec: served.resource.plural === 'pods' ? part : { template: { spec: part } } };
  const response = yield* session.send({
    method: 'PATCH',
    path,
    contentType: 'application/strategic-merge-patch+json',
    body,
  });
  if (!isSuccess(response)) return serverError(response);
  session.print(`${objectName(served, name)} image updated`);
  return undefined;
}

/** The pod spec of a pod, or of the template of a workload. */
export function podSpecOf(object: unknown): JsonObject | undefined {
  const spec = isObject(object) ? object['spec'] : undefined;
  if (!isObject(spec)) return undefined;
  if (Array.isArray(spec['containers'])) return spec;
  const template = spec['template'];
  const inner = isObject(template) ? template['spec'] : undefined;
  return isObject(inner) ? inner : undefined;
}

function namesOf(containers: unknown): readonly string[] {
  if (!Array.isArray(containers)) return [];
  return containers.flatMap((container: unknown) =>
    isObject(container) && typeof container['name'] === 'string' ? [container['name']] : [],
  );
}

function hasContainer(containers: unknown, name: string): boolean {
  return namesOf(containers).includes(name);
}
