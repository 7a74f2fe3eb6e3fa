import { resourcePath, type Resource } from '../../../engine/apis/resource.js';
import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import type { Response } from '../../../engine/index.js';
import type {
  CreateStep,
  DeleteStep,
  EvictStep,
  Manifest,
  PatchStep,
  ReplaceStep,
  ScaleStep,
} from '../../language/plan.js';
import { formatSelection, select } from '../../expectations/select.js';
import type { Selection } from '../../expectations/condition.js';
import { problem, type Problem } from '../problem.js';
import type { Run } from '../run.js';
import { checkResponse, sendAs } from './requests.js';

const STRICT = { fieldValidation: 'Strict' };

interface Place {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
}

function placeOf({ object, resource }: Manifest, namespace: string): Place | undefined {
  if (resource === undefined) return undefined;
  const { metadata } = object;
  const own = isObject(metadata) ? metadata['namespace'] : undefined;
  const name = isObject(metadata) ? metadata['name'] : undefined;
  return {
    resource,
    namespace: resource.namespaced ? (typeof own === 'string' && own !== '' ? own : namespace) : '',
    name: typeof name === 'string' ? name : '',
  };
}

function describe({ object }: Manifest, place: Place): string {
  return `${String(object['kind'])}/${place.name}`;
}

function unknownKind({ source, object }: Manifest): Problem {
  return problem(
    source,
    'the kind is served',
    `no kind ${JSON.stringify(object['kind'])} in version ${JSON.stringify(object['apiVersion'])} is served`,
  );
}

/** POST of each object. */
export function create(run: Run, step: CreateStep): Problem | undefined {
  return eachObject(run, step, (place, object) =>
    sendAs(run, step.as, {
      method: 'POST',
      path: resourcePath(place.resource, place.namespace),
      query: STRICT,
      body: object,
    }),
  );
}

/** PUT of each object. */
export function replace(run: Run, step: ReplaceStep): Problem | undefined {
  return eachObject(run, step, (place, object) => {
    const path = resourcePath(place.resource, place.namespace, place.name, step.subresource);
    return sendAs(run, step.as, { method: 'PUT', path, query: STRICT, body: object });
  });
}

function eachObject(
  run: Run,
  step: CreateStep | ReplaceStep,
  send: (place: Place, object: JsonObject) => Response,
): Problem | undefined {
  for (const manifest of step.objects) {
    const place = placeOf(manifest, step.namespace);
    if (place === undefined) return unknownKind(manifest);
    const what = `${step.type} ${describe(manifest, place)}`;
    const wrong = checkResponse(manifest.source, what, step.expect, send(place, manifest.object));
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** What a selection selects now: a name selects itself, there or not. */
function targets(run: Run, target: Selection): readonly Place[] {
  const { resource, namespace = '', name } = target;
  if (name !== undefined) return [{ resource, namespace, name }];
  return select(run.world, target).map(({ metadata }) => ({
    resource,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
  }));
}

function eachTarget(
  run: Run,
  step: PatchStep | ScaleStep | EvictStep,
  send: (place: Place) => Response,
): Problem | undefined {
  const places = targets(run, step.target);
  const what = `${step.type} ${formatSelection(step.target)}`;
  if (places.length === 0) return problem(step.source, what, 'the selector selects nothing');
  for (const place of places) {
    const wrong = checkResponse(step.source, what, step.expect, send(place));
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

const PATCH_TYPES = {
  strategic: 'application/strategic-merge-patch+json',
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
};

export function patch(run: Run, step: PatchStep): Problem | undefined {
  const { fieldManager, force } = step;
  return eachTarget(run, step, ({ resource, namespace, name }) =>
    sendAs(run, step.as, {
      method: 'PATCH',
      path: resourcePath(resource, namespace, name, step.subresource),
      query: {
        ...STRICT,
        ...(fieldManager === undefined ? {} : { fieldManager }),
        ...(force === undefined ? {} : { force: String(force) }),
      },
      contentType: PATCH_TYPES[step.patchType],
      body: step.patch,
    }),
  );
}

export function scale(run: Run, step: ScaleStep): Problem | undefined {
  return eachTarget(run, step, ({ resource, namespace, name }) => {
    const path = resourcePath(resource, namespace, name, 'scale');
    const body = { spec: { replicas: step.replicas } };
    return sendAs(run, step.as, { method: 'PATCH', path, contentType: PATCH_TYPES.merge, body });
  });
}

export function evict(run: Run, step: EvictStep): Problem | undefined {
  const { gracePeriodSeconds } = step;
  return eachTarget(run, step, ({ resource, namespace, name }) => {
    const deleteOptions = gracePeriodSeconds === undefined ? undefined : { gracePeriodSeconds };
    const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions };
    return sendAs(run, step.as, { method: 'POST', path: resourcePath(resource, namespace, name, 'eviction'), body });
  });
}

const PROPAGATION = { background: 'Background', foreground: 'Foreground', orphan: 'Orphan' };

export function remove(run: Run, step: DeleteStep): Problem | undefined {
  const named = step.objects
    .map((manifest) => placeOf(manifest, step.namespace))
    .filter((place) => place !== undefined);
  const places = [...named, ...(step.target === undefined ? [] : targets(run, step.target))];
  if (places.length === 0 && !step.ignoreNotFound) return problem(step.source, 'delete', 'there is nothing to delete');
  const { gracePeriodSeconds, cascade } = step;
  const body = {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(cascade === undefined ? {} : { propagationPolicy: PROPAGATION[cascade] }),
  };
  for (const { resource, namespace, name } of places) {
    const response = sendAs(run, step.as, { method: 'DELETE', path: resourcePath(resource, namespace, name), body });
    if (response.code === 404 && step.ignoreNotFound) continue;
    const wrong = checkResponse(step.source, `delete ${resource.plural}/${name}`, step.expect, response);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
