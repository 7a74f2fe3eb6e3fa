import type { DiscoveryResource } from '../apis/data.js';
import { discovery } from '../apis/generated/discovery.js';

/** apidiscovery.k8s.io/v2: a group with all that its versions serve. */
interface GroupDiscovery {
  readonly metadata: { readonly name?: string; readonly creationTimestamp: null };
  readonly versions: readonly VersionDiscovery[];
}

interface VersionDiscovery {
  readonly version: string;
  readonly resources: readonly object[];
  readonly freshness: 'Current';
}

/** Whether an Accept header asks for the whole of discovery at once. */
export function wantsAggregated(accept: string | undefined): boolean {
  const [first = ''] = (accept ?? '').split(',');
  return (
    first.includes('as=APIGroupDiscoveryList') && first.includes('g=apidiscovery.k8s.io') && first.includes('v=v2')
  );
}

/** Of the core group, or of all others, in the order of discovery. */
export function aggregatedDiscovery(root: '/api' | '/apis') {
  const items =
    root === '/api'
      ? [groupDiscovery(undefined, [{ version: 'v1', groupVersion: 'v1' }])]
      : discovery.groups.map(({ name, versions }) => groupDiscovery(name, versions));
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
}

function groupDiscovery(
  name: string | undefined,
  versions: readonly { readonly version: string; readonly groupVersion: string }[],
): GroupDiscovery {
  return {
    metadata: { ...(name === undefined ? {} : { name }), creationTimestamp: null },
    versions: versions.map(({ version, groupVersion }) => ({
      version,
      resources: resourcesOf(discovery.resources[groupVersion] ?? []),
      freshness: 'Current',
    })),
  };
}

/** Follows ConvertGroupVersionIntoToDiscovery: subresources go below their resource, which there may be none of. */
function resourcesOf(entries: readonly DiscoveryResource[]): readonly object[] {
  const names = new Set(entries.map(({ name }) => name.split('/')[0] ?? name));
  return [...names].map((plural) => {
    const own = entries.find(({ name }) => name === plural);
    const subresources = entries.filter(({ name }) => name.startsWith(`${plural}/`)).map(subresourceOf(plural));
    const first = own ?? entries.find(({ name }) => name.startsWith(`${plural}/`));
    return {
      resource: plural,
      responseKind: own === undefined ? NO_KIND : kindOf(own),
      scope: first?.namespaced === true ? 'Namespaced' : 'Cluster',
      singularResource: own?.singularName ?? '',
      verbs: own?.verbs ?? null,
      ...(own?.shortNames === undefined ? {} : { shortNames: own.shortNames }),
      ...(own?.categories === undefined ? {} : { categories: own.categories }),
      ...(subresources.length === 0 ? {} : { subresources }),
    };
  });
}

function subresourceOf(plural: string) {
  return (entry: DiscoveryResource): object => ({
    subresource: entry.name.slice(plural.length + 1),
    responseKind: kindOf(entry),
    verbs: entry.verbs,
  });
}

const NO_KIND = { group: '', version: '', kind: '' };

function kindOf({ group = '', version = '', kind }: DiscoveryResource): object {
  return { group, version, kind };
}
