import { objectKey, type New } from '../../apimachinery/object.js';
import type { Pod, Service } from '../../apis/generated/core.v1.js';
import type { EndpointSlice } from '../../apis/generated/discovery.v1.js';
import { endpointslices, nodes } from '../../apis/generated/resources.js';
import { create, remove, update, type Reconcile } from '../../client/reconcile.js';
import type { View } from '../../client/view.js';
import { expectDeletion, written, type Tracker } from '../framework/endpoints/slice-tracker.js';
import { slicePrefix, type AddressType } from '../framework/endpoints/slices.js';
import { TRIGGER_TIME } from '../framework/endpoints/trigger-time.js';
import { isNamespaceTerminating, refusalText, type Refusal } from '../framework/refusal.js';
import { addressTypes } from './endpoint.js';
import type { Plan } from './fill.js';
import { distributionOf, topologyHintsEnabled, withHints } from './hints.js';
import { withHintCounts, type HintedServices, type Memory } from './memory.js';
import { planSlices, type Planned } from './plan.js';
import { isOwnedBy, ownerReferenceTo, type Draft, type Labels } from './slice.js';
import { hintsDisabled, withTopologyHints, type HintEvent } from './topology-hints.js';
import { zoneShares } from './zone-shares.js';

/** What a service's slices are made of. */
export interface Subject {
  readonly service: Service;
  readonly pods: readonly Pod[];
  readonly slices: readonly EndpointSlice[];
  /** Of the change that led to this; undefined when it is not known. */
  readonly triggerTime: string | undefined;
}

export interface Reconciled {
  readonly tracker: Tracker;
  readonly topology: HintedServices;
  readonly errors: readonly string[];
  readonly events: readonly HintEvent[];
}

/** Brings the slices of a service to what its pods make them (Reconciler.Reconcile). */
export function* reconcileSlices(subject: Subject, view: View, before: Memory): Reconcile<Reconciled> {
  const { service, slices } = subject;
  const types = addressTypes(service);
  const errors: string[] = [];
  const events: HintEvent[] = [];
  let { tracker, topology } = before;
  const key = objectKey(service);
  const leftover = slices.filter(({ addressType }) => !types.includes(addressType));
  for (const { addressType } of leftover) topology = withHintCounts(topology, key, addressType, undefined);
  for (const type of types) {
    const planned = planType(subject, type, view, topology);
    const done = yield* finalize(subject, planned.plan, tracker);
    ({ tracker } = done);
    ({ topology } = planned);
    const parts = [...planned.errors, ...done.errors];
    if (parts.length > 0) errors.push(aggregate(parts));
    if (planned.event !== undefined) events.push(planned.event);
  }
  const { namespace } = service.metadata;
  for (const slice of leftover) {
    const gone = yield* remove(endpointslices, { namespace, name: slice.metadata.name });
    if (gone.ok) tracker = expectDeletion(tracker, slice);
    else errors.push(`error deleting ${slice.metadata.name} EndpointSlice for Service ${key}: ${refusalText(gone)}`);
  }
  return { tracker, topology, errors, events };
}

interface PlannedType extends Planned {
  readonly topology: HintedServices;
  readonly event: HintEvent | undefined;
}

/** The slices of one address type, with hints. */
function planType(
  { service, pods, slices }: Subject,
  type: AddressType,
  view: View,
  topology: HintedServices,
): PlannedType {
  const key = objectKey(service);
  const existing = slices.filter(({ addressType }) => addressType === type);
  const { plan, errors } = planSlices(service, pods, existing, type, view);
  const unchanged = unchangedSlices(existing, plan);
  const known = topology.has(key);
  if (topologyHintsEnabled(service)) {
    const hinted = withTopologyHints(plan, unchanged, type, zoneShares(view.list(nodes)), known);
    const after = withHintCounts(topology, key, type, hinted.byZone);
    return { plan: hinted.plan, errors, topology: after, event: hinted.event };
  }
  return {
    plan: withHints(plan, unchanged, distributionOf(service)),
    errors,
    topology: known ? withHintCounts(topology, key, type, undefined) : topology,
    event: known ? hintsDisabled('Topology Aware Hints has been disabled', type) : undefined,
  };
}

/** Several errors as Go's NewAggregate prints them. */
export function aggregate(errors: readonly string[]): string {
  const different = [...new Set(errors)];
  return different.length === 1 ? (different[0] ?? '') : `[${different.join(', ')}]`;
}

function unchangedSlices(
  existing: readonly EndpointSlice[],
  { update, remove: removed }: Plan,
): readonly EndpointSlice[] {
  const changed = new Set<EndpointSlice | undefined>([...update.map((draft) => draft.existing), ...removed]);
  return existing.filter((slice) => !changed.has(slice));
}

interface Finalized {
  readonly tracker: Tracker;
  readonly errors: readonly string[];
}

/** Carries out a plan: creations, updates, deletions; the first refusal ends it (finalize). */
function* finalize(subject: Subject, plan: Plan, before: Tracker): Reconcile<Finalized> {
  const { service } = subject;
  const { create: created, update: updated, remove: removed } = reuse(plan, service);
  let tracker = before;
  const { namespace = '', name } = service.metadata;
  for (const draft of service.metadata.deletionTimestamp === undefined ? created : []) {
    const made = yield* create(endpointslices, newSlice(draft, subject));
    if (!made.ok && isNamespaceTerminating(made)) return { tracker, errors: [] };
    if (!made.ok) return refused(tracker, 'create EndpointSlice', made);
    tracker = written(tracker, made.object);
  }
  for (const { draft, slice } of updated) {
    const put = yield* update(endpointslices, changedSlice(draft, slice, subject));
    if (!put.ok) return refused(tracker, `update ${slice.metadata.name} EndpointSlice`, put);
    tracker = written(tracker, put.object);
  }
  for (const slice of removed) {
    const gone = yield* remove(endpointslices, { namespace, name: slice.metadata.name });
    if (!gone.ok) return refused(tracker, `delete ${slice.metadata.name} EndpointSlice`, gone);
    tracker = expectDeletion(tracker, slice);
  }
  return { tracker, errors: [] };

  function refused(known: Tracker, what: string, refusal: Refusal): Finalized {
    return { tracker: known, errors: [`failed to ${what} for Service ${namespace}/${name}: ${refusalText(refusal)}`] };
  }
}

interface Update {
  readonly draft: Draft;
  readonly slice: EndpointSlice;
}

interface Writes {
  readonly create: readonly Draft[];
  readonly update: readonly Update[];
  readonly remove: readonly EndpointSlice[];
}

/** A slice that would go is written over by one that would be created. */
function reuse(plan: Plan, service: Service): Writes {
  const created = [...plan.create];
  const updated: Update[] = [];
  for (const draft of plan.update) if (draft.existing !== undefined) updated.push({ draft, slice: draft.existing });
  const removed: EndpointSlice[] = [];
  for (const slice of plan.remove) {
    const last = created.at(-1);
    if (last === undefined || last.addressType !== slice.addressType || !isOwnedBy(slice, service)) {
      removed.push(slice);
      continue;
    }
    created.pop();
    updated.push({ draft: last, slice });
  }
  return { create: created, update: updated, remove: removed };
}

function newSlice(
  { addressType, ports, endpoints, labels }: Draft,
  { service, triggerTime }: Subject,
): New<EndpointSlice> {
  return {
    metadata: {
      namespace: service.metadata.namespace,
      generateName: slicePrefix(service.metadata.name),
      labels,
      ...(triggerTime === undefined ? {} : { annotations: { [TRIGGER_TIME]: triggerTime } }),
      ownerReferences: [ownerReferenceTo(service)],
    },
    addressType,
    endpoints,
    ports,
  };
}

/** A slice that is written over comes without a resource version: whatever became of it meanwhile is lost. */
function changedSlice(draft: Draft, slice: EndpointSlice, { triggerTime }: Subject): EndpointSlice {
  const { labels, ports, endpoints } = draft;
  const kept = draft.existing === undefined ? undefined : slice.metadata.annotations;
  const annotations = withTriggerTime(kept, triggerTime);
  const { resourceVersion } = slice.metadata;
  const metadata = {
    ...slice.metadata,
    labels,
    annotations,
    resourceVersion: draft.existing === undefined ? '' : resourceVersion,
  };
  return { ...slice, metadata, ports, endpoints };
}

function withTriggerTime(annotations: Labels | undefined, time: string | undefined): Labels | undefined {
  const { [TRIGGER_TIME]: _, ...others } = annotations ?? {};
  if (time !== undefined) return { ...others, [TRIGGER_TIME]: time };
  return Object.keys(others).length === 0 ? undefined : others;
}
