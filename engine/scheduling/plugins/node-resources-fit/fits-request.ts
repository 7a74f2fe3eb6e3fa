import type { NodeInfo } from '../../cache/node-info.js';
import { isExtendedResource, type Resources } from '../../cache/resources.js';
import { unresolvable, unschedulable, type Status } from '../../status.js';
import type { FitArgs } from './args.js';

/** Undefined: the node has room; else what it lacks, as fitsRequest. */
export function fitsRequest(
  request: Resources,
  { pods, allowedPods, allocatable, requested }: NodeInfo,
  { ignoredResources, ignoredResourceGroups }: Pick<FitArgs, 'ignoredResources' | 'ignoredResourceGroups'> = NOTHING,
): Status | undefined {
  let reasons: string[] | undefined;
  let unhelpful = false;
  const lacks = (name: string, amount: number, capacity: number, used: number) => {
    if (amount <= 0 || amount <= capacity - used) return;
    (reasons ??= []).push(`Insufficient ${name}`);
    if (amount > capacity) unhelpful = true;
  };
  if (pods.length + 1 > allowedPods) reasons = ['Too many pods'];
  lacks('cpu', request.cpu, allocatable.cpu, requested.cpu);
  lacks('memory', request.memory, allocatable.memory, requested.memory);
  lacks('ephemeral-storage', request.ephemeralStorage, allocatable.ephemeralStorage, requested.ephemeralStorage);
  for (const name in request.scalars) {
    if (isExtendedResource(name)) {
      const [group = ''] = name.split('/');
      if (ignoredResources.has(name) || ignoredResourceGroups.has(group)) continue;
    }
    lacks(name, request.scalars[name] ?? 0, allocatable.scalars[name] ?? 0, requested.scalars[name] ?? 0);
  }
  return reasons === undefined ? undefined : statusOf(reasons, unhelpful);
}

const NOTHING = { ignoredResources: new Set<string>(), ignoredResourceGroups: new Set<string>() };

const statuses = new Map<string, Status>();

/** One object for each combination, so that statuses can be counted by identity. */
function statusOf(reasons: readonly string[], unhelpful: boolean): Status {
  const key = `${unhelpful}/${reasons.join('/')}`;
  const known = statuses.get(key);
  if (known !== undefined) return known;
  const status = unhelpful ? unresolvable(...reasons) : unschedulable(...reasons);
  statuses.set(key, status);
  return status;
}
