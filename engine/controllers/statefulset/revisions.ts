import { marshalSorted } from '../../apimachinery/json-text.js';
import { fnv32, safeEncodeString } from '../../apimachinery/hash.js';
import { isObject, namespaceOf, type JsonObject, type New } from '../../apimachinery/object.js';
import type { ControllerRevision, StatefulSet } from '../../apis/generated/apps.v1.js';
import type { Pod, PodTemplateSpec } from '../../apis/generated/core.v1.js';
import { controllerrevisions, statefulsets } from '../../apis/generated/resources.js';
import { create, read, remove, update, type Reconcile } from '../../client/reconcile.js';
import type { View } from '../../client/view.js';
import { done, type Attempt } from '../framework/attempt.js';
import { newControllerRef } from '../framework/pod-control.js';
import { isAlreadyExists, isConflict } from '../framework/refusal.js';
import {
  byRevision,
  CONTROLLER_REVISION_HASH,
  controllerRevisionName,
  holds,
  templatePatch,
} from '../framework/revisions.js';
import type { Matcher } from './claim-pods.js';

/** On a revision: the hash of what it holds. */
const REVISION_HASH = 'controller.kubernetes.io/hash';

/** Where an update comes from and where it goes. */
export interface Revisions {
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
  /** The set with the template of each. */
  readonly currentSet: StatefulSet;
  readonly updateSet: StatefulSet;
  readonly collisionCount: number;
}

/** Revisions that the set owns or may adopt, the oldest first (ListRevisions). */
export function listRevisions(set: StatefulSet, matches: Matcher, view: View): readonly ControllerRevision[] {
  const owned = view.controlledBy(controllerrevisions, set.metadata.uid);
  const orphans = view.orphans(controllerrevisions, namespaceOf(set));
  return [...owned, ...orphans].filter(matches).sort(byRevision);
}

/**
 * Finds the revision of the set's template, raises it to the highest number when it comes back from the past, or records
 * a new one; and finds the one that the set is updated from (getStatefulSetRevisions).
 */
export function* resolveRevisions(
  set: StatefulSet,
  revisions: readonly ControllerRevision[],
): Reconcile<Attempt<Revisions>> {
  const patch = templatePatch(set.spec.template);
  const latest = revisions.at(-1);
  const next = (latest?.revision ?? 0) + 1;
  const equal = revisions.filter((revision) => holds(revision, patch)).at(-1);
  let collisionCount = set.status.collisionCount ?? 0;
  let found: ControllerRevision;
  if (equal !== undefined && latest !== undefined && holds(latest, patch)) found = latest;
  else if (equal !== undefined) {
    const raised = yield* raise(equal, next);
    if (!raised.ok) return raised;
    found = raised.value;
  } else {
    const made = yield* record(set, patch, next, collisionCount);
    if (!made.ok) return made;
    found = made.value.revision;
    ({ collisionCount } = made.value);
  }
  const current = revisions.find(({ metadata }) => metadata.name === set.status.currentRevision) ?? found;
  const currentSet = applyRevision(set, current);
  const updateSet = applyRevision(set, found);
  return done({ current, update: found, currentSet, updateSet, collisionCount });
}

/** Upstream tries again on a conflict with the object as its cache has it by then. */
function* raise(revision: ControllerRevision, number: number): Reconcile<Attempt<ControllerRevision>> {
  const raised = yield* update(controllerrevisions, { ...revision, revision: number });
  if (raised.ok) return done(raised.object);
  if (!isConflict(raised)) return raised;
  const fresh = yield* read(controllerrevisions, revision.metadata);
  if (!fresh.ok) return fresh;
  const again = yield* update(controllerrevisions, { ...fresh.object, revision: number });
  return again.ok ? done(again.object) : again;
}

interface Recorded {
  readonly revision: ControllerRevision;
  readonly collisionCount: number;
}

/** Tries one name after the other until it is free, or taken by this very template (CreateControllerRevision). */
function* record(
  set: StatefulSet,
  patch: JsonObject,
  revision: number,
  collisions: number,
): Reconcile<Attempt<Recorded>> {
  const { metadata, spec } = set;
  const label = hashRevision(patch, collisions);
  for (let collisionCount = collisions; ; collisionCount++) {
    const name = controllerRevisionName(metadata.name, hashRevision(patch, collisionCount));
    const wanted: New<ControllerRevision> = {
      metadata: {
        name,
        namespace: metadata.namespace,
        labels: { ...spec.template.metadata.labels, [REVISION_HASH]: label },
        ...(metadata.annotations === undefined ? {} : { annotations: metadata.annotations }),
        ownerReferences: [newControllerRef(statefulsets, set)],
      },
      data: patch,
      revision,
    };
    const made = yield* create(controllerrevisions, wanted);
    if (made.ok) return done({ revision: made.object, collisionCount });
    if (!isAlreadyExists(made)) return made;
    const there = yield* read(controllerrevisions, { namespace: metadata.namespace, name });
    if (!there.ok) return there;
    if (holds(there.object, patch)) return done({ revision: there.object, collisionCount });
  }
}

/** The same as a real cluster's, for it hashes JSON (HashControllerRevision). */
function hashRevision(patch: JsonObject, collisionCount: number): string {
  return safeEncodeString(String(fnv32(marshalSorted(patch) + String(collisionCount))));
}

const templates = new WeakMap<JsonObject, PodTemplateSpec>();

/** The set with the template that a revision holds (ApplyRevision). */
function applyRevision(set: StatefulSet, { data }: ControllerRevision): StatefulSet {
  const template = data === undefined ? undefined : templateIn(data);
  return template === undefined ? set : { ...set, spec: { ...set.spec, template } };
}

function templateIn(data: JsonObject): PodTemplateSpec | undefined {
  const known = templates.get(data);
  if (known !== undefined) return known;
  const template = isObject(data['spec']) ? data['spec']['template'] : undefined;
  if (!isObject(template)) return undefined;
  const { $patch: _directive, ...rest } = template;
  const whole: object = rest;
  // Only this controller records revisions of stateful sets, and what it records is a whole template.
  const restored = whole as PodTemplateSpec;
  templates.set(data, restored);
  return restored;
}

/**
 * Deletes the oldest revisions above spec.revisionHistoryLimit that are neither current, nor new, nor any pod's
 * (truncateHistory).
 */
export function* truncateHistory(
  { spec }: StatefulSet,
  pods: readonly Pod[],
  revisions: readonly ControllerRevision[],
  used: readonly ControllerRevision[],
): Reconcile<Attempt<void>> {
  const limit = spec.revisionHistoryLimit ?? 10;
  if (limit < 0 || revisions.length <= limit) return done(undefined);
  const live = new Set(used.map(({ metadata }) => metadata.name));
  for (const { metadata } of pods) live.add(metadata.labels?.[CONTROLLER_REVISION_HASH] ?? '');
  const spent = revisions.filter(({ metadata }) => !live.has(metadata.name));
  for (const { metadata } of spent.slice(0, Math.max(0, spent.length - limit))) {
    const gone = yield* remove(controllerrevisions, metadata);
    if (!gone.ok) return gone;
  }
  return done(undefined);
}
