import { podRequests } from '../../apis/core/pod/resources.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type { PodUse } from '../stats/pod-use.js';
import { FACTS, type Signal } from './threshold.js';

/** A pod that may be evicted, and what it uses; nothing is known of one that runs nothing. */
export interface Candidate {
  readonly pod: Pod;
  readonly use: PodUse | undefined;
}

type Compare = (a: Candidate, b: Candidate) => number;

/**
 * The order in which pods are evicted: those that use more than they request first, then by priority, then by how much
 * more. Of processes, by priority and then by their number. Follows rankMemoryPressure, rankDiskPressureFunc and
 * rankPIDPressure.
 */
export function ranked(signal: Signal, candidates: readonly Candidate[]): readonly Candidate[] {
  const comparisons = COMPARISONS[FACTS[signal].resource];
  return [...candidates].sort((a, b) => {
    for (const compare of comparisons) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  });
}

const COMPARISONS: Readonly<Record<'memory' | 'ephemeral-storage' | 'pids', readonly Compare[]>> = {
  memory: [exceeding('memory'), byPriority, byExcess('memory')],
  'ephemeral-storage': [exceeding('ephemeral-storage'), byPriority, byExcess('ephemeral-storage')],
  pids: [byPriority, known((a, b) => b.pids - a.pids)],
};

/** What nothing is known of comes first. */
function known(compare: (a: PodUse, b: PodUse, pods: readonly [Pod, Pod]) => number): Compare {
  return (a, b) => {
    if (a.use === undefined || b.use === undefined) return Number(b.use === undefined) - Number(a.use === undefined);
    return compare(a.use, b.use, [a.pod, b.pod]);
  };
}

function excess(resource: 'memory' | 'ephemeral-storage', use: PodUse, pod: Pod): number {
  return (resource === 'memory' ? use.memory : use.disk) - (podRequests(pod)[resource] ?? 0);
}

function exceeding(resource: 'memory' | 'ephemeral-storage'): Compare {
  return known((a, b, [first, second]) => {
    const exceeds = [excess(resource, a, first) > 0, excess(resource, b, second) > 0];
    return Number(exceeds[1]) - Number(exceeds[0]);
  });
}

function byPriority({ pod: a }: Candidate, { pod: b }: Candidate): number {
  return (a.spec.priority ?? 0) - (b.spec.priority ?? 0);
}

function byExcess(resource: 'memory' | 'ephemeral-storage'): Compare {
  return known((a, b, [first, second]) => excess(resource, b, second) - excess(resource, a, first));
}
