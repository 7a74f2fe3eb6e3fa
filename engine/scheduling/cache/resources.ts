import type { Amounts } from '../../apis/core/pod/amounts.js';

/** Amounts as the scheduler adds them up, as framework.Resource: millicores, bytes, and whole numbers of the rest. */
export interface Resources {
  readonly cpu: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
  /** Extended resources, huge pages, attachable volumes. */
  readonly scalars: Amounts;
}

const NO_SCALARS: Amounts = {};
export const NO_RESOURCES: Resources = { cpu: 0, memory: 0, ephemeralStorage: 0, scalars: NO_SCALARS };

/** Whether the scheduler counts a resource besides cpu, memory and ephemeral storage, as IsScalarResourceName. */
export function isScalarResource(name: string): boolean {
  if (name.startsWith('hugepages-') || name.startsWith('attachable-volumes-')) return true;
  return name.includes('kubernetes.io/') || isExtendedResource(name);
}

/** As IsExtendedResourceName. */
export function isExtendedResource(name: string): boolean {
  return name.includes('/') && !name.includes('kubernetes.io/') && !name.startsWith('requests.');
}

/** As framework.NewResource: resources that the scheduler does not know are left out. */
export function resourcesOf(amounts: Amounts): Resources {
  let scalars: Record<string, number> | undefined;
  for (const name of Object.keys(amounts)) {
    if (isScalarResource(name)) (scalars ??= {})[name] = amounts[name] ?? 0;
  }
  return {
    cpu: amounts['cpu'] ?? 0,
    memory: amounts['memory'] ?? 0,
    ephemeralStorage: amounts['ephemeral-storage'] ?? 0,
    scalars: scalars ?? NO_SCALARS,
  };
}

/** `a` plus `sign` times `b`. */
export function combined(a: Resources, b: Resources, sign: 1 | -1): Resources {
  return {
    cpu: a.cpu + sign * b.cpu,
    memory: a.memory + sign * b.memory,
    ephemeralStorage: a.ephemeralStorage + sign * b.ephemeralStorage,
    scalars: b.scalars === NO_SCALARS ? a.scalars : combinedScalars(a.scalars, b.scalars, sign),
  };
}

function combinedScalars(a: Amounts, b: Amounts, sign: 1 | -1): Amounts {
  const sum: Record<string, number> = { ...a };
  for (const name of Object.keys(b)) sum[name] = (sum[name] ?? 0) + sign * (b[name] ?? 0);
  return sum;
}
