import { isObject, type KubeObject } from '../apimachinery/object.js';
import type { Served } from './registry/catalogue.js';
import type { Response } from './request.js';

/** The answer in the version that was asked for, when that is not the stored one: objects, lists and watches. */
export function presented(served: Served, response: Response): Response {
  const { body } = response;
  if (served.strategy.present === undefined || !isObject(body)) return response;
  const { items, events } = body;
  if (Array.isArray(items))
    return { ...response, body: { ...body, items: items.map((item) => withoutType(shown(served, item))) } };
  if (Array.isArray(events)) {
    const seen = events.map((event: unknown) =>
      isObject(event) ? { ...event, object: shown(served, event['object']) } : event,
    );
    return { ...response, body: { ...body, events: seen } };
  }
  return body['kind'] === served.resource.kind ? { ...response, body: shown(served, body) } : response;
}

/** One stored object in the version that `served` serves. */
export function presentedObject({ strategy }: Served, stored: KubeObject): KubeObject {
  return strategy.present?.(stored) ?? stored;
}

function shown(served: Served, object: unknown): KubeObject {
  // What a collection answers are its stored objects.
  return presentedObject(served, object as KubeObject);
}

/** Items of a list carry no type of their own. */
function withoutType(object: KubeObject): KubeObject {
  const { apiVersion: _version, kind: _kind, ...rest } = object;
  return rest;
}
