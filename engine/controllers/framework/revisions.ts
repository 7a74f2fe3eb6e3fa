import type { ControllerRevision } from '../../apis/generated/apps.v1.js';
import type { PodTemplateSpec } from '../../apis/generated/core.v1.js';
import { deepEqual } from '../../apimachinery/equality.js';
import type { JsonObject } from '../../apimachinery/object.js';
import { millisOf } from '../../apimachinery/time.js';

/** On pods, and on what records their template: which template a pod was made from. */
export const CONTROLLER_REVISION_HASH = 'controller-revision-hash';

const MAX_PREFIX_LENGTH = 223;

const patches = new WeakMap<PodTemplateSpec, JsonObject>();

/**
 * What a ControllerRevision holds: a strategic merge patch that brings the template back (getPatch of the daemon set and
 * stateful set controllers). The same template always gives the same object.
 */
export function templatePatch(template: PodTemplateSpec): JsonObject {
  const known = patches.get(template);
  if (known !== undefined) return known;
  const patch = { spec: { template: { ...template, $patch: 'replace' } } };
  patches.set(template, patch);
  return patch;
}

/** Whether a revision holds this patch. */
export function holds(revision: ControllerRevision, patch: JsonObject): boolean {
  return deepEqual(revision.data, patch);
}

/** '<owner>-<hash>', the owner's name cut where it is too long (ControllerRevisionName). */
export function controllerRevisionName(owner: string, hash: string): string {
  return `${owner.slice(0, MAX_PREFIX_LENGTH)}-${hash}`;
}

/** Oldest first: by revision, age, name (SortControllerRevisions). */
export function byRevision(a: ControllerRevision, b: ControllerRevision): number {
  return (
    a.revision - b.revision ||
    millisOf(a.metadata.creationTimestamp) - millisOf(b.metadata.creationTimestamp) ||
    (a.metadata.name < b.metadata.name ? -1 : 1)
  );
}
