import { objectKey, splitKey } from '../../apimachinery/object.js';
import type { Node } from '../../apis/generated/core.v1.js';
import type { EndpointSlice } from '../../apis/generated/discovery.v1.js';
import { endpointslices, nodes, pods, services } from '../../apis/generated/resources.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import type { Context } from '../../client/component.js';
import { controller, isEventOf, NOTHING, type Enqueue, type Handled, type Synced } from '../../client/controller.js';
import type { Reconcile } from '../../client/reconcile.js';
import type { View } from '../../client/view.js';
import { SECOND, type Millis } from '../../core/time.js';
import { hasSelector, selectedPods, servicesToUpdate } from '../framework/endpoints/pod-services.js';
import { handleDeletion, isStale, shouldSync } from '../framework/endpoints/slice-tracker.js';
import { SERVICE_NAME, serviceKeyOf } from '../framework/endpoints/slices.js';
import { computeTriggerTime } from '../framework/endpoints/trigger-time.js';
import { referenceTo, tell } from '../framework/tell.js';
import { forgetService, NEW_MEMORY, type Memory } from './memory.js';
import { aggregate, reconcileSlices } from './reconcile.js';
import { isManaged } from './slice.js';
import { isNodeReady, isOverloaded, zoneOf, zoneShares } from './zone-shares.js';

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
    if (isEventOf(event, pods)) return { memory, enqueue: servicesToUpdate(event, view) };
    if (isEventOf(event, endpointslices)) return afterSlice(event, memory);
    return { memory, enqueue: isEventOf(event, nodes) ? afterNode(event, view, memory) : NOTHING };
  },
  sync: syncService,
});

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

/** Services whose hints do not fit the zones any more (checkNodeTopologyDistribution). */
function afterNode({ type, object, old }: WatchEvent<Node>, view: View, { topology }: Memory): readonly Enqueue[] {
  if (topology.size === 0) return NOTHING;
  const same = old !== undefined && isNodeReady(object) === isNodeReady(old) && zoneOf(object) === zoneOf(old);
  if (type === 'MODIFIED' && same) return NOTHING;
  const shares = zoneShares(view.list(nodes));
  const overloaded = [...topology].filter(([, counts]) =>
    Object.values(counts).some((hints) => isOverloaded(hints, shares)),
  );
  return overloaded.map(([key]) => ({ key }));
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
  const { tracker, topology, errors, events } = yield* reconcileSlices(subject, view, memory);
  const after: Memory = { tracker, triggers: times, topology };
  for (const { type, reason, message } of events) {
    yield* tell(SOURCE, referenceTo(services, service), type, reason, message);
  }
  if (errors.length === 0) return { memory: after };
  const message = `Error updating Endpoint Slices for Service ${key}: ${aggregate(errors)}`;
  yield* tell(SOURCE, referenceTo(services, service), 'Warning', 'FailedToUpdateEndpointSlices', message);
  return { memory: after, requeue: 'rate-limited' };
}
