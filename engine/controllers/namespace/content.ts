import type { KubeObject } from '../../apimachinery/object.js';
import { parseTimestamp } from '../../apimachinery/time.js';
import type { Namespace, Pod } from '../../apis/generated/core.v1.js';
import { pods } from '../../apis/generated/resources.js';
import { groupVersion, resourceKey, resourcePath } from '../../apis/resource.js';
import type { Context } from '../../client/component.js';
import { call, remove, type Reconcile, type Result } from '../../client/reconcile.js';
import { preferredResources, type DiscoveredResource } from '../../client/resource-mapping.js';
import { SECOND, type Millis } from '../../core/time.js';
import { isPodTerminal } from '../framework/pod-state.js';
import { isNotFound, refusalText } from '../framework/refusal.js';
import type { Remaining } from './conditions.js';

/** How long finalizers are given, in seconds. */
const FINALIZER_ESTIMATE_SECONDS = 15;

/** What came of an attempt to empty a namespace. */
export interface Emptied {
  /** How long the rest is expected to take, in seconds; 0: nothing is left, or nobody knows. */
  readonly estimateSeconds: number;
  /** Of which only pods' grace periods. */
  readonly graceSeconds: number;
  readonly errors: readonly string[];
  /** Pods are not among them: they are told of by errors only. */
  readonly remaining: readonly Remaining[];
}

interface List {
  readonly items: readonly KubeObject[];
}

/** What came of an attempt to delete all objects of one kind. */
interface Deletion {
  readonly estimateSeconds: number;
  readonly error?: string;
  readonly remaining?: Remaining;
}

/**
 * Deletes whatever is in a namespace, pods before everything else: while one is left, nothing else is touched. Follows
 * deleteAllContent (pkg/controller/namespace/deletion). Kinds go in discovery's order, where upstream has none.
 */
export function* deleteAllContent(namespace: Namespace, { view, now }: Context): Reconcile<Emptied> {
  const name = namespace.metadata.name;
  const sinceDeletion = now - (parseTimestamp(namespace.metadata.deletionTimestamp ?? '') ?? now);
  const resources = preferredResources(view, 'delete').filter(({ namespaced }) => namespaced);
  const podResource = resources.find((resource) => resourceKey(resource) === resourceKey(pods));
  let graceSeconds = 0;
  const errors: string[] = [];
  if (podResource !== undefined) {
    const estimate = yield* estimateGracefulTermination(podResource, name, sinceDeletion);
    const deletion = yield* deleteAllOfResource(podResource, name, estimate);
    graceSeconds = deletion.estimateSeconds;
    const { error, remaining } = deletion;
    if (error !== undefined) errors.push(`failed to delete pods for namespace: ${name}, err: ${error}`);
    if (remaining !== undefined)
      return {
        estimateSeconds: graceSeconds,
        graceSeconds,
        errors,
        remaining: [],
      };
  }
  let estimateSeconds = graceSeconds;
  const left: Remaining[] = [];
  for (const resource of resources) {
    if (resource === podResource) continue;
    const deletion = yield* deleteAllOfResource(resource, name, 0);
    estimateSeconds = Math.max(estimateSeconds, deletion.estimateSeconds);
    if (deletion.error !== undefined) errors.push(deletion.error);
    if (deletion.remaining !== undefined) left.push(deletion.remaining);
  }
  return { estimateSeconds, graceSeconds, errors, remaining: left };
}

/** deleteAllContentForGroupVersionResource. */
function* deleteAllOfResource(
  resource: DiscoveredResource,
  namespace: string,
  estimateSeconds: number,
): Reconcile<Deletion> {
  const refused = yield* deleteCollection(resource, namespace);
  if (refused !== undefined) return { estimateSeconds, error: refused };
  if (!resource.verbs.includes('list')) return { estimateSeconds };
  const listed = yield* list(resource, namespace);
  if (!listed.ok) return { estimateSeconds, error: refusalText(listed) };
  const { items } = listed.object;
  if (items.length === 0) return { estimateSeconds: 0 };
  const finalizers = countFinalizers(items);
  const remaining = {
    resource: `${resource.plural}.${resource.group}`,
    count: items.length,
    finalizers,
  };
  if (estimateSeconds !== 0) return { estimateSeconds, remaining };
  if (Object.keys(finalizers).length > 0) return { estimateSeconds: FINALIZER_ESTIMATE_SECONDS, remaining };
  const gvr = `${resource.group}/${resource.version}, Resource=${resource.plural}`;
  const error = `unexpected items still remain in namespace: ${namespace} for gvr: ${gvr}`;
  return {
    estimateSeconds,
    error,
    remaining: { ...remaining, finalizers: {} },
  };
}

/** The text of the refusal, if it was refused. */
function* deleteCollection(resource: DiscoveredResource, namespace: string): Reconcile<string | undefined> {
  if (!resource.verbs.includes('deletecollection')) return yield* deleteEachItem(resource, namespace);
  const body = {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    propagationPolicy: 'Background',
  };
  const deleted = yield* call({
    method: 'DELETE',
    path: resourcePath(resource, namespace),
    body,
  });
  return deleted.ok || isNotFound(deleted) || deleted.code === 405 ? undefined : refusalText(deleted);
}

function* deleteEachItem(resource: DiscoveredResource, namespace: string): Reconcile<string | undefined> {
  if (!resource.verbs.includes('list')) return undefined;
  const listed = yield* list(resource, namespace);
  if (!listed.ok) return refusalText(listed);
  for (const { metadata } of listed.object.items) {
    const options = { propagationPolicy: 'Background' } as const;
    const deleted = yield* remove(resource, { namespace, name: metadata.name }, options);
    if (!deleted.ok && !isNotFound(deleted) && deleted.code !== 405) return refusalText(deleted);
  }
  return undefined;
}

function* list(resource: DiscoveredResource, namespace: string): Reconcile<Result<List>> {
  return yield* call<List>({
    method: 'GET',
    path: resourcePath(resource, namespace),
  });
}

function countFinalizers(items: readonly KubeObject[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { metadata } of items) {
    for (const finalizer of metadata.finalizers ?? []) counts[finalizer] = (counts[finalizer] ?? 0) + 1;
  }
  return counts;
}

/** The longest grace period of the pods that still run, in seconds; 0 when it is over (estimateGracefulTermination). */
function* estimateGracefulTermination(
  resource: DiscoveredResource,
  namespace: string,
  sinceDeletion: Millis,
): Reconcile<number> {
  const path = `/api/${groupVersion(resource)}/namespaces/${namespace}/pods`;
  const listed = yield* call<{ readonly items: readonly Pod[] }>({
    method: 'GET',
    path,
  });
  if (!listed.ok) return 0;
  let estimate = 0;
  for (const pod of listed.object.items) {
    if (!isPodTerminal(pod)) estimate = Math.max(estimate, pod.spec.terminationGracePeriodSeconds ?? 0);
  }
  return sinceDeletion >= estimate * SECOND ? 0 : estimate;
}
