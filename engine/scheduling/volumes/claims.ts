import { BIND_COMPLETED } from '../../apis/core/volume/bound.js';
import type { PersistentVolumeClaim } from '../../apis/generated/core.v1.js';

/** As isPVCFullyBound: the volume controller has finished. */
export function isFullyBound({ metadata, spec }: PersistentVolumeClaim): boolean {
  return Boolean(spec?.volumeName) && metadata.annotations?.[BIND_COMPLETED] !== undefined;
}

/** What the API server says of an object that is not there. */
export function notFoundText(plural: string, name: string): string {
  return `${plural} "${name}" not found`;
}
