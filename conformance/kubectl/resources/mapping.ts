import type { DiscoveryResource, Schema } from '../../../engine/apis/data.js';
import { discovery } from '../../../engine/apis/generated/discovery.js';
import { groupVersion, type Resource } from '../../../engine/apis/resource.js';
import { schemaOf } from '../../../engine/apiserver/registry/catalogue.js';
import { quote } from '../../../engine/apimachinery/quote.js';
import { fail, type Failure } from '../failure.js';

/** A kind, the collection that holds it, and what discovery says of it: meta.RESTMapping. */
export interface Mapping {
  readonly resource: Resource;
  readonly singular: string;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** 'status', 'scale'. */
  readonly subresources: readonly string[];
  /** Of built-in kinds; custom ones are patched without. */
  readonly schema: Schema | undefined;
}

/** One version of a group, as discovery lists it. */
export interface GroupVersionList {
  readonly groupVersion: string;
  readonly resources: readonly DiscoveryResource[];
}

/** The mappings of a discovery list; subresources have none. */
export function mappingsOf({ groupVersion: gv, resources }: GroupVersionList): readonly Mapping[] {
  const { group, version } = parseGroupVersion(gv);
  return resources
    .filter(({ name }) => !name.includes('/'))
    .map(({ name, kind, namespaced, singularName, verbs, shortNames = [], categories = [] }) => ({
      resource: { group, version, plural: name, kind, namespaced },
      singular: singularName === '' ? kind.toLowerCase() : singularName,
      verbs,
      shortNames,
      categories,
      subresources: resources
        .filter((entry) => entry.name.startsWith(`${name}/`))
        .map((entry) => entry.name.slice(name.length + 1)),
      schema: schemaOf(group, version, kind),
    }));
}

export function parseGroupVersion(text: string): { readonly group: string; readonly version: string } {
  const slash = text.indexOf('/');
  return slash < 0 ? { group: '', version: text } : { group: text.slice(0, slash), version: text.slice(slash + 1) };
}

/** The built-in lists: the core group, then the others by priority, each with its preferred version first. */
const builtIn: readonly GroupVersionList[] = [
  'v1',
  ...discovery.groups.flatMap(({ preferredVersion, versions }) => [
    preferredVersion.groupVersion,
    ...versions.map((version) => version.groupVersion).filter((gv) => gv !== preferredVersion.groupVersion),
  ]),
].flatMap((gv) => {
  const resources = discovery.resources[gv];
  return resources === undefined ? [] : [{ groupVersion: gv, resources }];
});

/** Every built-in mapping, the preferred of several first. */
export const builtInMappings: readonly Mapping[] = builtIn.flatMap(mappingsOf);

/** What a word means: a resource, or a shortcut of one. */
interface Wanted {
  readonly resource: string;
  readonly group: string;
  readonly version: string;
}

/** 'pods', 'deploy', 'deployments.apps', 'deployments.v1.apps', 'Deployment.v1.apps': Builder.mappingFor. */
export function mappingFor(mappings: readonly Mapping[], word: string): Mapping | undefined {
  const [resource = '', ...rest] = word.split('.');
  const partial = { resource, group: rest.join('.'), version: '' };
  const full = rest.length < 2 ? undefined : { resource, version: rest[0] ?? '', group: rest.slice(1).join('.') };
  return (
    (full === undefined ? undefined : kindFor(mappings, full)) ??
    kindFor(mappings, partial) ??
    (full === undefined ? undefined : byKind(mappings, full.group, full.resource, full.version)) ??
    byKind(mappings, partial.group, partial.resource)
  );
}

/** RESTMapper.KindFor behind the shortcut expander. */
function kindFor(mappings: readonly Mapping[], wanted: Wanted): Mapping | undefined {
  const { resource, group, version } = expandShortcut(mappings, wanted);
  const name = resource.toLowerCase();
  const named = mappings.filter(
    (mapping) =>
      (mapping.resource.plural === name || mapping.singular === name) &&
      (version === '' || mapping.resource.version === version),
  );
  if (group === '' || version !== '') return named.find((mapping) => group === '' || mapping.resource.group === group);
  return (
    named.find((mapping) => mapping.resource.group === group) ??
    named.find((mapping) => mapping.resource.group.startsWith(group))
  );
}

/** restmapper.shortcutExpander. */
function expandShortcut(mappings: readonly Mapping[], wanted: Wanted): Wanted {
  const inGroup = mappings.filter(({ resource }) => wanted.group === '' || resource.group === wanted.group);
  if (inGroup.some(({ resource, singular }) => wanted.resource === resource.plural || wanted.resource === singular))
    return wanted;
  const short = inGroup.find(({ shortNames }) => shortNames.includes(wanted.resource));
  if (short !== undefined) return { resource: short.resource.plural, group: short.resource.group, version: '' };
  if (wanted.group === '') return wanted;
  const prefixed = mappings.find(
    ({ resource, shortNames }) => resource.group.startsWith(wanted.group) && shortNames.includes(wanted.resource),
  );
  return prefixed === undefined
    ? wanted
    : { ...wanted, resource: prefixed.resource.plural, group: prefixed.resource.group };
}

/** Other resources that a short name stands for as well, of lower priority: 'events.events.k8s.io'. */
export function otherMeanings(mappings: readonly Mapping[], word: string): readonly string[] {
  const isFullName = mappings.some(({ resource, singular }) => word === resource.plural || word === singular);
  if (isFullName || word.includes('.')) return [];
  const names = mappings.filter(({ shortNames }) => shortNames.includes(word)).map(qualifiedName);
  return [...new Set(names)].slice(1);
}

/** The mapping of a kind, spelled right or in lower case; without a version the preferred one (RESTMapper.RESTMapping). */
export function byKind(mappings: readonly Mapping[], group: string, kind: string, version = ''): Mapping | undefined {
  return mappings.find(
    ({ resource }) =>
      resource.group === group &&
      (resource.kind === kind || resource.kind.toLowerCase() === kind) &&
      (version === '' || resource.version === version),
  );
}

/** What a category stands for ('all'), as 'resource.group' words in the order of discovery; undefined: no category. */
export function categoryWords(mappings: readonly Mapping[], word: string): readonly string[] | undefined {
  const words = mappings.filter(({ categories }) => categories.includes(word)).map(qualifiedName);
  return words.length === 0 ? undefined : [...new Set(words)];
}

/** meta.NoKindMatchError. */
export function noKindMatch(group: string, kind: string, version: string): Failure {
  if (version === '') return fail(`no matches for kind ${quote(kind)} in group ${quote(group)}`);
  return fail(`no matches for kind ${quote(kind)} in version ${quote(groupVersion({ group, version }))}`);
}

/** 'deployments.apps', or 'pods' in the core group. */
export function qualifiedName({ resource }: Mapping): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}

/** 'deployment.apps', or 'pod' in the core group: a kind in messages. */
export function kindName({ resource }: Mapping): string {
  const kind = resource.kind.toLowerCase();
  return resource.group === '' ? kind : `${kind}.${resource.group}`;
}

/** 'deployment.apps/web', as kubectl names an object in its messages. */
export function objectName(mapping: Mapping, name: string): string {
  return `${kindName(mapping)}/${name}`;
}

/** 'apps/v1, Resource=deployments' (schema.GroupVersionResource.String). */
export function resourceText({ group, version, plural }: Resource): string {
  return `${group}/${version}, Resource=${plural}`;
}

/** 'apps/v1, Kind=Deployment' (schema.GroupVersionKind.String). */
export function kindText({ group, version, kind }: Resource): string {
  return `${group}/${version}, Kind=${kind}`;
}
