import { isObject, type JsonObject } from '../../../../engine/apimachinery/object.js';

/** What managers of client-side writes own goes to one of server-side apply (csaupgrade.UpgradeManagedFields). */
export function upgradedManagedFields(
  entries: readonly JsonObject[],
  oldManagers: readonly string[],
  manager: string,
): readonly JsonObject[] {
  return oldManagers.reduce((fields, old) => upgradeOne(fields, old, manager), entries);
}

function upgradeOne(entries: readonly JsonObject[], old: string, manager: string): readonly JsonObject[] {
  const isOld = (entry: JsonObject) =>
    entry['manager'] === old && entry['operation'] === 'Update' && !hasSubresource(entry);
  const isNew = (entry: JsonObject) =>
    entry['manager'] === manager && entry['operation'] === 'Apply' && !hasSubresource(entry);
  const found = entries.findIndex(isNew);
  const at = found >= 0 ? found : entries.findIndex(isOld);
  const target = entries[at];
  if (target === undefined) return entries;
  const converted: JsonObject = { ...target, operation: 'Apply', manager };
  const more = entries.find(
    (entry, place) => place !== at && isOld(entry) && entry['apiVersion'] === target['apiVersion'],
  );
  const fieldsV1 = union(converted['fieldsV1'], more?.['fieldsV1']);
  const upgraded = entries.map((entry, place) => (place === at ? { ...converted, fieldsV1 } : entry));
  return upgraded.filter((entry) => !isOld(entry));
}

function hasSubresource({ subresource }: JsonObject): boolean {
  return subresource !== undefined && subresource !== '';
}

/** Every field of two sets of fields. */
function union(a: unknown, b: unknown): unknown {
  if (!isObject(a)) return b ?? {};
  if (!isObject(b)) return a;
  const merged: Record<string, unknown> = { ...a };
  for (const [key, value] of Object.entries(b)) merged[key] = key in a ? union(a[key], value) : value;
  return merged;
}
