import type { KubeObject } from '../../../../engine/apimachinery/object.js';
import { timestamp } from '../../../../engine/apimachinery/time.js';
import { MINUTE } from '../../../../engine/core/time.js';

export const NOW = 10 * MINUTE;
export const AGE = '10m';

/** An object created at the start, as stored: enough of it for a printer. */
export function object(
  fields: Readonly<Record<string, unknown>>,
  metadata: Readonly<Record<string, unknown>> = {},
): KubeObject {
  const named = {
    name: 'x',
    namespace: 'default',
    uid: 'u',
    resourceVersion: '1',
    creationTimestamp: timestamp(0),
    ...metadata,
  };
  return { metadata: named, ...fields };
}

export const isTrue = (type: string): unknown => [{ type, status: 'True' }];
