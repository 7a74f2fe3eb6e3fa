import type * as z from 'zod';
import type { NodeConfig } from '../../../engine/cluster/config.js';
import type { Cursor } from '../cursor.js';
import type * as schema from '../schema/node-resources.js';

type DevicesShape = z.output<typeof schema.devices>;
export type DeviceId = NonNullable<NodeConfig['devices']>[number]['ids'][number];

/** The device plugins of a node: a resource and an id is there once. */
export function devicesOf(shape: DevicesShape | undefined, cursor: Cursor): Pick<NodeConfig, 'devices'> {
  if (shape === undefined || shape.length === 0) return {};
  const seen = new Set<string>();
  const devices = shape.map(({ resource, ids, env, mounts, annotations }, index) => {
    const at = cursor.at(index);
    if (seen.has(resource)) at.at('resource').report(`${resource} is there twice`, 'put all of its ids into one entry');
    seen.add(resource);
    return {
      resource,
      ids: deviceIdsOf(ids, at.at('ids')),
      ...(env === undefined ? {} : { env }),
      ...(mounts === undefined
        ? {}
        : {
            mounts: mounts.map(({ readOnly, files, ...mount }) => ({
              ...mount,
              ...(readOnly === true ? { readOnly } : {}),
              ...(files === undefined ? {} : { files }),
            })),
          }),
      ...(annotations === undefined ? {} : { annotations }),
    };
  });
  return { devices };
}

/** Ids of devices, each once. */
export function deviceIdsOf(shape: z.output<typeof schema.deviceIds>, cursor: Cursor): readonly DeviceId[] {
  const seen = new Set<string>();
  return shape.map((each, index) => {
    const { id, path } = typeof each === 'string' ? { id: each, path: undefined } : each;
    if (seen.has(id)) cursor.at(index).report(`two devices are called "${id}"`, 'give one of them another id');
    seen.add(id);
    return { id, ...(path === undefined ? {} : { path }) };
  });
}
