import { objectKey, splitKey } from '../../apimachinery/object.js';
import type { Endpoints } from '../../apis/generated/core.v1.js';
import type { EndpointSlice } from '../../apis/generated/discovery.v1.js';
import { endpoints, endpointslices, services } from '../../apis/generated/resources.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import type { Context } from '../../client/component.js';
import { controller, isEventOf, NOTHING, type Enqueue, type Handled, type Synced } from '../../client/controller.js';
import type { Reconcile } from '../../client/reconcile.js';
import { SECOND } from '../../core/time.js';
import { hasSelector } from '../framework/endpoints/pod-services.js';
import {
  handleDeletion,
  isStale,
  NOTHING_TRACKED,
  shouldSync,
  type Tracker,
} from '../framework/endpoints/slice-tracker.js';
import { isManagedBy, SERVICE_NAME, serviceKeyOf } from '../framework/endpoints/slices.js';
import { referenceTo, tell } from '../framework/tell.js';
import { CONTROLLER_NAME, MAX_ENDPOINTS_PER_SUBSET, planMirrors, type Plan } from './plan.js';
import { deleteMirrors, writeMirrors } from './write.js';

const SOURCE = 'endpoint-slice-mirroring-controller';

const SKIP_MIRROR = 'endpointslice.kubernetes.io/skip-mirror';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';

/** Copies Endpoints that somebody else writes for services without a selector (pkg/controller/endpointslicemirroring). */
export const endpointSliceMirroringController = controller<Tracker>({
  name: 'endpointslice-mirroring-controller',
  watches: [endpoints, endpointslices, services],
  backoff: { base: SECOND, max: 100 * SECOND },
  maxRetries: 15,
  start: () => NOTHING_TRACKED,
  handle(event, _observation, memory) {
    if (isEventOf(event, endpoints)) {
      const concerned = shouldMirror(event.object) || (event.old !== undefined && shouldMirror(event.old));
      return { memory, enqueue: concerned ? [{ key: objectKey(event.object) }] : NOTHING };
    }
    if (isEventOf(event, services)) {
      const selects = hasSelector(event.object);
      const concerned =
        event.old === undefined || event.type === 'DELETED' ? !selects : selects !== hasSelector(event.old);
      return { memory, enqueue: concerned ? [{ key: objectKey(event.object) }] : NOTHING };
    }
    return isEventOf(event, endpointslices) ? afterSlice(event, memory) : { memory, enqueue: NOTHING };
  },
  sync: syncEndpoints,
});

function shouldMirror({ metadata: { labels, annotations } }: Endpoints): boolean {
  return labels?.[SKIP_MIRROR] !== 'true' && annotations?.[LEADER] === undefined;
}

/** Only slices that somebody else has changed or deleted matter. */
function afterSlice({ type, object, old }: WatchEvent<EndpointSlice>, memory: Tracker): Handled<Tracker> {
  const managed = isManagedBy(object, CONTROLLER_NAME);
  if (type === 'DELETED') {
    const { tracker, expected } = managed ? handleDeletion(memory, object) : { tracker: memory, expected: true };
    return { memory: tracker, enqueue: expected ? NOTHING : serviceOf(object) };
  }
  if (old !== undefined && serviceKeyOf(object) !== serviceKeyOf(old)) {
    return { memory, enqueue: [...serviceOf(object), ...serviceOf(old)] };
  }
  const handedOver = old !== undefined && managed !== isManagedBy(old, CONTROLLER_NAME);
  return { memory, enqueue: handedOver || (managed && shouldSync(memory, object)) ? serviceOf(object) : NOTHING };
}

function serviceOf(slice: EndpointSlice): readonly Enqueue[] {
  const key = serviceKeyOf(slice);
  return key === undefined ? NOTHING : [{ key }];
}

function* syncEndpoints(key: string, memory: Tracker, { view }: Context): Reconcile<Synced<Tracker>> {
  const { namespace, name } = splitKey(key);
  const original = view.get(endpoints, namespace, name);
  const service = view.get(services, namespace, name);
  const slices = view
    .labelled(endpointslices, namespace, SERVICE_NAME, name)
    .filter((slice) => isManagedBy(slice, CONTROLLER_NAME));
  if (original === undefined || !shouldMirror(original) || service === undefined || hasSelector(service)) {
    const all = yield* deleteMirrors(slices);
    const tracker = memory.delete(key);
    return all ? { memory: tracker } : { memory: tracker, requeue: 'rate-limited' };
  }
  if (isStale(memory, key, slices)) return { memory, requeue: 'rate-limited' };
  const plan = planMirrors(original, slices);
  yield* tellSkipped(original, plan);
  const { tracker, failed } = yield* writeMirrors(original, plan, slices, memory);
  return failed ? { memory: tracker, requeue: 'rate-limited' } : { memory: tracker };
}

function* tellSkipped(original: Endpoints, { invalid, skipped }: Plan): Reconcile {
  const reference = referenceTo(endpoints, original);
  if (invalid > 0) {
    const message = `Skipped ${invalid} invalid IP addresses when mirroring to EndpointSlices`;
    yield* tell(SOURCE, reference, 'Warning', 'InvalidIPAddress', message);
  }
  if (skipped > invalid) {
    const message =
      `A max of ${MAX_ENDPOINTS_PER_SUBSET} addresses can be mirrored to EndpointSlices per Endpoints subset. ` +
      `${skipped} addresses were skipped`;
    yield* tell(SOURCE, reference, 'Warning', 'TooManyAddressesToMirror', message);
  }
}
