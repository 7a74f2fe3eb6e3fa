import { discovery } from '../../engine/apis/generated/discovery.js';
import type { Resource } from '../../engine/apis/resource.js';

/** A built-in collection with the names that kubectl knows it by. */
export interface Kind {
  readonly resource: Resource;
  readonly singular: string;
  readonly shortNames: readonly string[];
  /** Can be listed and watched: stored, not only posted. */
  readonly stored: boolean;
}

let kinds: readonly Kind[] | undefined;
const byName = new Map<string, Kind>();

/** Every built-in kind, the core group first, then in the API server's order of preference. */
export function builtInKinds(): readonly Kind[] {
  kinds ??= Object.entries(discovery.resources).flatMap(([groupVersion, entries]) =>
    entries
      .filter((entry) => !entry.name.includes('/'))
      .map((entry): Kind => {
        const [group = '', version = ''] = groupVersion.includes('/') ? groupVersion.split('/') : ['', groupVersion];
        return {
          resource: { group, version, plural: entry.name, kind: entry.kind, namespaced: entry.namespaced },
          singular: entry.singularName,
          shortNames: entry.shortNames ?? [],
          stored: entry.verbs.includes('list'),
        };
      }),
  );
  return kinds;
}

/**
 * A kind by any name that kubectl takes: 'pods', 'pod', 'po', 'Pod', 'deployments.apps', 'deployments.v1.apps'.
 * Upper and lower case are the same.
 */
export function findKind(name: string): Kind | undefined {
  if (byName.size === 0) for (const kind of builtInKinds()) for (const alias of names(kind)) claim(alias, kind);
  return byName.get(name.toLowerCase());
}

function claim(alias: string, kind: Kind): void {
  const key = alias.toLowerCase();
  if (!byName.has(key)) byName.set(key, kind);
}

function names({ resource, singular, shortNames }: Kind): readonly string[] {
  const { group, version, plural, kind } = resource;
  const plain = [plural, singular, kind, ...shortNames];
  return group === ''
    ? plain
    : [...plain, `${plural}.${group}`, `${singular}.${group}`, `${plural}.${version}.${group}`];
}

/** A kind by apiVersion and kind; only exactly what is served. */
export function findGroupVersionKind(apiVersion: string, kind: string): Resource | undefined {
  const found = builtInKinds().find(
    ({ resource }) =>
      resource.kind === kind &&
      apiVersion === (resource.group === '' ? resource.version : `${resource.group}/${resource.version}`),
  );
  return found?.resource;
}
