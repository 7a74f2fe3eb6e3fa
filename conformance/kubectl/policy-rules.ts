import type { PolicyRule } from '../../engine/apis/generated/rbac.v1.js';

/** Rules in parts of one verb, one resource and one name each (rbac.BreakdownRule). */
function breakDown({ apiGroups = [], resources = [], verbs, resourceNames = [], nonResourceURLs = [] }: PolicyRule) {
  const parts: PolicyRule[] = [];
  for (const group of apiGroups)
    for (const resource of resources)
      for (const verb of verbs) {
        const part = { apiGroups: [group], resources: [resource], verbs: [verb] };
        if (resourceNames.length === 0) parts.push(part);
        else parts.push(...resourceNames.map((name) => ({ ...part, resourceNames: [name] })));
      }
  for (const url of nonResourceURLs) for (const verb of verbs) parts.push({ nonResourceURLs: [url], verbs: [verb] });
  return parts;
}

/** Rules as kubectl shows them: one line per resource and name, or per URL and verb, in its order. */
export function shownRules(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  const compact = new Map<string, PolicyRule>();
  const others: PolicyRule[] = [];
  for (const part of rules.flatMap(breakDown)) {
    if (part.nonResourceURLs !== undefined) {
      others.push(part);
      continue;
    }
    const key = JSON.stringify([part.apiGroups, part.resources, part.resourceNames]);
    const verbs = new Set([...(compact.get(key)?.verbs ?? []), ...part.verbs]);
    compact.set(key, { ...part, verbs: [...verbs] });
  }
  const keyed = [...others, ...compact.values()].map((rule) => ({ rule, text: goText(rule) }));
  return keyed.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)).map(({ rule }) => rule);
}

/** By this text Go sorts them (PolicyRule.String). */
function goText({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string {
  const parts = [verbs, apiGroups, resources, resourceNames, nonResourceURLs].map(goList);
  return `&PolicyRule{Verbs:${parts[0]},APIGroups:${parts[1]},Resources:${parts[2]},ResourceNames:${parts[3]},NonResourceURLs:${parts[4]},}`;
}

/** '[get list]'. */
export function goList(items: readonly string[] | undefined): string {
  return `[${(items ?? []).join(' ')}]`;
}

/** Cells of a rule: 'deployments.apps/scale', URLs, names and verbs. */
export function ruleCells({
  apiGroups,
  resources = [],
  resourceNames,
  nonResourceURLs,
  verbs,
}: PolicyRule): readonly string[] {
  const [resource = '', subresource] = (resources[0] ?? '').split(/\/(.*)/s);
  const [group = ''] = apiGroups ?? [];
  const name =
    resources.length === 0
      ? ''
      : `${resource}${group === '' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`;
  return [name, goList(nonResourceURLs), goList(resourceNames), goList(verbs)];
}
