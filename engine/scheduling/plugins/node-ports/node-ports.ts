import type { KubeObject } from '../../../apimachinery/object.js';
import type { Pod } from '../../../apis/generated/core.v1.js';
import { hostPorts, portsConflict, type HostPort } from '../../cache/pod-facts.js';
import { Action } from '../../cluster-event.js';
import type { PluginFactory } from '../../framework.js';
import { asPod } from '../../matching/object-kinds.js';
import { textOf } from '../../matching/sign.js';
import { unschedulable } from '../../status.js';

const TAKEN = unschedulable("node(s) didn't have free ports for the requested pod ports");

/** Host ports can be taken once on each node. */
export const nodePorts: PluginFactory = () => ({
  ok: true,
  plugin: {
    name: 'NodePorts',
    events: [
      { resource: 'Pod', action: Action.Delete, hint: afterPodDeleted },
      { resource: 'Node', action: Action.Add },
    ],
    sign: (pod) => (hostPorts(pod).length === 0 ? '' : textOf(hostPorts(pod))),
    filter(pod) {
      const wanted = hostPorts(pod);
      if (wanted.length === 0) return { type: 'skip' };
      return {
        type: 'filter',
        filter: { check: ({ usedPorts }) => (anyConflict(wanted, usedPorts) ? TAKEN : undefined) },
      };
    },
  },
});

function anyConflict(wanted: readonly HostPort[], used: readonly HostPort[]): boolean {
  return wanted.some((port) => used.some((other) => portsConflict(port, other)));
}

function afterPodDeleted(pod: Pod, old: KubeObject | undefined): boolean {
  const deleted = asPod(old);
  if (deleted === undefined || (!deleted.spec.nodeName && !deleted.status?.nominatedNodeName)) return false;
  return anyConflict(hostPorts(pod), hostPorts(deleted));
}
