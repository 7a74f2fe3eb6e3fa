import { timestamp } from '../../apimachinery/time.js';
import type { NamespaceCondition } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';

/** What is left of one kind of resource in a namespace. */
export interface Remaining {
  /** Group and plural as the message names them: 'configmaps.' or 'deployments.apps'. */
  readonly resource: string;
  readonly count: number;
  /** Finalizer → how many instances have it. */
  readonly finalizers: Readonly<Record<string, number>>;
}

type Verdict = Pick<NamespaceCondition, 'status' | 'reason' | 'message'>;

/** Every condition of a namespace that is being deleted, in their order, with what they say when all is well. */
const OK: readonly (readonly [type: string, reason: string, message: string])[] = [
  ['NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'],
  ['NamespaceDeletionGroupVersionParsingFailure', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'],
  [
    'NamespaceDeletionContentFailure',
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  ],
  ['NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed'],
  ['NamespaceFinalizersRemaining', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
];

/**
 * The conditions of a namespace after a look at its content; the same list (===) when nothing changed. Errors and remains
 * are joined in alphabetical order. Follows namespaceConditionUpdater (pkg/controller/namespace/deletion).
 */
export function updateConditions(
  conditions: readonly NamespaceCondition[] | undefined,
  errors: readonly string[],
  remaining: readonly Remaining[],
  now: Millis,
): readonly NamespaceCondition[] {
  const bad = new Map<string, Verdict>();
  if (errors.length > 0) bad.set('NamespaceDeletionContentFailure', contentFailure(errors));
  if (remaining.length > 0) bad.set('NamespaceContentRemaining', contentRemaining(remaining));
  const finalizers = finalizersRemaining(remaining);
  if (finalizers !== undefined) bad.set('NamespaceFinalizersRemaining', finalizers);
  const before = conditions ?? [];
  let after = before;
  for (const [type, reason, message] of OK) {
    after = setCondition(after, type, bad.get(type) ?? { status: 'False', reason, message }, now);
  }
  return after;
}

function contentFailure(errors: readonly string[]): Verdict {
  const message = `Failed to delete all resource types, ${errors.length} remaining: ${[...errors].sort().join(', ')}`;
  return { status: 'True', reason: 'ContentDeletionFailed', message };
}

function contentRemaining(remaining: readonly Remaining[]): Verdict {
  const parts = remaining.map(({ resource, count }) => `${resource} has ${count} resource instances`);
  const message = `Some resources are remaining: ${parts.sort().join(', ')}`;
  return { status: 'True', reason: 'SomeResourcesRemain', message };
}

function finalizersRemaining(remaining: readonly Remaining[]): Verdict | undefined {
  const totals = new Map<string, number>();
  for (const { finalizers } of remaining) {
    for (const name in finalizers) totals.set(name, (totals.get(name) ?? 0) + (finalizers[name] ?? 0));
  }
  if (totals.size === 0) return undefined;
  const parts = [...totals].map(([name, count]) => `${name} in ${count} resource instances`);
  const message = `Some content in the namespace has finalizers remaining: ${parts.sort().join(', ')}`;
  return { status: 'True', reason: 'SomeFinalizersRemain', message };
}

function setCondition(
  conditions: readonly NamespaceCondition[],
  type: string,
  verdict: Verdict,
  now: Millis,
): readonly NamespaceCondition[] {
  const old = conditions.find((condition) => condition.type === type);
  if (old === undefined) return [...conditions, { type, lastTransitionTime: timestamp(now), ...verdict }];
  const { status, reason, message } = verdict;
  if (old.status === status && old.reason === reason && old.message === message) return conditions;
  const lastTransitionTime = old.status === status ? old.lastTransitionTime : timestamp(now);
  return conditions.map((condition) => (condition === old ? { ...old, ...verdict, lastTransitionTime } : condition));
}
