import { duplicate, index, invalid } from '../../../apimachinery/field-error.js';
import type { JsonObject } from '../../../apimachinery/object.js';
import { readArgs, type Args } from '../../config/args.js';
import { readResources } from '../../config/resource-specs.js';
import type { ResourceSpec } from '../../scoring/resource-allocation.js';

/** NodeResourcesBalancedAllocationArgs. */
export interface BalancedAllocationArgs {
  readonly resources: readonly ResourceSpec[];
}

/** Reads and checks them, as ValidateNodeResourcesBalancedAllocationArgs. */
export function balancedAllocationArgs(input: JsonObject): Args<BalancedAllocationArgs> {
  return readArgs(input, 'NodeResourcesBalancedAllocationArgs', (reader) => {
    const resources = readResources(reader);
    resources.forEach(({ name, weight }, i) => {
      const path = index('resources', i);
      if (resources.findIndex((other) => other.name === name) < i) reader.report(duplicate(`${path}.name`, name));
      if (weight !== 1) reader.report(invalid(`${path}.weight`, weight, 'must be 1'));
    });
    return { resources };
  });
}
