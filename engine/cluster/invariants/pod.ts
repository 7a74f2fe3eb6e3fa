import { milliValue, quantityOf } from '../../apimachinery/quantity.js';
import { podTotals } from '../../apis/core/pod-totals.js';
import type { Pod, PodSpec } from '../../apis/generated/core.v1.js';
import { nodes } from '../../apis/generated/resources.js';
import type { View } from '../../apiserver/view.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import type { Broken } from './broken.js';
import { nameOf } from './object.js';

const BINDING = 'a pod is bound once';
const ENDED = 'a pod that has ended does not start again';
const ROOM = 'the scheduler binds no more to a node than is allocatable there';

/** What holds of the changes of a pod. */
export function brokenByPod({ object, old }: WatchEvent<Pod>, byComponent: boolean): Broken | undefined {
  if (old === undefined) return undefined;
  const before = old.spec.nodeName ?? '';
  const after = object.spec.nodeName ?? '';
  if (before !== '' && before !== after)
    return {
      invariant: BINDING,
      message: `it was on ${before} and is on ${after === '' ? 'no node' : after}`,
      object: nameOf(object),
    };
  const { phase } = old.status;
  if (!byComponent || (phase !== 'Succeeded' && phase !== 'Failed') || object.status.phase === phase) return undefined;
  return { invariant: ENDED, message: `it was ${phase} and is ${object.status.phase ?? ''}`, object: nameOf(object) };
}

/** What holds when the scheduler, which knows all there is, binds a pod: of what it asks for there was enough left. */
export function brokenByBinding({ object: pod, old }: WatchEvent<Pod>, view: View): Broken | undefined {
  const { nodeName = '' } = pod.spec;
  if (old === undefined || nodeName === '' || old.spec.nodeName) return undefined;
  const allocatable = view.get(nodes, '', nodeName)?.status.allocatable;
  if (allocatable === undefined) return undefined;
  const there = view
    .podsOnNode(nodeName)
    .filter(({ status }) => status.phase !== 'Succeeded' && status.phase !== 'Failed');
  const broken = (resource: string, asked: string | number): Broken => ({
    invariant: ROOM,
    message: `${nodeName} has ${allocatable[resource] ?? 'no'} ${resource}, and the pods there ask for ${asked}`,
    object: nameOf(pod),
  });
  if (there.length > milliOf(allocatable['pods']) / 1000) return broken('pods', there.length);
  for (const [resource, amount] of requestsOf(pod.spec)) {
    if (amount === 0) continue;
    let sum = 0;
    for (const { spec } of there) sum += requestsOf(spec).find(([name]) => name === resource)?.[1] ?? 0;
    if (sum > milliOf(allocatable[resource])) return broken(resource, `${sum / 1000}`);
  }
  return undefined;
}

function milliOf(text: string | undefined): number {
  return milliValue(quantityOf(text));
}

const requested = new WeakMap<PodSpec, readonly (readonly [string, number])[]>();

/** In thousandths. */
function requestsOf(spec: PodSpec): readonly (readonly [string, number])[] {
  const known = requested.get(spec);
  if (known !== undefined) return known;
  const amounts = Object.entries(podTotals(spec).requests).map(([name, text]) => [name, milliOf(text)] as const);
  requested.set(spec, amounts);
  return amounts;
}
