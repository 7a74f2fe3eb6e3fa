import { union } from '../structured-merge/field-set.js';
import { hasApplied, managerKey, type Managed } from './managed.js';

const MOST_UPDATERS = 10;
const OLD_UPDATES = 'ancient-changes';

/** At most ten managers that update: of more, the oldest become one for each version (capManagersManager). */
export function capped(managed: Managed): Managed {
  const { managers, times } = managed;
  const updaters = [...managers.keys()].filter((key) => !hasApplied(key));
  if (updaters.length <= MOST_UPDATERS) return managed;
  const order = (key: string): string => `${times.get(key) ?? ''} ${key}`;
  updaters.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const kept = new Map(managers);
  const keptTimes = new Map(times);
  const first = new Map<string, string>();
  let count = updaters.length;
  for (const key of updaters) {
    const own = kept.get(key);
    if (count <= MOST_UPDATERS || own === undefined) break;
    const { apiVersion } = own;
    const earlier = first.get(apiVersion);
    if (earlier === undefined) {
      first.set(apiVersion, key);
      continue;
    }
    const bucket = managerKey({ manager: OLD_UPDATES, operation: 'Update', apiVersion, subresource: '' });
    const merged = kept.get(bucket) ?? kept.get(earlier);
    if (!kept.has(bucket)) kept.delete(earlier);
    kept.delete(key);
    kept.set(bucket, merged === undefined ? own : { apiVersion, fields: union(own.fields, merged.fields) });
    const time = times.get(key);
    if (time !== undefined) keptTimes.set(bucket, time);
    count -= 1;
  }
  return { managers: kept, times: keptTimes };
}
