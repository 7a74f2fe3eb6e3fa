import type { Result } from '../../client/reconcile.js';

/** Whether a create was refused because the object is there. */
export function isAlreadyExists(result: Result<unknown>): boolean {
  return !result.ok && result.code === 409 && result.status.reason === 'AlreadyExists';
}
