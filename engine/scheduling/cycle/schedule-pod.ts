import type { Pod } from '../../apis/generated/core.v1.js';
import { failed, unresolvable, type Status } from '../status.js';
import type { Diagnosis } from './diagnosis.js';
import type { NodeInfo } from '../cache/node-info.js';
import { findNodesThatFitPod, type SearchContext } from './find-nodes.js';
import type { PodFilters } from './pod-filters.js';
import { prioritizeNodes, selectHost } from './prioritize-nodes.js';
import { memoFor, signatureOf } from './signature.js';
import type { SchedulerMemos, SignatureMemo } from './signature-memo.js';

/** What an attempt to place a pod came to. */
export type Scheduled =
  | { readonly type: 'placed'; readonly host: NodeInfo; readonly nextStart: number }
  /** No node fits; preemption may help. */
  | {
      readonly type: 'unfit';
      readonly diagnosis: Diagnosis;
      readonly filters: PodFilters;
      readonly nextStart: number;
      /** The plugin whose PreFilter refused the pod for good, before later plugins had their turn. */
      readonly endedBy?: string;
    }
  /** There are no nodes at all. */
  | { readonly type: 'no-nodes'; readonly status: Status }
  | { readonly type: 'error'; readonly status: Status };

/** Finds the best node for a pod, as schedulePod. With `memos`, equal pods share verdicts and scores; without, none do. */
export function schedulePod(pod: Pod, context: SearchContext, memos?: SchedulerMemos): Scheduled {
  const { cycle } = context;
  if (cycle.snapshot.order.length === 0) {
    return { type: 'no-nodes', status: unresolvable('no nodes available to schedule pods') };
  }
  const memo = memos === undefined ? undefined : memoOf(memos, pod, context);
  const search = memo === undefined ? context : { ...context, memo };
  const found = findNodesThatFitPod(pod, search);
  const { feasible, diagnosis, filters, nextStart, error, endedBy } = found;
  if (error !== undefined) return { type: 'error', status: error };
  const [first] = feasible;
  if (first === undefined) return { type: 'unfit', diagnosis, filters, nextStart, endedBy };
  if (feasible.length === 1) return { type: 'placed', host: first, nextStart };
  const host = selectHost(feasible, prioritizeNodes(pod, found, search), cycle.dice);
  return host === undefined
    ? { type: 'error', status: failed('empty priority list') }
    : { type: 'placed', host, nextStart };
}

function memoOf(memos: SchedulerMemos, pod: Pod, { profile, cycle }: SearchContext): SignatureMemo {
  const signature = signatureOf(profile, pod, cycle);
  return memos.signatures.of(signature, () => memoFor(signature, profile, pod, cycle)).sync(cycle.snapshot.nodes);
}
