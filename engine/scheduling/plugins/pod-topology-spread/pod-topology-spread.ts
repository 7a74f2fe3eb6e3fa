import { Action } from '../../cluster-event.js';
import type { Plugin, PluginFactory } from '../../framework.js';
import { podTopologySpreadArgs, type PodTopologySpreadArgs } from './args.js';
import { constraintsOf } from './constraints.js';
import { afterNodeChange, afterPodChange } from './hints.js';
import { SpreadMemo } from './spread-counts.js';
import { spreadFilter } from './spread-filter.js';
import { isSummed, spreadScorer } from './spread-scorer.js';

/** Spreads pods that match a selector over the values of a node label. */
export const podTopologySpread: PluginFactory = (input) => {
  const args = podTopologySpreadArgs(input);
  return args.ok ? { ok: true, plugin: pluginWith(args.value) } : args;
};

const POD_ACTIONS = Action.Add | Action.UpdatePodLabel | Action.UpdatePodToleration | Action.Delete;
const NODE_ACTIONS = Action.Add | Action.Delete | Action.UpdateNodeLabel | Action.UpdateNodeTaint;

function pluginWith(args: PodTopologySpreadArgs): Plugin {
  const memo = new SpreadMemo();
  return {
    name: 'PodTopologySpread',
    events: [
      {
        resource: 'Pod',
        action: POD_ACTIONS,
        hint: (pod, old, object, view) => afterPodChange(pod, old, object, args, view),
      },
      {
        resource: 'Node',
        action: NODE_ACTIONS,
        hint: (pod, old, object, view) => afterNodeChange(pod, old, object, args, view),
      },
    ],
    filter(pod, { view, snapshot }) {
      const constraints = constraintsOf(pod, 'DoNotSchedule', args, view);
      if (constraints === undefined) return { type: 'skip' };
      const { sums } = memo.of(pod, constraints, snapshot.nodes);
      return { type: 'filter', filter: spreadFilter(pod, constraints.list, sums) };
    },
    score(pod, { view, snapshot }, nodes) {
      const constraints = constraintsOf(pod, 'ScheduleAnyway', args, view);
      if (constraints === undefined) return undefined;
      return spreadScorer(constraints, memo.of(pod, constraints, snapshot.nodes, isSummed), nodes);
    },
  };
}
