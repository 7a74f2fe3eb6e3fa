import type { Pod } from '../../apis/generated/core.v1.js';
import { priorityOf } from '../cache/pod-facts.js';
import { findNodesThatFitPod, type SearchContext } from '../cycle/find-nodes.js';
import type { Trial } from './changes/change.js';
import { applied, findRemedies, schedulerChanges, type Laboratory, type Remedy } from './changes/search.js';
import { explainFilters, verdictOf, type NodeVerdicts } from './filter-table.js';
import { explainPreemption } from './preemption-cost.js';

/** Makes the search for a trial: as the scheduler would search if the trial were so. */
export type SearchFor = (trial: Trial) => SearchContext | undefined;

/** What would let the pod be scheduled: each remedy was tried, and works. */
export function remediesFor(start: Trial, searchFor: SearchFor): readonly Remedy[] {
  const search = searchFor(start);
  if (search === undefined) return [];
  return findRemedies(laboratory(start, searchFor, search));
}

/** For a pod of a scheduler that does not run: which of those that run would place it. */
export function schedulersFor(start: Trial, names: readonly string[], searchFor: SearchFor): readonly Remedy[] {
  return schedulerChanges(start.pod, names).flatMap((change) => {
    const trial = applied(start, [change]);
    const search = searchFor(trial);
    const found = search === undefined ? undefined : findNodesThatFitPod(trial.pod, search);
    if (found === undefined || found.feasible.length === 0) return [];
    const { apply: _apply, ...told } = change;
    return [{ changes: [told], nodes: found.feasible.map(({ name }) => name), victims: [] }];
  });
}

function laboratory(start: Trial, searchFor: SearchFor, search: SearchContext): Laboratory {
  const table: readonly NodeVerdicts[] = explainFilters(start.pod, search.profile, search.cycle, search.nodes);
  return {
    start,
    nodes: search.nodes,
    table,
    refuses(name, trial, nodeName) {
      const tried = searchFor(trial);
      const plugin = tried?.profile.filter.find((one) => one.name === name);
      const node = tried?.cycle.snapshot.named(nodeName);
      if (tried === undefined || plugin === undefined || node === undefined) return true;
      const { code } = verdictOf(name, plugin.filter?.(trial.pod, tried.cycle) ?? { type: 'skip' }, node);
      return code !== 'Success' && code !== 'Skip';
    },
    outcome(trial) {
      const tried = searchFor(trial);
      if (tried === undefined) return { fits: [], preemption: [] };
      const found = findNodesThatFitPod(trial.pod, tried);
      const fits = found.feasible.map(({ name }) => name);
      const may = fits.length === 0 && mayPreempt(trial.pod, start.pod);
      return { fits, preemption: may ? explainPreemption(trial.pod, found, tried) : [] };
    },
  };
}

/** A pod whose priority is as it was makes no room now either. */
function mayPreempt(pod: Pod, before: Pod): boolean {
  if (pod.spec.preemptionPolicy === 'Never') return false;
  return priorityOf(pod) > priorityOf(before) || pod.spec.preemptionPolicy !== before.spec.preemptionPolicy;
}
