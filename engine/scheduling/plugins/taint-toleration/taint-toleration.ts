import type { KubeObject } from '../../../apimachinery/object.js';
import type { Pod } from '../../../apis/generated/core.v1.js';
import { Action } from '../../cluster-event.js';
import type { NodeScorer, PluginFactory } from '../../framework.js';
import { asNode } from '../../matching/object-kinds.js';
import { signTolerations } from '../../matching/sign.js';
import { isTolerated } from '../../../apis/core/taints.js';
import { untoleratedTaint } from '../../matching/taints.js';
import { defaultNormalizeScore } from '../../scoring/normalize.js';
import { unresolvable } from '../../status.js';

const UNTOLERATED = unresolvable('node(s) had untolerated taint(s)');

/** Nodes with taints take only pods that tolerate them; PreferNoSchedule taints only cost points. */
export const taintToleration: PluginFactory = () => ({
  ok: true,
  plugin: {
    name: 'TaintToleration',
    extends: { preFilter: false },
    events: [
      { resource: 'Node', action: Action.Add | Action.UpdateNodeTaint, hint: afterNodeChange },
      {
        resource: 'Pod',
        action: Action.UpdatePodToleration,
        hint: (pod, _old, changed) => changed?.metadata.uid === pod.metadata.uid,
      },
    ],
    sign: (pod) => signTolerations(pod),
    filter: (pod) => ({
      type: 'filter',
      filter: {
        check: ({ node }) => (untoleratedTaint(node.spec.taints, pod) === undefined ? undefined : UNTOLERATED),
      },
    }),
    score: (pod) => scorer(pod),
  },
});

/** Counts the PreferNoSchedule taints that the pod does not tolerate; fewer is better. */
function scorer(pod: Pod): NodeScorer {
  const tolerations = (pod.spec.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule');
  return {
    score({ node: { spec } }) {
      let count = 0;
      for (const taint of spec.taints ?? []) {
        if (taint.effect === 'PreferNoSchedule' && !isTolerated(tolerations, taint)) count++;
      }
      return count;
    },
    normalize: (scores) => defaultNormalizeScore(scores, true),
  };
}

function afterNodeChange(pod: Pod, old: KubeObject | undefined, object: KubeObject | undefined): boolean {
  const was = asNode(old);
  const wasUntolerated = was === undefined || untoleratedTaint(was.spec.taints, pod) !== undefined;
  return wasUntolerated && untoleratedTaint(asNode(object)?.spec.taints, pod) === undefined;
}
