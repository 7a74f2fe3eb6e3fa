import { newQuantity, quantityOf, quantityText } from '../../apimachinery/quantity.js';
import { hasPodLevelResources } from '../../apis/core/pod/resources.js';
import { amountsOf } from '../../apis/core/pod/amounts.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type { ContainerUse, PodUse } from '../stats/pod-use.js';
import type { Observations } from './observations.js';
import { amountText, FACTS, type Threshold } from './threshold.js';

/** Why a pod is evicted, and what its event says beside. */
export interface EvictionMessage {
  readonly message: string;
  readonly annotations: Readonly<Record<string, string>>;
}

type Starved = 'memory' | 'ephemeral-storage' | 'pids';

/** Why a pod is evicted when something is starved: the threshold, and containers that use more than they request. */
export function evictionMessage(
  { signal }: Threshold,
  pod: Pod,
  use: PodUse | undefined,
  acting: readonly Threshold[],
  observations: Observations,
): EvictionMessage {
  const { resource } = FACTS[signal];
  const head = `The node was low on resource: ${resource}. ${thresholdText(resource, acting, observations)}`;
  if (use === undefined) return { message: head, annotations: {} };
  const ofPod = resource === 'memory' ? podText(pod, use) : undefined;
  const offenders = use.containers.flatMap((container) => offence(pod, container, resource) ?? []);
  const texts = offenders.map(({ name, using, request }) => consumption('Container', name, using, request, resource));
  return {
    message: [head, ofPod?.message ?? '', ...texts].join(''),
    annotations: {
      ...ofPod?.annotations,
      offending_containers: offenders.map(({ name }) => name).join(','),
      offending_containers_usage: offenders.map(({ using }) => using).join(','),
      starved_resource: resource,
    },
  };
}

function thresholdText(resource: Starved, acting: readonly Threshold[], observations: Observations): string {
  const threshold = acting.find(({ signal }) => FACTS[signal].resource === resource);
  if (threshold === undefined) return '';
  const { available, capacity } = observations[threshold.signal];
  const left = quantityText(newQuantity(available, resource === 'pids' ? 'DecimalSI' : 'BinarySI'));
  return `Threshold quantity: ${amountText(threshold.value, capacity)}, available: ${left}. `;
}

function consumption(what: string, name: string, using: string, request: string, resource: Starved): string {
  return `${what} ${name} was using ${using}, request is ${request}, has larger consumption of ${resource}. `;
}

interface Offence {
  readonly name: string;
  readonly using: string;
  readonly request: string;
}

function offence({ spec }: Pod, { name, memory, disk }: ContainerUse, resource: Starved): Offence | undefined {
  const container = [...spec.containers, ...(spec.initContainers ?? [])].find((each) => each.name === name);
  const used = resource === 'memory' ? memory : resource === 'ephemeral-storage' ? disk : undefined;
  if (container === undefined || used === undefined) return undefined;
  const { requests } = container.resources ?? {};
  if (used <= (amountsOf(requests)[resource] ?? 0)) return undefined;
  return { name, using: inBytes(used), request: quantityText(quantityOf(requests?.[resource])) };
}

/** A pod that requests memory as a whole is named with it. */
function podText({ metadata, spec }: Pod, { memory }: PodUse): EvictionMessage | undefined {
  const request = spec.resources?.requests?.['memory'];
  if (!hasPodLevelResources(spec) || request === undefined) return undefined;
  const using = inBytes(memory);
  return {
    message: consumption('Pod', metadata.name, using, quantityText(quantityOf(request)), 'memory'),
    annotations: { offending_pod: metadata.name, offending_pod_usage: using },
  };
}

function inBytes(value: number): string {
  return quantityText(newQuantity(value, 'BinarySI'));
}
