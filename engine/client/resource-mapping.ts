import type { KubeObject } from '../apimachinery/object.js';
import type { CustomResourceDefinition } from '../apis/generated/apiextensions.v1.js';
import { discovery } from '../apis/generated/discovery.js';
import { customresourcedefinitions } from '../apis/generated/resources.js';
import type { DiscoveryResource } from '../apis/data.js';
import { groupVersion, type Resource } from '../apis/resource.js';
import type { View } from './view.js';

/** A collection with the verbs that it serves. */
export interface DiscoveredResource extends Resource {
  readonly verbs: readonly string[];
}

/** What custom resources serve. */
const CUSTOM_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

function builtin(): readonly DiscoveredResource[] {
  const found: DiscoveredResource[] = [];
  for (const [name, entries] of Object.entries(discovery.resources)) {
    const slash = name.indexOf('/');
    const [group, version] = slash < 0 ? ['', name] : [name.slice(0, slash), name.slice(slash + 1)];
    for (const entry of entries) if (!entry.name.includes('/')) found.push(discovered(group, version, entry));
  }
  return found;
}

function discovered(group: string, version: string, entry: DiscoveryResource): DiscoveredResource {
  const { name: plural, kind, namespaced, verbs } = entry;
  return { group, version, plural, kind, namespaced, verbs };
}

const BUILTIN = builtin();
const KINDS = new Map(BUILTIN.map((resource) => [kindKey(groupVersion(resource), resource.kind), resource]));

const preferredVersions = new Map(
  discovery.groups.map(({ name, preferredVersion }) => [name, preferredVersion.version]),
);
const PREFERRED = BUILTIN.filter(({ group, version }) => (preferredVersions.get(group) ?? version) === version);

function kindKey(apiVersion: string, kind: string): string {
  return `${apiVersion}/${kind}`;
}

/** The built-in collections that serve all of these verbs, each in its preferred version. */
export function builtinResources(...verbs: readonly string[]): readonly DiscoveredResource[] {
  return PREFERRED.filter((resource) => verbs.every((verb) => resource.verbs.includes(verb)));
}

/** Every collection that serves all of these verbs, custom ones included (ServerPreferredResources). */
export function preferredResources(view: View, ...verbs: readonly string[]): readonly DiscoveredResource[] {
  const custom: DiscoveredResource[] = [];
  for (const definition of view.list(customresourcedefinitions)) {
    const first = customResources(definition)[0];
    if (first !== undefined && verbs.every((verb) => CUSTOM_VERBS.includes(verb))) custom.push(first);
  }
  return [...builtinResources(...verbs), ...custom];
}

/** The collection of a kind (RESTMapper.RESTMapping); undefined when no server knows it. */
export function resourceOfKind(view: View, apiVersion: string, kind: string): DiscoveredResource | undefined {
  const known = KINDS.get(kindKey(apiVersion, kind));
  if (known !== undefined) return known;
  for (const definition of view.list(customresourcedefinitions)) {
    if (definition.spec.names.kind !== kind) continue;
    const served = customResources(definition).find((resource) => groupVersion(resource) === apiVersion);
    if (served !== undefined) return served;
  }
  return undefined;
}

/** The collection that an object of any kind is stored in. */
export function resourceOf(view: View, object: KubeObject): DiscoveredResource | undefined {
  return resourceOfKind(view, object.apiVersion ?? '', object.kind ?? '');
}

const customs = new WeakMap<object, readonly DiscoveredResource[]>();

/** The served versions of an established definition, the preferred one first. */
function customResources(definition: CustomResourceDefinition): readonly DiscoveredResource[] {
  const known = customs.get(definition);
  if (known !== undefined) return known;
  const { group, names, scope, versions } = definition.spec;
  const established = definition.status.conditions?.some(
    ({ type, status }) => type === 'Established' && status === 'True',
  );
  const made = versions
    .filter(({ served }) => served && established === true)
    .map(({ name }) => name)
    .sort(compareVersions)
    .map((version) => ({
      group,
      version,
      plural: names.plural,
      kind: names.kind,
      namespaced: scope === 'Namespaced',
      verbs: CUSTOM_VERBS,
    }));
  customs.set(definition, made);
  return made;
}

const VERSION = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/;
const STABILITY: Readonly<Record<string, number>> = { alpha: 1, beta: 2 };

/** The preferred version first: stable before beta before alpha, high before low, the rest by name (CompareKubeAwareVersionStrings). */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [versionRank(a), versionRank(b)];
  if (left === undefined || right === undefined) {
    if (left !== undefined) return -1;
    if (right !== undefined) return 1;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  for (let i = 0; i < 3; i++) {
    const difference = (right[i] ?? 0) - (left[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function versionRank(version: string): readonly number[] | undefined {
  const [matched, major, stability, minor] = VERSION.exec(version) ?? [];
  if (matched === undefined) return undefined;
  return [stability === undefined ? 3 : (STABILITY[stability] ?? 0), Number(major), Number(minor ?? 0)];
}
