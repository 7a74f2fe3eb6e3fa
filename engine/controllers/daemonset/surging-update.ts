import type { Pod } from '../../apis/generated/core.v1.js';
import { done, gaveUp, type Attempt } from '../framework/attempt.js';
import { nodeShouldRunDaemonPod } from './eligibility.js';
import { generationsOn, isAvailable, sites, type Fleet } from './fleet.js';
import type { Plan } from './manage.js';

/** What is found while the nodes are gone through. */
interface Survey {
  /** Pods that are replaced, or not available where none is wanted. */
  readonly remove: Pod[];
  /** Available pods where none is wanted any more. */
  readonly unwanted: Pod[];
  /** Nodes whose old pod is not available. */
  readonly broken: string[];
  readonly candidates: string[];
  surging: number;
  available: number;
}

/**
 * With surge a new pod is made beside the old one, on up to maxSurge nodes at a time, and the old one goes once the new
 * one is available. A pod on a node that is no longer eligible stays until more are available than are desired.
 */
export function surgingUpdate(fleet: Fleet, maxSurge: number, desired: number): Attempt<Plan> {
  const survey: Survey = { remove: [], unwanted: [], broken: [], candidates: [], surging: 0, available: 0 };
  for (const node of sites(fleet)) {
    const there = generationsOn(fleet, node);
    if (there === undefined) {
      survey.surging++;
      continue;
    }
    const { fresh, old } = there;
    const counted = old ?? fresh;
    if (counted !== undefined && isAvailable(fleet, counted)) survey.available++;
    if (old === undefined) continue;
    if (fresh !== undefined) {
      if (isAvailable(fleet, fresh)) survey.remove.push(old);
      else survey.surging++;
    } else if (!considerOld(fleet, node, old, maxSurge, survey)) {
      return gaveUp(`couldn't get node for nodeName "${node}": node "${node}" not found`);
    }
  }
  const { remove, unwanted, broken, candidates, surging, available } = survey;
  return done({
    create: [...broken, ...candidates.slice(0, Math.max(0, maxSurge - surging))],
    remove: [...remove, ...unwanted.slice(0, Math.max(0, available - desired))],
  });
}

/** What becomes of an old pod that stands alone; false when its node is gone. */
function considerOld(fleet: Fleet, name: string, old: Pod, maxSurge: number, survey: Survey): boolean {
  const node = fleet.nodes.find(({ metadata }) => metadata.name === name);
  if (node === undefined) return false;
  const { run } = nodeShouldRunDaemonPod(node, fleet.daemonSet);
  if (!isAvailable(fleet, old)) {
    if (run) survey.broken.push(name);
    else survey.remove.push(old);
  } else if (!run) survey.unwanted.push(old);
  else if (survey.surging < maxSurge) survey.candidates.push(name);
  return true;
}
