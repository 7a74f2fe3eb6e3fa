import type { Pod } from '../../../apis/generated/core.v1.js';
import type { PodDisruptionBudget } from '../../../apis/generated/policy.v1.js';
import { poddisruptionbudgets, pods } from '../../../apis/generated/resources.js';
import { Action } from '../../cluster-event.js';
import { priorityOf } from '../../cache/pod-facts.js';
import { fitErrorMessage, nodesWithCode, type NodeStatuses } from '../../cycle/diagnosis.js';
import type { Cycle, Plugin, PluginFactory, PostFiltered, Rejection } from '../../framework.js';
import { failed, unresolvable, unschedulable, type Status } from '../../status.js';
import { NodeMemo } from '../../topology/node-memo.js';
import { Recent } from '../../topology/recent.js';
import { defaultPreemptionArgs, type DefaultPreemptionArgs } from './args.js';
import { dryRunPreemption, pickOneNode } from './candidates.js';
import { makeRoom } from './make-room.js';
import { selectVictimsOnNode, type DryRun, type Preemptor } from './victims.js';

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
  const potential = nodesWithCode(rejection.statuses, 'Unschedulable', snapshot);
  if (potential.length === 0) return { status: noCandidates(undefined, snapshot.order.length), nominatedNode: '' };
  const preemptor: Preemptor = { pod, filters: rejection.filters, budgets: view.list(poddisruptionbudgets), now };
  const shared = sharedDryRun(preemptor, memo);
  const { candidates, statuses } = dryRunPreemption(potential, args, dice, (node) => {
    const nominated = rejection.nominatedTo(node.name);
    return nominated.length === 0 && shared !== undefined
      ? shared.of(node)
      : selectVictimsOnNode(preemptor, node, nominated);
  });
  const best = pickOneNode(candidates, dice, now);
  if (best === undefined) return { status: noCandidates(statuses, snapshot.order.length), nominatedNode: '' };
  const nominated = rejection.nominatedTo(best.node.name);
  return {
    status: undefined,
    nominatedNode: best.node.name,
    makeRoom: () => makeRoom({ preemptor: pod, candidate: best, nominated, view, now }),
  };
}

/** Dry runs that were made with these budgets. */
interface SharedDryRuns {
  budgets: readonly PodDisruptionBudget[];
  runs: NodeMemo<DryRun>;
}

/** Dry runs on nodes without nominated pods are the same for all pods that are alike and matter as much. */
function sharedDryRun(preemptor: Preemptor, memo: Recent<SharedDryRuns>): NodeMemo<DryRun> | undefined {
  const { pod, filters, budgets, now } = preemptor;
  if (filters.signature === undefined) return undefined;
  const fresh = () => new NodeMemo((node) => selectVictimsOnNode(preemptor, node, []));
  const shared = memo.of(`${priorityOf(pod)}\n${now}\n${filters.signature}`, () => ({ budgets, runs: fresh() }));
  const same = shared.budgets.length === budgets.length && shared.budgets.every((budget, i) => budget === budgets[i]);
  if (!same) {
    shared.budgets = budgets;
    shared.runs = fresh();
  }
  return shared.runs;
}

function noCandidates(statuses: NodeStatuses | undefined, nodes: number): Status {
  const known = statuses ?? { bySlot: [], size: 0, absent: NOT_HELPFUL };
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
