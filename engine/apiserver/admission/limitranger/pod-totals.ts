import { addQuantities, compareQuantities, quantityOf, quantityText } from '../../../apimachinery/quantity.js';
import type { Container, PodSpec } from '../../../apis/generated/core.v1.js';
import type { Asked } from './constraints.js';

type Amounts = Readonly<Record<string, string>>;

/** All that a pod asks for, as quantities that print the way upstream's sums do: podRequests and podLimits of LimitRanger. */
export function podTotals(spec: PodSpec): Asked {
  return { requests: total(spec, 'requests'), limits: total(spec, 'limits') };
}

function total({ containers, initContainers = [], resources }: PodSpec, list: 'requests' | 'limits'): Amounts {
  const of = (container: Container): Amounts => container.resources.requests === undefined && container.resources.limits === undefined ? {} : (container.resources[list] ?? {});
  let sum: Amounts = {};
  for (const container of containers) sum = added(sum, of(container));
  let sidecars: Amounts = {};
  let peak: Amounts = {};
  for (const container of initContainers) {
    const amounts = of(container);
    if (container.restartPolicy === 'Always') {
      sum = added(sum, amounts);
      sidecars = added(sidecars, amounts);
      peak = larger(peak, sidecars);
    } else peak = larger(peak, added(amounts, sidecars));
  }
  const own = Object.entries(resources?.[list] ?? {}).filter(([name]) => name === 'cpu' || name === 'memory');
  return { ...larger(sum, peak), ...Object.fromEntries(own) };
}

function added(a: Amounts, b: Amounts): Amounts {
  const sum: Record<string, string> = { ...a };
  for (const [name, amount] of Object.entries(b)) {
    const before = sum[name];
    sum[name] = before === undefined ? amount : quantityText(addQuantities(quantityOf(before), quantityOf(amount)));
  }
  return sum;
}

function larger(a: Amounts, b: Amounts): Amounts {
  const result: Record<string, string> = { ...a };
  for (const [name, amount] of Object.entries(b)) {
    const before = result[name];
    if (before === undefined || compareQuantities(quantityOf(amount), quantityOf(before)) > 0) result[name] = amount;
  }
  return result;
}
