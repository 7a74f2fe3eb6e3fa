import type { KubeObject } from '../../../apimachinery/object.js';
import type { Node, Pod, Taint } from '../../../apis/generated/core.v1.js';
import { Action } from '../../cluster-event.js';
import type { PluginFactory } from '../../framework.js';
import { asNode, asPod } from '../../matching/object-kinds.js';
import { signTolerations } from '../../matching/sign.js';
import { isTolerated } from '../../../apis/core/taints.js';
import { unresolvable } from '../../status.js';

const UNSCHEDULABLE = unresolvable('node(s) were unschedulable');
const TAINT: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** Cordoned nodes take only pods that tolerate their taint. */
export const nodeUnschedulable: PluginFactory = () => ({
  ok: true,
  plugin: {
    name: 'NodeUnschedulable',
    extends: { preFilter: false },
    events: [
      { resource: 'Node', action: Action.Add | Action.UpdateNodeTaint, hint: afterNodeChange },
      { resource: 'Pod', action: Action.UpdatePodToleration, hint: afterTolerationChange },
    ],
    sign: (pod) => signTolerations(pod),
    filter({ spec: { tolerations } }) {
      const tolerant = isTolerated(tolerations, TAINT);
      if (tolerant) return { type: 'skip' };
      return { type: 'filter', filter: { check: ({ node }) => (node.spec.unschedulable ? UNSCHEDULABLE : undefined) } };
    },
  },
});

function afterNodeChange(_pod: Pod, old: KubeObject | undefined, object: KubeObject | undefined): boolean {
  const [was, is]: (Node | undefined)[] = [asNode(old), asNode(object)];
  return is !== undefined && !is.spec.unschedulable && (was === undefined || was.spec.unschedulable === true);
}

function afterTolerationChange(pod: Pod, _old: KubeObject | undefined, object: KubeObject | undefined): boolean {
  return pod.metadata.uid === object?.metadata.uid && isTolerated(asPod(object)?.spec.tolerations, TAINT);
}
