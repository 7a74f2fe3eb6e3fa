import { extended } from '../../../engine/core/extended.js';
import { EvaluationError, type Environment } from '@marcbachmann/cel-js';
import type { KubeObject } from '../../../engine/apimachinery/object.js';
import { parseLabelSelector } from '../../../engine/apimachinery/labels.js';
import type { Event } from '../../../engine/apis/generated/core.v1.js';
import { events } from '../../../engine/apis/generated/resources.js';
import type { Resource } from '../../../engine/apis/resource.js';
import { builtInKinds, findKind } from '../kinds.js';
import { charge, session, type Session } from './session.js';
import { objectToCel, toCel } from './value.js';

/** Every namespace, in place of one. */
const ALL = '*';

function refuse(code: string, message: string): never {
  throw new EvaluationError({ code, message });
}

/**
 * Gives an environment its look-ups: for every built-in kind its plural, `pods('app=web')`, and its singular,
 * `deployment('web')`, both with an optional namespace ('*' for all); `objects(kind, selector)` and `object(kind, name)`
 * for any kind; `events('pod/web-0')`; `calls('node-1')` for what its kubelet asked of its runtime and device plugins.
 */
export function registerLookups(environment: Environment): void {
  const taken = new Set(['event', 'events']);
  for (const { resource, singular, stored } of builtInKinds()) {
    if (!stored || taken.has(resource.plural)) continue;
    taken.add(resource.plural);
    registerList(environment, resource.plural, resource);
    if (singular !== '' && singular !== resource.plural) registerGet(environment, singular, resource);
  }
  registerAny(environment);
  registerEvents(environment);
  environment.registerFunction('calls(string): list<dyn>', calls);
}

function registerList(environment: Environment, name: string, resource: Resource): void {
  environment
    .registerFunction(`${name}(): list<dyn>`, () => list(resource, name))
    .registerFunction(`${name}(string): list<dyn>`, (selector: string) => list(resource, name, selector))
    .registerFunction(`${name}(string, string): list<dyn>`, (selector: string, namespace: string) =>
      list(resource, name, selector, namespace),
    );
}

function registerGet(environment: Environment, name: string, resource: Resource): void {
  environment
    .registerFunction(`${name}(string): dyn`, (object: string) => get(resource, name, object))
    .registerFunction(`${name}(string, string): dyn`, (object: string, namespace: string) =>
      get(resource, name, object, namespace),
    );
}

function registerAny(environment: Environment): void {
  environment
    .registerFunction('objects(string): list<dyn>', (kind: string) => list(kindNamed(kind), kind))
    .registerFunction('objects(string, string): list<dyn>', (kind: string, selector: string) =>
      list(kindNamed(kind), kind, selector),
    )
    .registerFunction('objects(string, string, string): list<dyn>', (kind: string, selector: string, ns: string) =>
      list(kindNamed(kind), kind, selector, ns),
    )
    .registerFunction('object(string, string): dyn', (kind: string, name: string) => get(kindNamed(kind), kind, name))
    .registerFunction('object(string, string, string): dyn', (kind: string, name: string, ns: string) =>
      get(kindNamed(kind), kind, name, ns),
    );
}

function registerEvents(environment: Environment): void {
  environment
    .registerFunction('events(): list<dyn>', () => list(events, 'events'))
    .registerFunction('events(string): list<dyn>', (object: string) => eventsOf(object))
    .registerFunction('events(string, string): list<dyn>', (object: string, namespace: string) =>
      eventsOf(object, namespace),
    );
}

function kindNamed(name: string): Resource {
  const resource = findKind(name)?.resource ?? session().world.findResource?.(name);
  return resource ?? refuse('unknown_kind', `no kind is called '${name}'`);
}

function scope(resource: Resource, namespace: string): string | undefined {
  return resource.namespaced && namespace !== ALL ? namespace : undefined;
}

function list(resource: Resource, kind: string, selector?: string, namespace = session().namespace): unknown[] {
  const now = session();
  const all = now.world.list(resource, scope(resource, namespace));
  charge(all.length + 1);
  const found = selector === undefined ? all : selected(all, selector, kind);
  return observed(now, resource, found, { kind, call: call(kind, selector), namespace });
}

function observed(
  now: Session,
  resource: Resource,
  found: readonly KubeObject[],
  lookup: { readonly kind: string; readonly call: string; readonly namespace: string },
): unknown[] {
  now.lookups.push(extended(lookup, { found: found.length }));
  const values = found.map((object) => objectToCel(resource, object));
  now.observed.add(values);
  return values;
}

function call(kind: string, argument: string | undefined): string {
  return argument === undefined ? `${kind}()` : `${kind}('${argument}')`;
}

function selected(all: readonly KubeObject[], text: string, kind: string): readonly KubeObject[] {
  if (text.trim() === '') refuse('empty_selector', `the selector is empty: write ${kind}() for all`);
  const selector = parseLabelSelector(text);
  if (!selector.ok) return refuse('invalid_selector', `'${text}' is not a label selector: ${selector.error}`);
  return all.filter((object) => selector.value.matches(object.metadata.labels));
}

function get(resource: Resource, kind: string, name: string, namespace = session().namespace): unknown {
  const now = session();
  charge(1);
  const object = now.world.get(resource, resource.namespaced ? namespace : '', name);
  now.lookups.push({ kind, call: call(kind, name), name, namespace, found: object === undefined ? 0 : 1 });
  return object === undefined ? null : objectToCel(resource, object);
}

/** Events about 'pod/web-0'. */
function eventsOf(object: string, namespace = session().namespace): unknown[] {
  const [kind = '', name = ''] = object.split('/');
  if (name === '') refuse('invalid_object', `events('${object}'): write the object as kind/name, e.g. pod/web-0`);
  const resource = kindNamed(kind);
  const now = session();
  const all = now.world.list(events, scope(events, namespace)) as readonly Event[];
  charge(all.length + 1);
  const found = all.filter(
    ({ involvedObject }) => involvedObject.kind === resource.kind && involvedObject.name === name,
  );
  return observed(now, events, found, { kind: 'events', call: call('events', object), namespace });
}

/** Calls of a node's kubelet: `call`, and `pod`, `container`, `image`, `resource`, `devices`, … where it has them. */
function calls(node: string): unknown[] {
  const now = session();
  const found = now.world.calls?.(node) ?? [];
  charge(found.length + 1);
  now.lookups.push({ kind: 'calls', call: call('calls', node), namespace: '', found: found.length });
  const values = found.map((one) => toCel(one));
  now.observed.add(values);
  return values;
}
