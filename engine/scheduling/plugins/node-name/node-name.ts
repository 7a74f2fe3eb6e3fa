import { Action } from '../../cluster-event.js';
import type { PluginFactory } from '../../framework.js';
import { unresolvable } from '../../status.js';

const MISMATCH = unresolvable("node(s) didn't match the requested node name");

/** A pod that names its node fits no other. */
export const nodeName: PluginFactory = () => ({
  ok: true,
  plugin: {
    name: 'NodeName',
    extends: { preFilter: false },
    events: [{ resource: 'Node', action: Action.Add }],
    sign: (pod) => pod.spec.nodeName ?? '',
    filter({ spec: { nodeName: wanted } }) {
      if (!wanted) return { type: 'skip' };
      return { type: 'filter', filter: { check: ({ name }) => (name === wanted ? undefined : MISMATCH) } };
    },
  },
});
