import { extended } from '../../../core/extended.js';
import type { KubeObject } from '../../../apimachinery/object.js';
import { conflict, forbidden, invalidObject, notFound } from '../../../apimachinery/status.js';
import { invalid, notSupported, type FieldError } from '../../../apimachinery/field-error.js';
import { parseTimestamp, timestamp } from '../../../apimachinery/time.js';
import { SECOND } from '../../../core/time.js';
import { validate } from '../../admission/chain.js';
import { checkDryRun } from '../../options.js';
import { storageKey } from '../../store.js';
import { refuse, type Refusal, type Transaction } from '../../transaction.js';
import type { Served } from '../catalogue.js';

/** metav1.DeleteOptions, read from the query and the body. */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: string;
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  /** ['All'] for a dry run. */
  readonly dryRun?: readonly unknown[];
}

export interface Deleted {
  /** The object as it is left, or its last state. */
  readonly object: KubeObject;
  /** It is gone from the store. */
  readonly gone: boolean;
}

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';
const POLICIES = ['Foreground', 'Background', 'Orphan', 'nil'];

/** Deletes at once, or marks for deletion when grace or finalizers hold the object: Store.Delete with rest.BeforeDelete. */
export function deleteObject(
  transaction: Transaction,
  served: Served,
  namespace: string,
  name: string,
  options: DeleteOptions,
): Deleted | Refusal {
  const { resource, strategy } = served;
  const refused = refusedDeleteOptions(options);
  if (refused !== undefined) return refused;
  const kept = strategy.refuseDelete?.(name);
  if (kept !== undefined) return refuse(forbidden(resource, name, kept));
  const existing = transaction.store.objects.get(storageKey(resource, namespace, name));
  if (existing === undefined) return refuse(notFound(resource, name));
  const broken = brokenPrecondition(served, existing, options);
  if (broken !== undefined) return refuse(broken);
  const { user, dryRun, context } = transaction;
  const denied = validate(
    { operation: 'DELETE', resource, subresource: '', namespace, name, old: existing, user, dryRun },
    context,
  );
  if (denied !== undefined) return refuse(denied);
  return resource.plural === 'namespaces' && resource.group === ''
    ? deleteNamespace(transaction, served, existing, options)
    : deleteChecked(transaction, served, existing, options);
}

function deleteChecked(
  transaction: Transaction,
  served: Served,
  existing: KubeObject,
  options: DeleteOptions,
): Deleted {
  const { resource } = served;
  const marked = markGraceful(transaction, served, existing, options);
  if (marked === 'pending') return { object: existing, gone: false };
  const graceful = marked === 'immediate' ? existing : marked;
  const withFinalizers = setDeletionFinalizers(graceful, served, options);
  const held = (withFinalizers.metadata.finalizers ?? []).length > 0;
  const grace = marked === 'immediate' ? 0 : (graceful.metadata.deletionGracePeriodSeconds ?? 0);
  if (held && marked === 'immediate')
    return { object: store(transaction, served, markAsDeleting(transaction, withFinalizers), existing), gone: false };
  if (held || grace > 0) return { object: store(transaction, served, withFinalizers, existing), gone: false };
  if (graceful !== existing) return { object: transaction.remove(resource, graceful), gone: true };
  return { object: transaction.remove(resource, existing), gone: true };
}

function store(transaction: Transaction, served: Served, object: KubeObject, existing: KubeObject): KubeObject {
  return object === existing ? existing : transaction.put(served.resource, object);
}

/** Follows ValidateDeleteOptions (apimachinery/pkg/apis/meta/v1/validation). */
export function refusedDeleteOptions(options: DeleteOptions): Refusal | undefined {
  const { propagationPolicy, orphanDependents, dryRun = [] } = options;
  if (propagationPolicy === undefined && dryRun.length === 0) return undefined;
  const errors: FieldError[] = [];
  if (propagationPolicy !== undefined && orphanDependents !== undefined)
    errors.push(
      invalid('propagationPolicy', propagationPolicy, 'orphanDependents and deletionPropagation cannot be both set'),
    );
  if (propagationPolicy !== undefined && !POLICIES.slice(0, 3).includes(propagationPolicy))
    errors.push(notSupported('propagationPolicy', propagationPolicy, POLICIES));
  checkDryRun(dryRun, errors);
  return errors.length === 0
    ? undefined
    : refuse(invalidObject({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors));
}

function brokenPrecondition({ resource }: Served, { metadata }: KubeObject, { preconditions }: DeleteOptions) {
  const named = { group: resource.group, plural: resource.kind };
  const { uid, resourceVersion } = preconditions ?? {};
  if (uid !== undefined && uid !== metadata.uid)
    return conflict(
      named,
      metadata.name,
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). ` +
        'The object might have been deleted and then recreated',
    );
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion)
    return conflict(
      named,
      metadata.name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record ` +
        `(${metadata.resourceVersion}). The object might have been modified`,
    );
  return undefined;
}

/** rest.BeforeDelete for kinds with grace (pods): the object with its deadline, or how to go on without one. */
function markGraceful(
  transaction: Transaction,
  { strategy }: Served,
  existing: KubeObject,
  options: DeleteOptions,
): KubeObject | 'immediate' | 'pending' {
  if (strategy.gracePeriodSeconds === undefined) return 'immediate';
  const asked = options.gracePeriodSeconds === undefined ? undefined : clampGrace(options.gracePeriodSeconds);
  const { deletionTimestamp, deletionGracePeriodSeconds } = existing.metadata;
  if (deletionTimestamp !== undefined) {
    if (deletionGracePeriodSeconds === undefined || deletionGracePeriodSeconds === 0) return 'immediate';
    if (asked === undefined || asked >= deletionGracePeriodSeconds) return 'pending';
    return shorten(transaction, existing, deletionTimestamp, deletionGracePeriodSeconds, asked);
  }
  const seconds = strategy.gracePeriodSeconds(existing, asked);
  const { generation } = existing.metadata;
  const deadline = timestamp(transaction.now + seconds * SECOND);
  const deletion = { deletionTimestamp: deadline, deletionGracePeriodSeconds: seconds };
  const metadata =
    generation === undefined || generation === 0
      ? extended(existing.metadata, deletion)
      : extended(existing.metadata, deletion, { generation: generation + 1 });
  return extended(existing, { metadata });
}

/** Negative grace means one second. */
function clampGrace(seconds: number): number {
  return seconds < 0 ? 1 : seconds;
}

function shorten(
  transaction: Transaction,
  existing: KubeObject,
  at: string,
  granted: number,
  asked: number,
): KubeObject {
  const wanted = (parseTimestamp(at) ?? transaction.now) + (asked - granted) * SECOND;
  const past = wanted < transaction.now;
  const metadata = {
    ...existing.metadata,
    deletionTimestamp: timestamp(past ? transaction.now : wanted),
    deletionGracePeriodSeconds: past && asked !== 0 ? 1 : asked,
  };
  return { ...existing, metadata };
}

const NONE: readonly string[] = [];

/** Adds or takes off the garbage collector's finalizers: deletionFinalizersForGarbageCollection. */
function setDeletionFinalizers(object: KubeObject, served: Served, options: DeleteOptions): KubeObject {
  const { finalizers = NONE } = object.metadata;
  if (finalizers.length === 0 && propagationOf(served, finalizers, options) === 'Background') return object;
  const others = finalizers.filter((finalizer) => finalizer !== FOREGROUND && finalizer !== ORPHAN);
  const wanted = propagationOf(served, finalizers, options);
  const next = wanted === 'Orphan' ? [...others, ORPHAN] : wanted === 'Foreground' ? [...others, FOREGROUND] : others;
  const same = next.length === finalizers.length && next.every((finalizer) => finalizers.includes(finalizer));
  return same ? object : { ...object, metadata: { ...object.metadata, finalizers: next } };
}

function propagationOf({ strategy }: Served, finalizers: readonly string[], options: DeleteOptions): string {
  if (options.orphanDependents !== undefined) return options.orphanDependents ? 'Orphan' : 'Background';
  if (options.propagationPolicy !== undefined) return options.propagationPolicy;
  const held = finalizers.find((finalizer) => finalizer === FOREGROUND || finalizer === ORPHAN);
  if (held !== undefined) return held === ORPHAN ? 'Orphan' : 'Foreground';
  return strategy.defaultPropagation ?? 'Background';
}

/** For kinds without grace that finalizers hold: markAsDeleting. */
function markAsDeleting(transaction: Transaction, object: KubeObject): KubeObject {
  const { generation, deletionTimestamp } = object.metadata;
  const first = deletionTimestamp === undefined && generation !== undefined && generation > 0;
  const metadata = {
    ...object.metadata,
    deletionTimestamp: deletionTimestamp ?? timestamp(transaction.now),
    deletionGracePeriodSeconds: 0,
    ...(first ? { generation: generation + 1 } : {}),
  };
  const same = deletionTimestamp !== undefined && object.metadata.deletionGracePeriodSeconds === 0;
  return same ? object : { ...object, metadata };
}

/** A namespace stays, Terminating, until its finalizer is taken off: pkg/registry/core/namespace/storage. */
function deleteNamespace(
  transaction: Transaction,
  served: Served,
  existing: KubeObject,
  options: DeleteOptions,
): Deleted | Refusal {
  const spec = 'spec' in existing ? existing.spec : undefined;
  const finalizers = typeof spec === 'object' && spec !== null && 'finalizers' in spec ? spec.finalizers : undefined;
  if (existing.metadata.deletionTimestamp === undefined) {
    const { metadata } = setDeletionFinalizers(existing, served, options);
    const terminating = {
      ...existing,
      metadata: { ...metadata, deletionTimestamp: timestamp(transaction.now) },
      status: { ...('status' in existing ? (existing.status as object) : {}), phase: 'Terminating' },
    };
    return { object: transaction.put(served.resource, terminating), gone: false };
  }
  if (Array.isArray(finalizers) && finalizers.length > 0)
    return refuse(
      conflict(
        served.resource,
        existing.metadata.name,
        'The system is ensuring all content is removed from this namespace.  Upon completion, this namespace will automatically be purged by the system.',
      ),
    );
  return deleteChecked(transaction, served, existing, options);
}
