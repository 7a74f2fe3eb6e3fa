import type { KubeObject } from '../apimachinery/object.js';
import type { Pod } from '../apis/generated/core.v1.js';
import { controllerOf, namespaceOf } from '../apimachinery/object.js';

/** Ends every term, so that no term is the prefix of another. */
const END = '\u0000';

/** Collections whose objects without a controller are looked for when a controller adopts. */
const ADOPTABLE = new Set([
  'pods',
  'apps/replicasets',
  'apps/controllerrevisions',
  'batch/jobs',
  'persistentvolumeclaims',
]);

const NONE: readonly string[] = [];

export const ownerTerm = (uid: string): string => `owner=${uid}${END}`;
export const nodeTerm = (node: string): string => `node=${node}${END}`;
export const orphanTerm = (resource: string, namespace: string): string => `orphan=${resource}/${namespace}${END}`;
export const labelTerm = (namespace: string, key: string, value: string): string =>
  `label=${namespace}/${key}=${value}${END}`;

/** The index terms of an object: its owners, and for pods its node and labels. */
export function indexTerms(resource: string, object: KubeObject): readonly string[] {
  const { ownerReferences, labels } = object.metadata;
  if (ownerReferences === undefined && !ADOPTABLE.has(resource)) return NONE;
  const terms: string[] = [];
  for (const owner of ownerReferences ?? []) terms.push(ownerTerm(owner.uid));
  if (ADOPTABLE.has(resource) && controllerOf(object) === undefined)
    terms.push(orphanTerm(resource, namespaceOf(object)));
  if (resource === 'pods') {
    const node = nodeNameOf(object);
    if (node !== '') terms.push(nodeTerm(node));
    for (const key in labels) terms.push(labelTerm(namespaceOf(object), key, labels[key] ?? ''));
  }
  return terms;
}

/** An object's terms before and after a change that makes, changes or removes it; terms that stay may be left out of both. */
export function changedTerms(
  resource: string,
  old: KubeObject | undefined,
  object: KubeObject | undefined,
): readonly [before: readonly string[], after: readonly string[]] {
  if (old === undefined || object === undefined)
    return [
      old === undefined ? NONE : indexTerms(resource, old),
      object === undefined ? NONE : indexTerms(resource, object),
    ];
  const { labels, ownerReferences } = object.metadata;
  const isNodeAlone = old.metadata.labels === labels && old.metadata.ownerReferences === ownerReferences;
  if (isNodeAlone && resource === 'pods') return [nodeTerms(old), nodeTerms(object)];
  return [indexTerms(resource, old), indexTerms(resource, object)];
}

function nodeTerms(pod: KubeObject): readonly string[] {
  const node = nodeNameOf(pod);
  return node === '' ? NONE : [nodeTerm(node)];
}

/** Whether one look tells that two versions of an object have the same terms: most writes change neither of their sources. */
export function shareTerms(old: KubeObject, object: KubeObject): boolean {
  return (
    old.metadata.labels === object.metadata.labels &&
    old.metadata.ownerReferences === object.metadata.ownerReferences &&
    nodeNameOf(old) === nodeNameOf(object)
  );
}

function nodeNameOf(object: KubeObject): string {
  return (object as Partial<Pod>).spec?.nodeName ?? '';
}
