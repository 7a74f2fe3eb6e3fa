import type { ResourceSpec } from '../scoring/resource-allocation.js';
import { DEFAULT_RESOURCES } from '../scoring/resource-allocation.js';
import type { ConfigReader } from './reader.js';

/** `resources` of a plugin's arguments: cpu and memory alike when there are none; a weight of 0 means 1. */
export function readResources(reader: ConfigReader): readonly ResourceSpec[] {
  const resources = reader.children('resources', 'ResourceSpec').map((entry) => {
    const spec = { name: entry.string('name', ''), weight: entry.number('weight', 0, 'int64') || 1 };
    entry.done();
    return spec;
  });
  return resources.length === 0 ? DEFAULT_RESOURCES : resources;
}
