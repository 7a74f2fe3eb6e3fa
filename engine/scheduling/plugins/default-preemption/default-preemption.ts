import type { Pod } from '../../../apis/generated/core.v1.js';
import { poddisruptionbudgets, pods } from '../../../apis/generated/resources.js';
import { Action } from '../../cluster-event.js';
import { priorityOf } from '../../cache/pod-facts.js';
import { fitErrorMessage, NO_STATUSES, slotsWithCode, type NodeStatuses } from '../../cycle/diagnosis.js';
import type { Cycle, Plugin, PluginFactory, PostFiltered, Rejection } from '../../framework.js';
import { failed, unresolvable, unschedulable, type Status } from '../../status.js';
import { Recent } from '../../topology/recent.js';
import { defaultPreemptionArgs, type DefaultPreemptionArgs } from './args.js';
import { dryRunPreemption, pickOneNode } from './candidates.js';
import { makeRoom } from './make-room.js';
import { basisOf, SharedDryRuns } from './shared-dry-runs.js';
import type { Preemptor } from './victims.js';

const NOBODY: readonly Pod[] = [];
const NOT_HELPFUL = unresolvable('Preemption is not helpful for scheduling');

/** Finds a node that a pod fits on once pods of lower priority are gone, and sends them away. */
export const defaultPreemption: PluginFactory = (input) => {
  const args = defaultPreemptionArgs(input);
  return args.ok ? { ok: true, plugin: pluginWith(args.value) } : args;
};

function pluginWith(args: DefaultPreemptionArgs): Plugin {
  const memo = new Recent<SharedDryRuns>();
  return {
    name: 'DefaultPreemption',
    extends: { preEnqueue: true },
    // Deleted victims wake the preemptor through the plugins that refused it.
    events: [{ resource: 'Pod', action: Action.Delete, hint: () => false }],
    postFilter(pod, cycle, rejection) {
      const result = preempt(pod, cycle, rejection, args, memo);
      const reason = result.status?.reasons.join(', ') ?? '';
      if (result.status === undefined || reason === '') return result;
      return { ...result, status: { ...result.status, reasons: [`preemption: ${reason}`] } };
    },
  };
}

/** As Evaluator.Preempt. */
function preempt(
  queued: Pod,
  cycle: Cycle,
  rejection: Rejection,
  args: DefaultPreemptionArgs,
  memo: Recent<SharedDryRuns>,
): PostFiltered {
  const { view, dice, now, snapshot } = cycle;
  const { namespace = '', name } = queued.metadata;
  const pod = view.get(pods, namespace, name);
  if (pod === undefined) return { status: failed(`pod "${name}" not found`) };
  const ineligible = whyIneligible(pod, cycle, rejection.statuses);
  if (ineligible !== undefined) return { status: unschedulable(ineligible) };
  const potential = slotsWithCode(rejection.statuses, 'Unschedulable', snapshot.order);
  if (potential.length === 0) return { status: noCandidates(undefined, snapshot.order.length), nominatedNode: '' };
  const preemptor: Preemptor = { pod, filters: rejection.filters, budgets: view.list(poddisruptionbudgets), now };
  const runs = dryRunsFor(preemptor, cycle, rejection, memo);
  const best = pickOneNode(dryRunPreemption(potential, args, dice, runs), dice);
  if (best === undefined) {
    const statuses = runs.refusals(potential);
    const error = [...statuses.counts.keys()].find(({ code }) => code === 'Error');
    return error === undefined
      ? { status: noCandidates(statuses, snapshot.order.length), nominatedNode: '' }
      : { status: error };
  }
  const nominated = rejection.nominated.bySlot.get(best.node.slot) ?? NOBODY;
  return {
    status: undefined,
    nominatedNode: best.node.name,
    makeRoom: () => makeRoom({ preemptor: pod, candidate: best, nominated, view, now }),
  };
}

/** Dry runs are the same for all pods that are alike and matter as much. */
function dryRunsFor(
  preemptor: Preemptor,
  cycle: Cycle,
  { nominated }: Rejection,
  memo: Recent<SharedDryRuns>,
): SharedDryRuns {
  const { pod, filters } = preemptor;
  const basis = basisOf(preemptor, cycle, nominated);
  if (filters.signature === undefined) return new SharedDryRuns(basis);
  const shared = memo.of(`${priorityOf(pod)}\n${filters.signature}`, () => new SharedDryRuns(basis));
  shared.prepare(basis);
  return shared;
}

function noCandidates(statuses: NodeStatuses | undefined, nodes: number): Status {
  const known = statuses ?? NO_STATUSES;
  return unschedulable(fitErrorMessage({ statuses: { ...known, absent: NOT_HELPFUL }, preFilterMessage: '' }, nodes));
}

/** As PodEligibleToPreemptOthers: a pod that has already made room waits for it. */
function whyIneligible(pod: Pod, cycle: Cycle, statuses: NodeStatuses): string | undefined {
  if (pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const nominated = pod.status?.nominatedNodeName;
  const node = nominated ? cycle.snapshot.named(nominated) : undefined;
  if (node === undefined) return undefined;
  if ((statuses.bySlot[node.slot] ?? statuses.absent).code === 'UnschedulableAndUnresolvable') return undefined;
  const waits = node.pods.some((other) => priorityOf(other) < priorityOf(pod) && isBeingPreempted(other, cycle));
  return waits ? 'not eligible due to a terminating pod on the nominated node.' : undefined;
}

/** As podTerminatingByPreemption. */
function isBeingPreempted(pod: Pod, { view }: Cycle): boolean {
  if (pod.metadata.deletionTimestamp === undefined) return false;
  const { namespace = '', name } = pod.metadata;
  const conditions = view.get(pods, namespace, name)?.status?.conditions ?? [];
  const target = conditions.find(({ type }) => type === 'DisruptionTarget');
  return target?.status === 'True' && target.reason === 'PreemptionByScheduler';
}
