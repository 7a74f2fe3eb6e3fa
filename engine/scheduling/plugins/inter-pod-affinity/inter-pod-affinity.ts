import { Action } from '../../cluster-event.js';
import type { Plugin, PluginFactory } from '../../framework.js';
import { podTerms } from '../../matching/affinity-terms.js';
import { Recent } from '../../topology/recent.js';
import type { TopologySums } from '../../topology/topology-sums.js';
import { SharedAffinity } from './shared-affinity.js';
import { affinityScorer, hasPreferences, preferenceSums } from './affinity-scorer.js';
import { interPodAffinityArgs, type InterPodAffinityArgs } from './args.js';
import { afterNodeChange, afterPodChange } from './hints.js';
import { incoming } from './incoming.js';

/** Pods that want to be, or must be, near or away from other pods, and running pods that want so of new ones. */
export const interPodAffinity: PluginFactory = (input) => {
  const args = interPodAffinityArgs(input);
  return args.ok ? { ok: true, plugin: pluginWith(args.value) } : args;
};

function pluginWith(args: InterPodAffinityArgs): Plugin {
  const required = new Recent<SharedAffinity>();
  const preferred = new Recent<TopologySums>();
  return {
    name: 'InterPodAffinity',
    events: [
      { resource: 'Pod', action: Action.Add | Action.UpdatePodLabel | Action.Delete, hint: afterPodChange },
      { resource: 'Node', action: Action.Add | Action.UpdateNodeLabel, hint: afterNodeChange },
    ],
    filter(pod, { view, snapshot }) {
      const own = podTerms(pod);
      const hasTerms = own.affinity.length > 0 || own.antiAffinity.length > 0;
      if (!hasTerms && !snapshot.hasAntiAffinity) return { type: 'skip' };
      const known = incoming(pod, view);
      const shared = required.of(known.text, () => new SharedAffinity(known)).sync(snapshot.nodes);
      return shared.mayRefuse ? { type: 'filter', filter: shared.filter() } : { type: 'skip' };
    },
    score(pod, { view, snapshot }) {
      const prefers = hasPreferences(podTerms(pod));
      if (!prefers && (args.ignorePreferredTermsOfExistingPods || !snapshot.hasAffinity)) return undefined;
      const known = incoming(pod, view);
      const sums = preferred
        .of(known.text, () => preferenceSums(known, args.hardPodAffinityWeight))
        .sync(snapshot.nodes);
      return sums.size === 0 ? undefined : affinityScorer(sums);
    },
  };
}
