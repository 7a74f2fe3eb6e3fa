import type { RequestContext } from '../registry/strategy.js';
import type { Status } from '../request.js';
import type { AdmissionPlugin, Admitted, Attributes, WithObject } from './types.js';

/** The plugins that are on by default, in the order they are called: AllOrderedPlugins of pkg/kubeapiserver/options. */
const plugins: readonly AdmissionPlugin[] = [];

/** Lets every plugin change the object; the first refusal ends it. */
export function admit(attributes: WithObject, context: RequestContext): Admitted {
  let current = attributes;
  for (const plugin of plugins) {
    const admitted = plugin.admit?.(current, context);
    if (admitted === undefined) continue;
    if ('refused' in admitted) return admitted;
    if (admitted.object !== current.object) current = { ...current, object: admitted.object };
  }
  return { object: current.object };
}

/** Asks every plugin about the complete object; gives the first refusal. */
export function validate(attributes: Attributes, context: RequestContext): Status | undefined {
  for (const plugin of plugins) {
    const refused = plugin.validate?.(attributes, context);
    if (refused !== undefined) return refused;
  }
  return undefined;
}
