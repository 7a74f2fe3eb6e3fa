import type { KubeObject } from '../../engine/apimachinery/object.js';
import { parseLabelSelector } from '../../engine/apimachinery/labels.js';
import type { Selection } from './condition.js';
import type { World } from './world.js';

const NONE: readonly KubeObject[] = [];

/** The objects that a selection means, in key order. A selector that does not parse selects nothing. */
export function select(world: World, { resource, namespace, name, selector }: Selection): readonly KubeObject[] {
  if (name !== undefined && (namespace !== undefined || !resource.namespaced)) {
    const object = world.get(resource, namespace ?? '', name);
    return object === undefined || !selects(selector, object) ? NONE : [object];
  }
  const all = world.list(resource, resource.namespaced ? namespace : undefined);
  if (name === undefined && selector === undefined) return all;
  return all.filter((object) => (name === undefined || object.metadata.name === name) && selects(selector, object));
}

const parsed = new Map<string, (object: KubeObject) => boolean>();

function selects(selector: string | undefined, object: KubeObject): boolean {
  if (selector === undefined) return true;
  let matches = parsed.get(selector);
  if (matches === undefined) {
    const result = parseLabelSelector(selector);
    matches = ({ metadata }) => result.ok && result.value.matches(metadata.labels);
    parsed.set(selector, matches);
  }
  return matches(object);
}

/** 'deployment/web', 'Pods with app=web in namespace default': a selection in words. */
export function formatSelection({ resource, namespace, name, selector }: Selection): string {
  const where = !resource.namespaced
    ? ''
    : namespace === undefined
      ? ' in any namespace'
      : ` in namespace ${namespace}`;
  if (name !== undefined) return `${resource.kind.toLowerCase()}/${name}${namespace === 'default' ? '' : where}`;
  return `${resource.plural}${selector === undefined ? '' : ` with ${selector}`}${where}`;
}

/** 'deployment/web', or 'deployment/web in shop' outside the default namespace. */
export function formatObject(kind: string, { metadata }: KubeObject): string {
  const { namespace = '', name } = metadata;
  return `${kind.toLowerCase()}/${name}${namespace === '' || namespace === 'default' ? '' : ` in ${namespace}`}`;
}
