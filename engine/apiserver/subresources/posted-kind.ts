import type { Resource } from '../../apis/resource.js';
import { schemaOf, type Served } from '../registry/catalogue.js';

/** How bodies of a kind are read that is sent to subresources only, and never stored: Scale, Eviction. */
export function postedKind(group: string, version: string, kind: string): Served {
  const resource: Resource = { group, version, plural: `${kind.toLowerCase()}s`, kind, namespaced: true };
  return {
    resource,
    singular: kind.toLowerCase(),
    verbs: [],
    shortNames: [],
    categories: [],
    subresources: new Map(),
    schema: schemaOf(group, version, kind),
    strategy: { resource },
  };
}
