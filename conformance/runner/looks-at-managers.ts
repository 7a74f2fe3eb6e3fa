import type { ScenarioPlan } from '../language/plan.js';

const known = new WeakMap<ScenarioPlan, boolean>();

/** Words that only who applies on the server, or looks at managers, writes; and what kubectl compares them for. */
const TELLTALE = /managed-?fields|server-side|^\s*(patch|edit)\b/i;

/**
 * Whether a scenario can see who manages which fields: account is kept of it only then, as it takes a third more time
 * and twice the memory.
 */
export function looksAtManagers(plan: ScenarioPlan): boolean {
  let looks = known.get(plan);
  if (looks === undefined) {
    const { steps, watches, catch: afterFailure, finally: last } = plan;
    known.set(plan, (looks = mentions([steps, watches, afterFailure, last], 0)));
  }
  return looks;
}

const DEEPEST = 200;

function mentions(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return TELLTALE.test(value);
  if (typeof value !== 'object' || value === null) return false;
  if (depth > DEEPEST) return true;
  if (Array.isArray(value)) return value.some((item) => mentions(item, depth + 1));
  return Object.entries(value).some(
    ([key, item]) =>
      (key === 'serverSide' && item === true) ||
      (key === 'patchType' && item === 'apply') ||
      key === 'managedFields' ||
      mentions(item, depth + 1),
  );
}
