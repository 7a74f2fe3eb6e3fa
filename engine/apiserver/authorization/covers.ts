import { quote } from '../../apimachinery/quote.js';
import type { PolicyRule } from '../../apis/generated/rbac.v1.js';

/**
 * What of some rules is not covered by those that somebody holds: lines such as
 * '{APIGroups:["apps"], Resources:["deployments"], Verbs:["get"]}', sorted. Follows Covers
 * (component-helpers/auth/rbac/validation) and CompactRules.
 */
export function missingRules(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly string[] {
  const missing = wanted.flatMap(breakDown).filter((part) => !held.some((rule) => covers(rule, part)));
  const compact = new Map<string, PolicyRule>();
  for (const part of missing) {
    const { verbs, ...about } = part;
    const key = part.nonResourceURLs === undefined ? JSON.stringify(about) : JSON.stringify(part);
    const known = compact.get(key);
    compact.set(key, known === undefined ? part : { ...part, verbs: [...known.verbs, ...verbs] });
  }
  return [...new Set([...compact.values()].map(ruleText))].sort();
}

/** Parts of one verb, one resource and one name each (BreakdownRule). */
function breakDown({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: PolicyRule) {
  const names = resourceNames.length === 0 ? [undefined] : resourceNames;
  const parts: PolicyRule[] = [];
  for (const group of apiGroups)
    for (const resource of resources)
      for (const verb of verbs)
        for (const name of names)
          parts.push({
            verbs: [verb],
            apiGroups: [group],
            resources: [resource],
            ...(name === undefined ? {} : { resourceNames: [name] }),
          });
  for (const url of nonResourceURLs) for (const verb of verbs) parts.push({ verbs: [verb], nonResourceURLs: [url] });
  return parts;
}

function hasAll(set: readonly string[], items: readonly string[]): boolean {
  return items.every((item) => set.includes(item));
}

function covers(rule: PolicyRule, part: PolicyRule): boolean {
  const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const names = part.resourceNames ?? [];
  return (
    (verbs.includes('*') || hasAll(verbs, part.verbs)) &&
    (apiGroups.includes('*') || hasAll(apiGroups, part.apiGroups ?? [])) &&
    (part.resources ?? []).every((resource) => coversResource(resources, resource)) &&
    (part.nonResourceURLs ?? []).every((url) => nonResourceURLs.some((owned) => coversPath(owned, url))) &&
    (resourceNames.length === 0 || (names.length > 0 && hasAll(resourceNames, names)))
  );
}

function coversResource(resources: readonly string[], resource: string): boolean {
  if (resources.includes('*') || resources.includes(resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && resources.includes(`*${resource.slice(slash)}`);
}

function coversPath(owned: string, path: string): boolean {
  return owned === path || (owned.endsWith('*') && path.startsWith(owned.replace(/\*+$/, '')));
}

/** CompactString. */
function ruleText({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }: PolicyRule): string {
  const parts: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['APIGroups', apiGroups],
    ['Resources', resources],
    ['NonResourceURLs', nonResourceURLs],
    ['ResourceNames', resourceNames],
    ['Verbs', verbs],
  ];
  const texts = parts.flatMap(([name, items = []]) =>
    items.length === 0 ? [] : [`${name}:[${items.map(quote).join(' ')}]`],
  );
  return `{${texts.join(', ')}}`;
}
