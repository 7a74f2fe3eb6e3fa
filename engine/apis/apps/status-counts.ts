import { invalid } from '../../apimachinery/field-error.js';
import { checkNonnegative, type Errors } from '../core/pod/validation/checks.js';

type Counts = Readonly<Record<string, unknown>>;

/** 'must be greater than or equal to 0' for every named field of a status that is negative. */
export function checkCounts(status: Counts, fields: readonly string[], errors: Errors): void {
  for (const field of fields)
    if ((countOf(status, field) ?? 0) < 0) checkNonnegative(countOf(status, field), `status.${field}`, errors);
}

/** None of the named fields may exceed `replicas`, and no more may be available than are ready. */
export function checkWithinReplicas(status: Counts, fields: readonly string[], ready: string, errors: Errors): void {
  const replicas = countOf(status, 'replicas') ?? 0;
  for (const field of fields) {
    const count = countOf(status, field) ?? 0;
    if (count > replicas) errors.push(invalid(`status.${field}`, count, 'cannot be greater than status.replicas'));
  }
  const available = countOf(status, 'availableReplicas') ?? 0;
  if (available > (countOf(status, 'readyReplicas') ?? 0))
    errors.push(invalid('status.availableReplicas', available, `cannot be greater than ${ready}`));
}

/** The count of hash collisions only grows. */
export function checkCollisions(status: Counts, old: Counts, errors: Errors): void {
  const after = countOf(status, 'collisionCount');
  const before = countOf(old, 'collisionCount');
  if (before !== undefined && (after === undefined || after < before))
    errors.push(invalid('status.collisionCount', after ?? 0, 'cannot be decremented'));
}

function countOf(status: Counts, field: string): number | undefined {
  const value = status[field];
  return typeof value === 'number' ? value : undefined;
}
