import { extended } from '../../../core/extended.js';
import type { KubeObject } from '../../../apimachinery/object.js';
import type { Schema } from '../../../apis/data.js';
import type { Strategy, SubresourceStrategy } from '../strategy.js';

/** An object with a status, where it has one. */
type WithStatus = KubeObject & { readonly status?: unknown };

/** What a status endpoint does unless its strategy says otherwise: only the status is taken from the request. */
export const statusStrategy: SubresourceStrategy<KubeObject> = {
  prepareForUpdate: (object: WithStatus, old) => {
    const { resourceVersion } = object.metadata;
    const metadata =
      resourceVersion === old.metadata.resourceVersion ? old.metadata : extended(old.metadata, { resourceVersion });
    return 'status' in object ? extended(old, { metadata, status: object.status }) : extended(old, { metadata });
  },
};

/** What a collection with a status endpoint does unless its strategy says otherwise: writes leave the status alone. */
export function keepStatus(strategy: Strategy, schema: Schema | undefined): Strategy {
  const alwaysThere = schema?.properties?.['status']?.default !== undefined;
  return {
    prepareForCreate: (object: WithStatus) => withStatus(object, alwaysThere ? {} : undefined),
    prepareForUpdate: (object: WithStatus, old: WithStatus) => withStatus(object, old.status),
    ...strategy,
  };
}

function withStatus(object: WithStatus, status: unknown): WithStatus {
  if (status !== undefined) return object.status === status ? object : extended(object, { status });
  if (!('status' in object)) return object;
  const { status: _dropped, ...rest } = object;
  return rest;
}
