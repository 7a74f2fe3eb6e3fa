import { semanticEqual } from '../../../apimachinery/equality.js';
import { selectorFromSet } from '../../../apimachinery/labels.js';
import { objectKey } from '../../../apimachinery/object.js';
import type { Pod, Service } from '../../../apis/generated/core.v1.js';
import { pods, services } from '../../../apis/generated/resources.js';
import type { WatchEvent } from '../../../apiserver/watch-event.js';
import { NOTHING, type Enqueue } from '../../../client/controller.js';
import type { View } from '../../../client/view.js';
import type { Millis } from '../../../core/time.js';
import { labelsChanged } from '../owners.js';
import { isPodReady, isPodTerminal } from '../pod-state.js';

/** Whether a service finds its endpoints itself. */
export function hasSelector({ spec }: Service): boolean {
  return Object.keys(spec.selector ?? {}).length > 0;
}

/** The pods that a service selects. */
export function selectedPods({ metadata, spec }: Service, view: View): readonly Pod[] {
  const selector = spec.selector ?? {};
  const [[label, value] = ['', '']] = Object.entries(selector);
  const wanted = selectorFromSet(selector);
  return view
    .labelled(pods, metadata.namespace ?? '', label, value)
    .filter((pod) => wanted.matches(pod.metadata.labels));
}

/** Neither at its end nor without an address (ShouldPodBeInEndpoints). */
export function shouldPodBeInEndpoints(pod: Pod, includeTerminating: boolean): boolean {
  if (isPodTerminal(pod)) return false;
  if ((pod.status.podIP ?? '') === '' && (pod.status.podIPs ?? []).length === 0) return false;
  return includeTerminating || pod.metadata.deletionTimestamp === undefined;
}

/** The host name under which a service knows a pod of its own subdomain; undefined when it has none (ShouldSetHostname). */
export function hostnameIn({ metadata }: Service, pod: Pod): string | undefined {
  const { hostname = '', subdomain } = pod.spec;
  const own = subdomain === metadata.name && metadata.namespace === pod.metadata.namespace;
  return own && hostname !== '' ? hostname : undefined;
}

/**
 * Pods wait in a queue of their own before their services do. It takes no time worth telling, but whatever happens to pods
 * at one moment reaches a service together.
 */
const POD_QUEUE_DELAY: Millis = 1;

function toSync(key: string): Enqueue {
  return { key, after: POD_QUEUE_DELAY };
}

/** The services whose endpoints the change of a pod may change (GetPodUpdateProjectionKey, GetServicesToUpdate). */
export function servicesToUpdate({ type, object, old }: WatchEvent<Pod>, view: View): readonly Enqueue[] {
  if (type !== 'MODIFIED' || old === undefined) return servicesOf(object, view).map(toSync);
  const changed = endpointChanged(object, old);
  const moved =
    labelsChanged(old, object) ||
    old.spec.hostname !== object.spec.hostname ||
    old.spec.subdomain !== object.spec.subdomain;
  if (!changed && !moved) return NOTHING;
  const after = servicesOf(object, view);
  if (!moved) return after.map(toSync);
  const before = servicesOf(old, view);
  const keys = new Set([...after, ...before]);
  if (!changed) for (const key of after) if (before.includes(key)) keys.delete(key);
  return [...keys].map(toSync);
}

function endpointChanged(pod: Pod, old: Pod): boolean {
  if (pod.metadata.deletionTimestamp === old.metadata.deletionTimestamp && pod.status === old.status) return false;
  return (
    pod.metadata.deletionTimestamp !== old.metadata.deletionTimestamp ||
    isPodReady(pod) !== isPodReady(old) ||
    !semanticEqual(pod.status.podIPs, old.status.podIPs)
  );
}

const NOBODY: readonly string[] = [];

function servicesOf({ metadata }: Pod, view: View): readonly string[] {
  const all = view.list(services, metadata.namespace);
  if (all.length === 0) return NOBODY;
  return all
    .filter((service) => hasSelector(service) && selectorFromSet(service.spec.selector ?? {}).matches(metadata.labels))
    .map(objectKey);
}
