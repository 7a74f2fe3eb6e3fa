import type { SuiteSpec } from './schema/documents.js';

/** Defaults that hold for a folder: those of every Suite on the way, the inner over the outer. */
export type Defaults = Pick<SuiteSpec, 'cluster' | 'namespace' | 'timeouts' | 'labels' | 'tags'>;

export const SUITE_FILES = ['suite.yaml', 'suite.yml'];

/** Inner values win; images, labels and timeouts are joined name by name, nodes are replaced as a whole. */
export function mergeDefaults(outer: Defaults, inner: Defaults): Defaults {
  const cluster = mergeClusters(outer.cluster, inner.cluster);
  const namespace = inner.namespace ?? outer.namespace;
  const timeouts = joined(outer.timeouts, inner.timeouts);
  const tags = [...(outer.tags ?? []), ...(inner.tags ?? [])];
  const labels = joined(outer.labels, inner.labels);
  return {
    ...(cluster === undefined ? {} : { cluster }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(timeouts === undefined ? {} : { timeouts }),
    ...(labels === undefined ? {} : { labels }),
    ...(tags.length === 0 ? {} : { tags }),
  };
}

function mergeClusters(outer: Defaults['cluster'], inner: Defaults['cluster']): Defaults['cluster'] {
  if (outer === undefined || inner === undefined) return inner ?? outer;
  const images = joined(outer.images, inner.images);
  return { ...outer, ...inner, ...(images === undefined ? {} : { images }) };
}

function joined<T extends object>(outer: T | undefined, inner: T | undefined): T | undefined {
  return outer === undefined || inner === undefined ? (inner ?? outer) : { ...outer, ...inner };
}
