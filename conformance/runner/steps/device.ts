import type { DeviceChange } from '../../../engine/core/device-change.js';
import { devicePlugin } from '../../../engine/index.js';
import type { DeviceStep } from '../../language/plan.js';
import { problem, type Problem } from '../problem.js';
import type { Run } from '../run.js';

/** What must be there is: a device that nobody has heard of cannot become unhealthy. */
export function device(run: Run, { node, change, source }: DeviceStep): Problem | undefined {
  const missing = missingOf(run, node, change);
  if (missing !== undefined) return problem(source, `changes ${change.resource} on ${node}`, missing);
  run.apply({ type: 'devices', node, change });
  return undefined;
}

function missingOf(run: Run, node: string, change: DeviceChange): string | undefined {
  const { resource, devices, healthy = [], unhealthy = [] } = change;
  const plugin = devicePlugin(run.cluster, node, resource);
  if (plugin === undefined && devices === undefined) return `no plugin serves ${resource} there`;
  const known = new Set((devices ?? plugin?.devices ?? []).map(({ id }) => id));
  const strange = [...healthy, ...unhealthy].find((id) => !known.has(id));
  return strange === undefined ? undefined : `it has no device ${strange}; its devices: ${[...known].join(', ')}`;
}
