import * as z from 'zod';
import type { DeviceChange } from '../../../engine/core/device-change.js';
import { deviceIdsOf } from '../build/devices.js';
import { suggestion, type Cursor } from '../cursor.js';
import type { Scene } from '../scene.js';
import { deviceIds, deviceResource } from '../schema/node-resources.js';
import { step, type StepDefinition } from './definition.js';

const ids = z.array(z.string().min(1)).min(1);

const shape = z
  .strictObject({
    node: z.string().min(1).describe('The node.'),
    resource: deviceResource,
    devices: deviceIds
      .describe('All devices that the plugin lists from now on; one that does not run is started.')
      .optional(),
    unhealthy: ids.describe('Ids of devices that the plugin now lists as unhealthy.').optional(),
    healthy: ids.describe('Ids of devices that are well again.').optional(),
    plugin: z.enum(['stop', 'start']).describe('The plugin ends, or starts and registers again.').optional(),
  })
  .describe('{node, resource} and what changes: devices, unhealthy, healthy or plugin.');

type Shape = z.output<typeof shape>;

const CHANGES = ['devices', 'unhealthy', 'healthy', 'plugin'] as const;

const device = step({
  key: 'device',
  summary: 'Changes the devices of a node, or their health, or stops their plugin.',
  schema: shape,
  build(given, cursor, { scene, beside }) {
    if (CHANGES.every((change) => given[change] === undefined)) {
      cursor.report('says nothing to do', `add one of ${CHANGES.join(', ')}`);
      return undefined;
    }
    if (!isNode(given.node, cursor.at('node'), scene)) return undefined;
    return { type: 'device', ...beside.common, node: given.node, change: changeOf(given, cursor) };
  },
});

function isNode(name: string, cursor: Cursor, { nodes }: Scene): boolean {
  if (nodes === undefined || nodes.has(name)) return true;
  cursor.report(`no node is called "${name}"`, suggestion(name, nodes));
  return false;
}

function changeOf({ resource, devices, unhealthy, healthy, plugin }: Shape, cursor: Cursor): DeviceChange {
  return {
    resource,
    ...(devices === undefined
      ? {}
      : {
          devices: deviceIdsOf(devices, cursor.at('devices')).map((each) => ({ ...each, healthy: true })),
          running: true,
        }),
    ...(unhealthy === undefined ? {} : { unhealthy }),
    ...(healthy === undefined ? {} : { healthy }),
    ...(plugin === undefined ? {} : { running: plugin === 'start' }),
  };
}

export const deviceSteps: readonly StepDefinition[] = [device];
