import { milliText, quantityOf, scaledValue } from '../../../apimachinery/quantity.js';
import type { ResourceRequirements } from '../../generated/core.v1.js';
import type { Quantity } from '../../generated/resource.v1.js';
import { changed, memoised } from './fill.js';

type Quantities = Readonly<Record<string, Quantity>>;

/** Nothing finer than a thousandth is stored: every quantity rounded up to it (SetDefaults_ResourceList). */
export const roundedQuantities = memoised((list: Quantities): Quantities => {
  let result: Record<string, Quantity> | undefined;
  for (const name of Object.keys(list)) {
    const quantity = list[name];
    const rounded = quantity === undefined ? undefined : roundedUp(quantity);
    if (rounded === undefined || rounded === quantity) continue;
    result ??= { ...list };
    result[name] = rounded;
  }
  return result ?? list;
});

/** Both lists of a container's or a pod's resources, rounded. */
export function roundedResources<T extends Pick<ResourceRequirements, 'limits' | 'requests'>>(resources: T): T {
  return changed(changed(resources, 'limits', roundedQuantities), 'requests', roundedQuantities);
}

function roundedUp(text: Quantity): Quantity {
  const quantity = quantityOf(text);
  return quantity.scale >= -3 ? text : milliText(scaledValue(quantity, -3), quantity.format);
}

/** Requests default to limits, resource by resource: on pods only, not on templates (SetDefaults_Pod). */
export function requestsFromLimits(resources: ResourceRequirements): ResourceRequirements {
  const { limits, requests } = resources;
  if (limits === undefined || limits === null) return resources;
  const missing = Object.keys(limits).filter((name) => requests?.[name] === undefined);
  if (missing.length === 0) return resources;
  return {
    ...resources,
    requests: { ...requests, ...Object.fromEntries(missing.map((name) => [name, limits[name] ?? '0'])) },
  };
}
