import { invalid } from '../../../apimachinery/field-error.js';
import { readArgs } from '../../config/args.js';
import type { Plugin, PluginFactory } from '../../framework.js';
import { failed, unresolvable, unschedulable } from '../../status.js';

const NAME = 'DynamicResources';
const NO_STATE = failed('not found');
const NOT_MODELLED = unresolvable('resource claims are not modelled (dynamic resource allocation)');
const NOTHING_TO_FREE = unschedulable('no new claims to deallocate');
const STILL = unschedulable('still not schedulable');

/**
 * Dynamic resource allocation is not modelled: pods with resource claims are refused by name. What remains is what the
 * plugin says about every pod that fits nowhere.
 */
export const dynamicResources: PluginFactory = (input) => {
  const args = readArgs(input, 'DynamicResourcesArgs', (reader) => {
    for (const field of ['filterTimeout', 'bindingTimeout']) {
      const duration = reader.string(field, '');
      if (duration.startsWith('-')) reader.report(invalid(field, duration, 'must be zero or positive'));
    }
  });
  return args.ok ? { ok: true, plugin: PLUGIN } : args;
};

const PLUGIN: Plugin = {
  name: NAME,
  extends: { preEnqueue: true, score: true, reserve: true, preBind: true },
  events: [],
  filter: ({ spec }) => (spec.resourceClaims?.length ? { type: 'rejected', status: NOT_MODELLED } : { type: 'skip' }),
  postFilter({ spec }, _cycle, { hasRun }) {
    // Upstream misses the state that its own PreFilter would have left, and says just that.
    if (!hasRun(NAME)) return { status: NO_STATE };
    return { status: spec.resourceClaims?.length ? STILL : NOTHING_TO_FREE };
  },
};
