import {
  milliValue,
  quantityOf,
  quantityText,
  quantityValue,
  type Quantity,
} from '../../../engine/apimachinery/quantity.js';
import type { Node, Pod } from '../../../engine/apis/generated/core.v1.js';
import type { Millis } from '../../../engine/core/time.js';
import { podRequestsAndLimits, sumOf, type Amounts } from './pod-resources.js';
import type { Report } from './report.js';
import { sinceText } from './times.js';

/** The pods of a node, and what of the node they ask for (describeNodeResource). */
export function describeNodePods(report: Report, { status }: Node, pods: readonly Pod[], now: Millis): void {
  const { capacity = {}, allocatable = {} } = status;
  const room = Object.keys(allocatable).length > 0 ? allocatable : capacity;
  report.line(0, `Non-terminated Pods:\t(${pods.length} in total)`);
  report.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
  report.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  const all = pods.map((pod) => ({ pod, ...podRequestsAndLimits(pod) }));
  for (const { pod, requests, limits } of all) {
    const shares = ['cpu', 'memory'].flatMap((name) => [
      shareText(requests, name, room),
      shareText(limits, name, room),
    ]);
    const { namespace = '', name, creationTimestamp } = pod.metadata;
    report.line(1, [namespace, name, '', ...shares, sinceText(now, creationTimestamp)].join('\t'));
  }
  const [requests, limits] = [sumOf(all.map((one) => one.requests)), sumOf(all.map((one) => one.limits))];
  report.line(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)');
  report.line(1, 'Resource\tRequests\tLimits');
  report.line(1, '--------\t--------\t------');
  const names = Object.keys(room).sort();
  const hugePages = names.filter((name) => name.startsWith('hugepages-'));
  for (const name of ['cpu', 'memory', 'ephemeral-storage', ...hugePages])
    report.line(1, [name, shareText(requests, name, room), shareText(limits, name, room)].join('\t'));
  for (const name of names.filter(isExtended))
    report.line(1, [name, amountText(requests, name), amountText(limits, name)].join('\t'));
}

function isExtended(name: string): boolean {
  return !['cpu', 'memory', 'ephemeral-storage', 'pods'].includes(name) && !name.startsWith('hugepages-');
}

function amountText(amounts: Amounts, name: string): string {
  return quantityText(amounts.get(name) ?? quantityOf('0'));
}

/** '100m (5%)': an amount and how much of the node it is. */
function shareText(amounts: Amounts, name: string, room: Readonly<Record<string, string>>): string {
  const measure = name === 'cpu' ? milliValue : (quantity: Quantity) => quantityValue(quantity);
  const whole = measure(quantityOf(room[name]));
  const part = measure(amounts.get(name) ?? quantityOf('0'));
  const percent = whole === 0 ? 0 : Math.trunc((part / whole) * 100);
  return `${amountText(amounts, name)} (${percent}%)`;
}
