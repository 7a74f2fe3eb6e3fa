import type { NewMeta } from '../../apimachinery/object.js';
import type { Endpoints } from '../../apis/generated/core.v1.js';
import type { EndpointSlice } from '../../apis/generated/discovery.v1.js';
import { endpoints as endpointsResource, endpointslices } from '../../apis/generated/resources.js';
import { create, remove, update, type Reconcile } from '../../client/reconcile.js';
import { expectDeletion, isTracked, written, type Tracker } from '../framework/endpoints/slice-tracker.js';
import { slicePrefix } from '../framework/endpoints/slices.js';
import { newControllerRef } from '../framework/pod-control.js';
import { isNamespaceTerminating } from '../framework/refusal.js';
import { mirrorAnnotations, mirrorLabels, type Plan } from './plan.js';

/** What has become of the slices. */
export interface Written {
  readonly tracker: Tracker;
  readonly failed: boolean;
}

/** Carries out a plan; the first refusal ends it (finalize). */
export function* writeMirrors(
  endpoints: Endpoints,
  plan: Plan,
  existing: readonly EndpointSlice[],
  before: Tracker,
): Reconcile<Written> {
  const { namespace = '', name } = endpoints.metadata;
  let tracker = trackUnchanged(plan, existing, before);
  for (const mirror of endpoints.metadata.deletionTimestamp === undefined ? plan.create : []) {
    const metadata: NewMeta = { ...metadataFor(endpoints), namespace, generateName: slicePrefix(name) };
    const made = yield* create(endpointslices, { metadata, ...mirror });
    if (!made.ok) return { tracker, failed: !isNamespaceTerminating(made) };
    tracker = written(tracker, made.object);
  }
  for (const { mirror, slice, recycled } of plan.update) {
    const { generateName: _prefix, ...kept } = slice.metadata;
    const prefix = recycled ? { generateName: slicePrefix(name) } : {};
    const metadata = { ...kept, ...metadataFor(endpoints), ...prefix, resourceVersion: '' };
    const put = yield* update(endpointslices, { ...slice, ...mirror, metadata });
    if (!put.ok) return { tracker, failed: true };
    tracker = written(tracker, put.object);
  }
  for (const slice of plan.remove) {
    const gone = yield* remove(endpointslices, { namespace, name: slice.metadata.name });
    if (!gone.ok) return { tracker, failed: true };
    tracker = expectDeletion(tracker, slice);
  }
  return { tracker, failed: false };
}

/** Slices that stay as they are count as written by this controller, so that others' changes of them are noticed. */
function trackUnchanged(
  { update: updated, remove: removed }: Plan,
  existing: readonly EndpointSlice[],
  before: Tracker,
): Tracker {
  const changed = new Set([...updated.map(({ slice }) => slice), ...removed]);
  let tracker = before;
  for (const slice of existing) {
    if (!changed.has(slice) && !isTracked(tracker, slice)) tracker = written(tracker, slice);
  }
  return tracker;
}

function metadataFor(endpoints: Endpoints) {
  return {
    labels: mirrorLabels(endpoints),
    annotations: mirrorAnnotations(endpoints),
    ownerReferences: [newControllerRef(endpointsResource, endpoints)],
  };
}

/** Deletes the slices of Endpoints that are not mirrored any more; true when all are gone (deleteEndpoints). */
export function* deleteMirrors(slices: readonly EndpointSlice[]): Reconcile<boolean> {
  let all = true;
  for (const { metadata } of slices) {
    const gone = yield* remove(endpointslices, { namespace: metadata.namespace, name: metadata.name });
    if (!gone.ok) all = false;
  }
  return all;
}
