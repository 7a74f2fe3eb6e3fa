import type { Pod } from '../../apis/generated/core.v1.js';
import type { Cycle, Filtering, Plugin } from '../framework.js';
import type { NamedFilter } from './pod-filters.js';
import type { Profile } from './profile.js';
import { SignatureMemo, type SharedScorer } from './signature-memo.js';

const leading = new WeakMap<Profile, readonly Plugin[]>();
const signers = new WeakMap<Profile, readonly Plugin[]>();

/** The filter plugins whose verdicts equal pods share: those that sign, up to the first that does not. */
export function sharedFilterPlugins(profile: Profile): readonly Plugin[] {
  const known = leading.get(profile);
  if (known !== undefined) return known;
  const end = profile.filter.findIndex(({ sign }) => sign === undefined);
  const shared = end < 0 ? profile.filter : profile.filter.slice(0, end);
  leading.set(profile, shared);
  return shared;
}

function signersOf(profile: Profile): readonly Plugin[] {
  const known = signers.get(profile);
  if (known !== undefined) return known;
  const scoring = profile.score.map(({ plugin }) => plugin).filter(({ sign }) => sign !== undefined);
  const found = [...new Set([...sharedFilterPlugins(profile), ...scoring])];
  signers.set(profile, found);
  return found;
}

/** Everything that the shared verdicts and scores of a pod depend on besides the nodes, as SignPod. */
export function signatureOf(profile: Profile, pod: Pod, cycle: Cycle): string {
  let signature = profile.schedulerName;
  for (const plugin of signersOf(profile)) signature += `\n${plugin.sign?.(pod, cycle) ?? ''}`;
  return signature;
}

/** Prepares what all pods with this pod's signature share. */
export function memoFor(signature: string, profile: Profile, pod: Pod, cycle: Cycle): SignatureMemo {
  const filterings = new Map<string, Filtering>();
  const filters: NamedFilter[] = [];
  for (const { name, filter } of sharedFilterPlugins(profile)) {
    const filtering = filter?.(pod, cycle) ?? { type: 'skip' };
    filterings.set(name, filtering);
    if (filtering.type === 'filter') filters.push({ plugin: name, filter: filtering.filter });
  }
  const plain: SharedScorer[] = [];
  const normalized: SharedScorer[] = [];
  for (const { plugin, weight } of profile.score) {
    const scorer = plugin.sign === undefined ? undefined : plugin.score?.(pod, cycle, []);
    if (scorer === undefined) continue;
    (scorer.normalize === undefined ? plain : normalized).push({ plugin: plugin.name, weight, scorer });
  }
  return new SignatureMemo(signature, { filterings, filters, plain, normalized });
}
