import { semanticEqual } from '../../apimachinery/equality.js';
import { splitKey } from '../../apimachinery/object.js';
import type { Endpoints, EndpointSubset, Service } from '../../apis/generated/core.v1.js';
import { endpoints, services } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import type { Synced } from '../../client/controller.js';
import { create, remove, update, type Reconcile } from '../../client/reconcile.js';
import { SortedMap } from '../../core/sorted-map.js';
import { hasSelector, selectedPods } from '../framework/endpoints/pod-services.js';
import { repackSubsets } from '../framework/endpoints/repack.js';
import {
  computeTriggerTime,
  NO_TRIGGER_TIMES,
  TRIGGER_TIME,
  type TriggerTimes,
} from '../framework/endpoints/trigger-time.js';
import { isNamespaceTerminating, isNotFound, refusalText } from '../framework/refusal.js';
import { tell } from '../framework/tell.js';
import { countAddresses, MAX_CAPACITY, subsetsOf, truncateSubsets } from './subsets.js';

const NAME = 'endpoint-controller';
const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const HEADLESS = 'service.kubernetes.io/headless';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';

/** What the controller remembers. */
export interface Memory {
  readonly triggers: TriggerTimes;
  /** Key → resource version that was written over: endpoints of that version are out of date. */
  readonly stale: SortedMap<string, string>;
}

export const NEW_MEMORY: Memory = { triggers: NO_TRIGGER_TIMES, stale: SortedMap.empty() };

type Labels = Readonly<Record<string, string>>;

/** Brings the Endpoints of a service to what its pods make them (syncService). */
export function* syncService(key: string, memory: Memory, { view }: Context): Reconcile<Synced<Memory>> {
  const { namespace, name } = splitKey(key);
  const service = view.get(services, namespace, name);
  if (service === undefined) return yield* deleteEndpoints(key, memory);
  if (service.spec.type === 'ExternalName' || !hasSelector(service)) return { memory };
  const selected = selectedPods(service, view);
  const { times, time } = computeTriggerTime(memory.triggers, key, service, selected);
  const after: Memory = { ...memory, triggers: times };
  const subsets = subsetsOf(service, selected);
  const current = view.get(endpoints, namespace, name);
  if (current !== undefined && memory.stale.get(key) === current.metadata.resourceVersion) {
    return { memory: after, requeue: 'rate-limited' };
  }
  if (current !== undefined && isUpToDate(current, subsets, service)) return { memory: after };
  const truncated = truncateSubsets(subsets);
  const annotations = annotationsFor(current, time, truncated !== subsets);
  return yield* write(service, current, { subsets: truncated, annotations }, after);
}

function* deleteEndpoints(key: string, memory: Memory): Reconcile<Synced<Memory>> {
  const gone = yield* remove(endpoints, splitKey(key));
  if (!gone.ok && !isNotFound(gone)) return { memory, requeue: 'rate-limited' };
  return { memory: { triggers: memory.triggers.delete(key), stale: memory.stale.delete(key) } };
}

interface Content {
  readonly subsets: readonly EndpointSubset[];
  readonly annotations: Labels;
}

function* write(
  service: Service,
  current: Endpoints | undefined,
  { subsets, annotations }: Content,
  memory: Memory,
): Reconcile<Synced<Memory>> {
  const { namespace = '', name } = service.metadata;
  const labels = labelsFor(service);
  const written =
    current === undefined
      ? yield* create(endpoints, { metadata: { namespace, name, labels, annotations }, subsets })
      : yield* update(endpoints, { ...current, metadata: { ...current.metadata, labels, annotations }, subsets });
  if (written.ok) {
    const before = current?.metadata.resourceVersion;
    const moved = before !== undefined && written.object.metadata.resourceVersion !== before;
    return { memory: moved ? { ...memory, stale: memory.stale.set(`${namespace}/${name}`, before) } : memory };
  }
  if (current === undefined && isNamespaceTerminating(written)) return { memory };
  const [reason, text] =
    current === undefined
      ? ['FailedToCreateEndpoint', `Failed to create endpoint for service ${namespace}/${name}`]
      : ['FailedToUpdateEndpoint', `Failed to update endpoint ${namespace}/${name}`];
  const { uid, resourceVersion } = current?.metadata ?? {};
  const reference = { apiVersion: 'v1', kind: 'Endpoints', namespace, name, uid, resourceVersion };
  yield* tell(NAME, reference, 'Warning', reason, `${text}: ${refusalText(written)}`);
  return { memory, requeue: 'rate-limited' };
}

function isUpToDate(
  { subsets = [], metadata }: Endpoints,
  wanted: readonly EndpointSubset[],
  service: Service,
): boolean {
  const overCapacity = countAddresses(subsets) > MAX_CAPACITY || metadata.annotations?.[OVER_CAPACITY] !== undefined;
  if (overCapacity || !labelsCorrect(metadata.labels ?? {}, service.metadata.labels ?? {})) return false;
  return sameSubsets(subsets, wanted) || sameSubsets(repackSubsets(subsets), wanted);
}

function sameSubsets(a: readonly EndpointSubset[], b: readonly EndpointSubset[]): boolean {
  return semanticEqual(a.map(withoutVersions), b.map(withoutVersions));
}

/** What a target's resource version is does not matter; this controller sets none. */
function withoutVersions(subset: EndpointSubset): EndpointSubset {
  const addresses = [...(subset.addresses ?? []), ...(subset.notReadyAddresses ?? [])];
  if (addresses.every(({ targetRef }) => targetRef?.resourceVersion === undefined)) return subset;
  const strip = (list: EndpointSubset['addresses']) =>
    list?.map((address) => ({ ...address, targetRef: { ...address.targetRef, resourceVersion: undefined } }));
  return { ...subset, addresses: strip(subset.addresses), notReadyAddresses: strip(subset.notReadyAddresses) };
}

/** labelsCorrectForEndpoints. */
function labelsCorrect(labels: Labels, wanted: Labels): boolean {
  if (labels[MANAGED_BY] !== NAME) return false;
  const own = Object.keys(labels).filter((key) => key !== MANAGED_BY && key !== HEADLESS);
  return own.length === Object.keys(wanted).length && own.every((key) => labels[key] === wanted[key]);
}

function labelsFor({ metadata, spec }: Service): Labels {
  const { [HEADLESS]: _, ...labels } = metadata.labels ?? {};
  const { clusterIP = '' } = spec;
  const headless = clusterIP === '' || clusterIP === 'None';
  return { ...labels, ...(headless ? { [HEADLESS]: '' } : {}), [MANAGED_BY]: NAME };
}

function annotationsFor(current: Endpoints | undefined, triggerTime: string | undefined, truncated: boolean): Labels {
  const { [TRIGGER_TIME]: _time, [OVER_CAPACITY]: _over, ...others } = current?.metadata.annotations ?? {};
  return {
    ...others,
    ...(triggerTime === undefined ? {} : { [TRIGGER_TIME]: triggerTime }),
    ...(truncated ? { [OVER_CAPACITY]: 'truncated' } : {}),
  };
}
