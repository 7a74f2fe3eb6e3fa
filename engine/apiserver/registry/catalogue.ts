import type { KubeObject } from '../../apimachinery/object.js';
import { discovery } from '../../apis/generated/discovery.js';
import { schemas } from '../../apis/generated/schemas.js';
import { groupVersion, resourceKey, type Resource } from '../../apis/resource.js';
import type { DiscoveryResource, Schema } from '../../apis/data.js';
import { keepStatus } from './generic/default-strategy.js';
import { otherStrategies } from './other-strategies.js';
import type { Strategy } from './strategy.js';
import { workloadStrategies } from './workload-strategies.js';

/** A collection that is served: its name, what can be done with it, its schema and its strategy. */
export interface Served {
  readonly resource: Resource;
  readonly singular: string;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** Names of its subresources: 'status', 'scale'. */
  readonly subresources: ReadonlyMap<string, Subresource>;
  /** Absent for kinds that are only posted, never stored. */
  readonly schema: Schema | undefined;
  readonly strategy: Strategy;
}

export interface Subresource {
  readonly name: string;
  /** Of the body: 'Scale' in 'autoscaling/v1', or the parent's own. */
  readonly kind: string;
  readonly groupVersion: string;
  readonly verbs: readonly string[];
}

const strategies = new Map<string, Strategy>(
  [...workloadStrategies, ...otherStrategies].map((strategy) => [versionedKey(strategy.resource), strategy]),
);

const byKind = new Map<string, Schema>();
const byVersion = new Map<string, Map<string, Schema>>();
for (const schema of Object.values(schemas))
  for (const { group, version, kind } of schema['x-kubernetes-group-version-kind'] ?? [])
    add({ group, version, kind }, schema);

function add({ group, version, kind }: { group: string; version: string; kind: string }, schema: Schema): void {
  byKind.set(`${group}/${version}/${kind}`, schema);
  const apiVersion = groupVersion({ group, version });
  const kinds = byVersion.get(apiVersion) ?? new Map<string, Schema>();
  byVersion.set(apiVersion, kinds.set(kind, schema));
}

function versionedKey(resource: Resource): string {
  return `${groupVersion(resource)}/${resource.plural}`;
}

/** The schema of an object, by what it says of itself; undefined when it is not served. */
export function schemaOfObject({ apiVersion = '', kind = '' }: KubeObject): Schema | undefined {
  return byVersion.get(apiVersion)?.get(kind);
}

/** The schema of a kind, or undefined when it is not served. */
export function schemaOf(group: string, version: string, kind: string): Schema | undefined {
  return byKind.get(`${group}/${version}/${kind}`);
}

function serve(): readonly Served[] {
  const served: Served[] = [];
  for (const [gv, entries] of Object.entries(discovery.resources)) {
    const slash = gv.indexOf('/');
    const [group, version] = slash < 0 ? ['', gv] : [gv.slice(0, slash), gv.slice(slash + 1)];
    for (const entry of entries) {
      if (entry.name.includes('/')) continue;
      const resource: Resource = { group, version, plural: entry.name, kind: entry.kind, namespaced: entry.namespaced };
      served.push({
        resource,
        singular: entry.singularName,
        verbs: entry.verbs,
        shortNames: entry.shortNames ?? [],
        categories: entry.categories ?? [],
        subresources: subresourcesOf(entry.name, gv, entries),
        schema: schemaOf(group, version, entry.kind),
        strategy: withStatus(
          strategies.get(versionedKey(resource)) ?? { resource },
          entries,
          schemaOf(group, version, entry.kind),
        ),
      });
    }
  }
  return served;
}

function withStatus(strategy: Strategy, entries: readonly DiscoveryResource[], schema: Schema | undefined): Strategy {
  const hasStatus = entries.some(({ name }) => name === `${strategy.resource.plural}/status`);
  return hasStatus ? keepStatus(strategy, schema) : strategy;
}

function subresourcesOf(
  plural: string,
  gv: string,
  entries: readonly DiscoveryResource[],
): ReadonlyMap<string, Subresource> {
  const found = new Map<string, Subresource>();
  for (const entry of entries) {
    if (!entry.name.startsWith(`${plural}/`)) continue;
    const name = entry.name.slice(plural.length + 1);
    const own = entry.version === undefined ? gv : entry.group ? `${entry.group}/${entry.version}` : entry.version;
    found.set(name, { name, kind: entry.kind, groupVersion: own, verbs: entry.verbs });
  }
  return found;
}

/** Every collection of discovery, in discovery's order. */
export const served: readonly Served[] = serve();

const byPath = new Map(served.map((entry) => [versionedKey(entry.resource), entry]));
const byKey = new Map<string, Served>();
for (const entry of served) if (!byKey.has(resourceKey(entry.resource))) byKey.set(resourceKey(entry.resource), entry);

const groups: ReadonlySet<string> = new Set(served.map(({ resource }) => resource.group));

/** Whether anything is served of a group, in any version. */
export function isServedGroup(group: string): boolean {
  return groups.has(group);
}

/** What is served under a group, version and plural. */
export function findServed(group: string, version: string, plural: string): Served | undefined {
  return byPath.get(versionedKey({ group, version, plural, kind: '', namespaced: false }));
}

/** What is served under a resourceKey ('pods', 'apps/deployments'), in its preferred version. */
export function servedByKey(key: string): Served | undefined {
  return byKey.get(key);
}

/** What serves a kind, e.g. to follow an owner reference. */
export function servedByKind(apiVersion: string, kind: string): Served | undefined {
  return served.find((entry) => entry.resource.kind === kind && groupVersion(entry.resource) === apiVersion);
}
