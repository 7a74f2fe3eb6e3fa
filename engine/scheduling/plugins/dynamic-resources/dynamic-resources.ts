import type { PluginFactory } from '../../framework.js';
import { unresolvable, unschedulable } from '../../status.js';

const NOT_MODELLED = unresolvable('resource claims are not modelled (dynamic resource allocation)');
const NOTHING_TO_FREE = unschedulable('no new claims to deallocate');
const STILL = unschedulable('still not schedulable');

/**
 * Dynamic resource allocation is not modelled: pods with resource claims are refused by name. What remains is what the
 * plugin says about every pod that fits nowhere.
 */
export const dynamicResources: PluginFactory = () => ({
  ok: true,
  plugin: {
    name: 'DynamicResources',
    events: [],
    filter: ({ spec }) => (spec.resourceClaims?.length ? { type: 'rejected', status: NOT_MODELLED } : { type: 'skip' }),
    postFilter: ({ spec }) => ({ status: spec.resourceClaims?.length ? STILL : NOTHING_TO_FREE }),
  },
});
