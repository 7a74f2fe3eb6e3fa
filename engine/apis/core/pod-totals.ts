import type { Container, PodSpec } from '../generated/core.v1.js';
import { addLists, largerLists, type Quantities } from './quantity-lists.js';

/** What a pod asks for and what it may use at most. */
export interface PodTotals {
  readonly requests: Quantities;
  readonly limits: Quantities;
}

/**
 * All that a pod asks for, as quantities that print the way upstream's sums do: what LimitRanger and quotas look at.
 * Containers and sidecars add up, init containers set a minimum, pod-level resources win.
 */
export function podTotals(spec: PodSpec): PodTotals {
  return { requests: total(spec, 'requests'), limits: total(spec, 'limits') };
}

function total({ containers, initContainers = [], resources }: PodSpec, list: keyof PodTotals): Quantities {
  let sum: Quantities = {};
  for (const container of containers) sum = addLists(sum, listOf(container, list));
  let sidecars: Quantities = {};
  let peak: Quantities = {};
  for (const container of initContainers) {
    const amounts = listOf(container, list);
    if (container.restartPolicy === 'Always') {
      sum = addLists(sum, amounts);
      sidecars = addLists(sidecars, amounts);
      peak = largerLists(peak, sidecars);
    } else peak = largerLists(peak, addLists(amounts, sidecars));
  }
  const own = Object.entries(resources?.[list] ?? {}).filter(([name]) => name === 'cpu' || name === 'memory');
  return { ...largerLists(sum, peak), ...Object.fromEntries(own) };
}

function listOf({ resources }: Container, list: keyof PodTotals): Quantities {
  return resources?.[list] ?? {};
}
