import type { ControllerRevision, DaemonSet } from '../../apis/generated/apps.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { controllerrevisions, daemonsets, pods } from '../../apis/generated/resources.js';
import { podTemplateHash } from '../../apimachinery/hash.js';
import { namespaceOf } from '../../apimachinery/object.js';
import type { Context } from '../../client/component.js';
import { create, patch, read, remove, update, updateStatus, type Reconcile } from '../../client/reconcile.js';
import { done, gaveUp, type Attempt } from '../framework/attempt.js';
import { claimObjects } from '../framework/claim.js';
import { newControllerRef } from '../framework/pod-control.js';
import { isAlreadyExists, type Refusal } from '../framework/refusal.js';
import { byRevision, CONTROLLER_REVISION_HASH, holds, templatePatch } from '../framework/revisions.js';
import { claimPods, type Matcher } from './claim-pods.js';

/** A daemon set's recorded templates. */
export interface History {
  readonly current: ControllerRevision;
  readonly old: readonly ControllerRevision[];
}

/**
 * Finds the revision of the daemon set's template among those that it controls, or records it; the current one always
 * has the highest number (constructHistory).
 */
export function* constructHistory(
  daemonSet: DaemonSet,
  matches: Matcher,
  context: Context,
): Reconcile<Attempt<History>> {
  const namespace = namespaceOf(daemonSet);
  const { view } = context;
  const claim = { controllers: daemonsets, controller: daemonSet, objects: controllerrevisions, matches };
  const candidates = [
    ...view.controlledBy(controllerrevisions, daemonSet.metadata.uid),
    ...view.orphans(controllerrevisions, namespace),
  ];
  const claimed = yield* claimObjects(claim, candidates);
  if (claimed.failed) return gaveUp('failed to construct revisions of DaemonSet');
  const labelled = yield* withLabels(claimed.owned);
  if (!labelled.ok) return labelled;
  const wanted = templatePatch(daemonSet.spec.template);
  const same = labelled.value.filter((revision) => holds(revision, wanted));
  const old = labelled.value.filter((revision) => !same.includes(revision));
  const number = old.reduce((most, { revision }) => Math.max(most, revision), 0) + 1;
  if (same.length === 0) {
    const made = yield* snapshot(daemonSet, number);
    return made.ok ? done({ current: made.value, old }) : made;
  }
  const single = yield* withoutDuplicates(daemonSet, same, matches, context);
  if (!single.ok) return single;
  const current = single.value;
  if (current.revision < number) {
    const raised = yield* update(controllerrevisions, { ...current, revision: number });
    if (!raised.ok) return raised;
  }
  return done({ current, old });
}

/** A revision without the hash label takes its own name for it. */
function* withLabels(revisions: readonly ControllerRevision[]): Reconcile<Attempt<readonly ControllerRevision[]>> {
  const labelled: ControllerRevision[] = [];
  for (const revision of revisions) {
    const { metadata } = revision;
    if (metadata.labels?.[CONTROLLER_REVISION_HASH] !== undefined) {
      labelled.push(revision);
      continue;
    }
    const labels = { ...metadata.labels, [CONTROLLER_REVISION_HASH]: metadata.name };
    const written = yield* update(controllerrevisions, { ...revision, metadata: { ...metadata, labels } });
    if (!written.ok) return written;
    labelled.push(written.object);
  }
  return done(labelled);
}

/** Keeps the latest of several revisions of one template, and has the pods of the others join it (dedupCurHistories). */
function* withoutDuplicates(
  daemonSet: DaemonSet,
  same: readonly ControllerRevision[],
  matches: Matcher,
  context: Context,
): Reconcile<Attempt<ControllerRevision>> {
  const [first, ...others] = same;
  if (first === undefined) return gaveUp('no current revision');
  if (others.length === 0) return done(first);
  const kept = others.reduce((best, revision) => (revision.revision >= best.revision ? revision : best), first);
  const hash = kept.metadata.labels?.[CONTROLLER_REVISION_HASH];
  const claimed = yield* claimPods(daemonSet, matches, context.view);
  if (claimed.failed) return gaveUp('failed to construct revisions of DaemonSet');
  for (const { metadata } of claimed.owned) {
    if (metadata.labels?.[CONTROLLER_REVISION_HASH] === hash) continue;
    const labels = { [CONTROLLER_REVISION_HASH]: hash };
    const relabelled = yield* patch(pods, metadata, 'merge', { metadata: { labels } });
    if (!relabelled.ok) return relabelled;
  }
  for (const revision of same) {
    if (revision === kept) continue;
    const gone = yield* remove(controllerrevisions, revision.metadata);
    if (!gone.ok) return gone;
  }
  return done(kept);
}

function* snapshot(daemonSet: DaemonSet, revision: number): Reconcile<Attempt<ControllerRevision>> {
  const { metadata, spec, status } = daemonSet;
  const hash = podTemplateHash(spec.template, status.collisionCount);
  const name = `${metadata.name}-${hash}`;
  const made = yield* create(controllerrevisions, {
    metadata: {
      name,
      namespace: metadata.namespace,
      labels: { ...spec.template.metadata.labels, [CONTROLLER_REVISION_HASH]: hash },
      ...(metadata.annotations === undefined ? {} : { annotations: metadata.annotations }),
      ownerReferences: [newControllerRef(daemonsets, daemonSet)],
    },
    data: templatePatch(spec.template),
    revision,
  });
  if (made.ok) return done(made.object);
  return isAlreadyExists(made) ? yield* alreadyThere(daemonSet, name, made) : made;
}

/** The name is taken: by this very revision, or by another, whose hash is the same by chance. */
function* alreadyThere(daemonSet: DaemonSet, name: string, refusal: Refusal): Reconcile<Attempt<ControllerRevision>> {
  const { metadata, spec, status } = daemonSet;
  const { namespace } = metadata;
  const there = yield* read(controllerrevisions, { namespace, name });
  if (!there.ok) return there;
  if (holds(there.object, templatePatch(spec.template))) return done(there.object);
  const fresh = yield* read(daemonsets, { namespace, name: metadata.name });
  if (!fresh.ok) return fresh;
  if (fresh.object.status.collisionCount !== status.collisionCount) return gaveUp('found a stale collision count');
  const collisionCount = (status.collisionCount ?? 0) + 1;
  const counted = yield* updateStatus(daemonsets, {
    ...fresh.object,
    status: { ...fresh.object.status, collisionCount },
  });
  return counted.ok ? refusal : counted;
}

/** Deletes the oldest revisions above spec.revisionHistoryLimit that no pod is of (cleanupHistory). */
export function* cleanupHistory(
  { spec }: DaemonSet,
  old: readonly ControllerRevision[],
  owned: readonly Pod[],
): Reconcile<Attempt<void>> {
  let surplus = old.length - (spec.revisionHistoryLimit ?? 10);
  if (surplus <= 0) return done(undefined);
  const live = new Set(owned.map(({ metadata }) => metadata.labels?.[CONTROLLER_REVISION_HASH] ?? ''));
  for (const { metadata } of [...old].sort(byRevision)) {
    if (surplus <= 0) break;
    const hash = metadata.labels?.[CONTROLLER_REVISION_HASH] ?? '';
    if (hash !== '' && live.has(hash)) continue;
    const gone = yield* remove(controllerrevisions, metadata);
    if (!gone.ok) return gone;
    surplus--;
  }
  return done(undefined);
}
