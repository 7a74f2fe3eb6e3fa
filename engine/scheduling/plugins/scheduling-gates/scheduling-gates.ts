import { Action } from '../../cluster-event.js';
import type { PluginFactory } from '../../framework.js';
import { unresolvable } from '../../status.js';

/** Keeps pods with spec.schedulingGates out of the active queue until the last gate is removed. */
export const schedulingGates: PluginFactory = () => ({
  ok: true,
  plugin: {
    name: 'SchedulingGates',
    events: [
      {
        resource: 'Pod',
        action: Action.UpdatePodSchedulingGatesEliminated,
        hint: (pod, _old, changed) => changed?.metadata.uid === pod.metadata.uid,
      },
    ],
    preEnqueue({ spec: { schedulingGates: gates = [] } }) {
      if (gates.length === 0) return undefined;
      return unresolvable(`waiting for scheduling gates: [${gates.map(({ name }) => name).join(' ')}]`);
    },
  },
});
