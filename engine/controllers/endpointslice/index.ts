import { semanticEqual } from '../../apimachinery/equality.js';
import { selectorFromSet } from '../../apimachinery/labels.js';
import { objectKey, splitKey } from '../../apimachinery/object.js';
import type { Pod, Service } from '../../apis/generated/core.v1.js';
import type { EndpointSlice } from '../../apis/generated/discovery.v1.js';
import { endpointslices, nodes, pods, services } from '../../apis/generated/resources.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import type { Context } from '../../client/component.js';
import { controller, isEventOf, NOTHING, type Enqueue, type Handled, type Synced } from '../../client/controller.js';
import type { Reconcile } from '../../client/reconcile.js';
import type { View } from '../../client/view.js';
import { SECOND, type Millis } from '../../core/time.js';
import { labelsChanged } from '../framework/owners.js';
import { isPodReady } from '../framework/pod-state.js';
import { referenceTo, tell } from '../framework/tell.js';
import { forgetService, NEW_MEMORY, type Memory } from './memory.js';
import { aggregate, reconcileSlices } from './reconcile.js';
import { isManaged, SERVICE_NAME, serviceKeyOf } from './slice.js';
import { handleDeletion, isStale, shouldSync } from './tracker.js';
import { computeTriggerTime } from './trigger-time.js';

const SOURCE = 'endpoint-slice-controller';

/** A slice that somebody else has changed is looked at after this. */
const SLICE_CHANGE_MIN_SYNC_DELAY: Millis = SECOND;

/** Keeps the EndpointSlices of services with a selector (pkg/controller/endpointslice, k8s.io/endpointslice). */
export const endpointSliceController = controller<Memory>({
  name: 'endpointslice-controller',
  watches: [services, pods, endpointslices, nodes],
  backoff: { base: SECOND, max: 1000 * SECOND },
  maxRetries: 15,
  start: () => NEW_MEMORY,
  handle(event, { view }, memory) {
    if (isEventOf(event, services)) return { memory, enqueue: [{ key: objectKey(event.object) }] };
    if (isEventOf(event, pods)) return { memory, enqueue: afterPod(event, view) };
    return isEventOf(event, endpointslices) ? afterSlice(event, memory) : { memory, enqueue: NOTHING };
  },
  sync: syncService,
});

/** The services whose endpoints the change of a pod may change (GetPodUpdateProjectionKey, GetServicesToUpdate). */
function afterPod({ type, object, old }: WatchEvent<Pod>, view: View): readonly Enqueue[] {
  if (type !== 'MODIFIED' || old === undefined) return servicesOf(object, view).map((key) => ({ key }));
  const changed = endpointChanged(object, old);
  const moved =
    labelsChanged(old, object) ||
    old.spec.hostname !== object.spec.hostname ||
    old.spec.subdomain !== object.spec.subdomain;
  if (!changed && !moved) return NOTHING;
  const after = servicesOf(object, view);
  if (!moved) return after.map((key) => ({ key }));
  const before = servicesOf(old, view);
  const keys = new Set([...after, ...before]);
  if (!changed) for (const key of after) if (before.includes(key)) keys.delete(key);
  return [...keys].map((key) => ({ key }));
}

function endpointChanged(pod: Pod, old: Pod): boolean {
  return (
    pod.metadata.deletionTimestamp !== old.metadata.deletionTimestamp ||
    isPodReady(pod) !== isPodReady(old) ||
    !semanticEqual(pod.status.podIPs, old.status.podIPs)
  );
}

function hasSelector({ spec }: Service): boolean {
  return Object.keys(spec.selector ?? {}).length > 0;
}

function servicesOf({ metadata }: Pod, view: View): readonly string[] {
  return view
    .list(services, metadata.namespace)
    .filter((service) => hasSelector(service) && selectorFromSet(service.spec.selector ?? {}).matches(metadata.labels))
    .map(objectKey);
}

/** Only slices that somebody else has changed or deleted matter. */
function afterSlice({ type, object, old }: WatchEvent<EndpointSlice>, memory: Memory): Handled<Memory> {
  if (type === 'DELETED') {
    if (!isManaged(object)) return { memory, enqueue: NOTHING };
    const { tracker, expected } = handleDeletion(memory.tracker, object);
    const after = tracker === memory.tracker ? memory : { ...memory, tracker };
    return { memory: after, enqueue: expected ? NOTHING : serviceOf(object) };
  }
  if (old !== undefined && serviceKeyOf(object) !== serviceKeyOf(old)) {
    return { memory, enqueue: [...serviceOf(object), ...serviceOf(old)] };
  }
  const handedOver = old !== undefined && isManaged(object) !== isManaged(old);
  const wanted = handedOver || (isManaged(object) && shouldSync(memory.tracker, object));
  return { memory, enqueue: wanted ? serviceOf(object) : NOTHING };
}

function serviceOf(slice: EndpointSlice): readonly Enqueue[] {
  const key = serviceKeyOf(slice);
  return key === undefined ? NOTHING : [{ key, after: SLICE_CHANGE_MIN_SYNC_DELAY }];
}

function* syncService(key: string, memory: Memory, { view }: Context): Reconcile<Synced<Memory>> {
  const { namespace, name } = splitKey(key);
  const service = view.get(services, namespace, name);
  if (service === undefined) return { memory: forgetService(memory, key) };
  if (service.spec.type === 'ExternalName' || !hasSelector(service)) return { memory };
  const slices = view
    .labelled(endpointslices, namespace, SERVICE_NAME, name)
    .filter((slice) => isManaged(slice) && slice.metadata.deletionTimestamp === undefined);
  if (isStale(memory.tracker, key, slices)) return { memory, requeue: 'rate-limited' };
  const selected = selectedPods(service, view);
  const { times, time } = computeTriggerTime(memory.triggers, key, service, selected);
  const subject = { service, pods: selected, slices, triggerTime: time };
  const { tracker, errors } = yield* reconcileSlices(subject, view, memory.tracker);
  const after: Memory = { tracker, triggers: times };
  if (errors.length === 0) return { memory: after };
  const message = `Error updating Endpoint Slices for Service ${key}: ${aggregate(errors)}`;
  yield* tell(SOURCE, referenceTo(services, service), 'Warning', 'FailedToUpdateEndpointSlices', message);
  return { memory: after, requeue: 'rate-limited' };
}

function selectedPods({ metadata, spec }: Service, view: View): readonly Pod[] {
  const selector = spec.selector ?? {};
  const [[label, value] = ['', '']] = Object.entries(selector);
  const matches = selectorFromSet(selector);
  return view
    .labelled(pods, metadata.namespace ?? '', label, value)
    .filter((pod) => matches.matches(pod.metadata.labels));
}
