import type { JsonObject } from '../../../../engine/apimachinery/object.js';
import type { Kubectl } from '../../effect.js';
import { fail, failBare, isFailure, type Failure } from '../../failure.js';
import { textOf, valuesOf, type Arguments, type Flag } from '../../flags.js';
import type { Session } from '../../session.js';
import { createCommand, metadataIn, optional } from './generated.js';

const RESOURCE_VERBS = [
  '*',
  'get',
  'delete',
  'list',
  'create',
  'update',
  'patch',
  'watch',
  'proxy',
  'deletecollection',
  'use',
  'bind',
  'escalate',
  'impersonate',
];
const URL_VERBS = ['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options'];

const RBAC = 'rbac.authorization.k8s.io';

/** Verbs that only some resources have, as 'group/resource'. */
const SPECIAL_VERBS: Readonly<Record<string, readonly string[]>> = {
  use: ['policy/podsecuritypolicies', 'extensions/podsecuritypolicies'],
  bind: [`${RBAC}/roles`, `${RBAC}/clusterroles`],
  escalate: [`${RBAC}/roles`, `${RBAC}/clusterroles`],
  impersonate: ['/users', '/serviceaccounts', '/groups', 'authentication.k8s.io/userextras'],
};

const RULE_FLAGS: readonly Flag[] = [
  { name: 'verb', type: 'strings' },
  { name: 'resource', type: 'strings' },
  { name: 'resource-name', type: 'array' },
];

/** `kubectl create role NAME --verb=get --resource=pods`. */
export const createRole = createCommand({
  name: 'create role',
  flags: RULE_FLAGS,
  *build(session, args, name) {
    const verbs = verbsOf(args);
    const resources = resourcesOf(args);
    if (verbs.length === 0) return fail('at least one verb must be specified');
    warnOfVerbs(session, verbs);
    if (resources.length === 0) return fail('at least one resource must be specified');
    const rules = yield* rulesFor(session, args, verbs, resources);
    if (isFailure(rules)) return rules;
    return { kind: 'Role', apiVersion: `${RBAC}/v1`, metadata: metadataIn(session, name), rules };
  },
});

/** `kubectl create clusterrole NAME --verb=get --resource=nodes | --non-resource-url=/x | --aggregation-rule=a=b`. */
export const createClusterRole = createCommand({
  name: 'create clusterrole',
  flags: [...RULE_FLAGS, { name: 'non-resource-url', type: 'strings' }, { name: 'aggregation-rule', type: 'map' }],
  *build(session, args, name) {
    const head = { kind: 'ClusterRole', apiVersion: `${RBAC}/v1`, metadata: { name } };
    const verbs = verbsOf(args);
    const resources = resourcesOf(args);
    const urls = [...new Set(valuesOf(args, 'non-resource-url'))];
    const aggregation = valuesOf(args, 'aggregation-rule');
    if (aggregation.length > 0) {
      if (urls.length > 0 || verbs.length > 0 || resources.length > 0 || valuesOf(args, 'resource-name').length > 0)
        return fail('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames');
      const matchLabels = Object.fromEntries(
        aggregation.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
      );
      return { ...head, rules: null, aggregationRule: { clusterRoleSelectors: [{ matchLabels }] } };
    }
    if (verbs.length === 0) return fail('at least one verb must be specified');
    if (resources.length === 0 && urls.length === 0) return fail('one of resource or nonResourceURL must be specified');
    if (resources.length > 0) warnOfVerbs(session, verbs);
    const rules = yield* rulesFor(session, args, verbs, resources);
    if (isFailure(rules)) return rules;
    const wrong = checkUrls(urls, verbs);
    if (wrong !== undefined) return wrong;
    return { ...head, rules: urls.length === 0 ? rules : [...rules, { verbs, nonResourceURLs: urls }] };
  },
});

function verbsOf(args: Arguments): readonly string[] {
  const verbs = [...new Set(valuesOf(args, 'verb'))];
  return verbs.includes('*') ? ['*'] : verbs;
}

function warnOfVerbs(session: Session, verbs: readonly string[]): void {
  for (const verb of verbs)
    if (!RESOURCE_VERBS.includes(verb)) session.warn(`Warning: '${verb}' is not a standard resource verb`);
}

function checkUrls(urls: readonly string[], verbs: readonly string[]): Failure | undefined {
  if (urls.length === 0) return undefined;
  const verb = verbs.find((candidate) => !URL_VERBS.includes(candidate));
  if (verb !== undefined) return fail(`invalid verb: '${verb}' for nonResourceURL`);
  for (const url of urls.filter((candidate) => candidate !== '*')) {
    if (!url.startsWith('/')) return fail('nonResourceURL should start with /');
    if (url.slice(0, -1).includes('*'))
      return fail("nonResourceURL only supports wildcard matches when '*' is at the end");
  }
  return undefined;
}

/** 'deployments.apps/scale', taken apart. */
interface ResourceWord {
  readonly resource: string;
  readonly group: string;
  readonly subresource: string;
}

function resourcesOf(args: Arguments): readonly ResourceWord[] {
  const words: ResourceWord[] = [];
  for (const text of valuesOf(args, 'resource')) {
    const slash = text.indexOf('/');
    const [name, subresource] = slash < 0 ? [text, ''] : [text.slice(0, slash), text.slice(slash + 1)];
    const dot = name.indexOf('.');
    const word = {
      resource: dot < 0 ? name : name.slice(0, dot),
      group: dot < 0 ? '' : name.slice(dot + 1),
      subresource,
    };
    if (text === '*') return [word];
    words.push(word);
  }
  return words;
}

/** One rule per API group (generateResourcePolicyRules, after validateResource). */
function* rulesFor(
  session: Session,
  args: Arguments,
  verbs: readonly string[],
  words: readonly ResourceWord[],
): Kubectl<readonly JsonObject[] | Failure> {
  const byGroup = new Map<string, string[]>();
  for (const word of words) {
    const found = yield* resolve(session, word, verbs);
    if (isFailure(found)) return found;
    const resource = word.subresource === '' ? found.resource : `${found.resource}/${word.subresource}`;
    const listed = byGroup.get(found.group) ?? [];
    if (!listed.includes(resource)) byGroup.set(found.group, [...listed, resource]);
  }
  const resourceNames = [...new Set(valuesOf(args, 'resource-name'))];
  return [...byGroup]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, resources]) => ({
      verbs,
      apiGroups: [group],
      resources,
      ...optional('resourceNames', resourceNames),
    }));
}

function* resolve(
  session: Session,
  word: ResourceWord,
  verbs: readonly string[],
): Kubectl<{ resource: string; group: string } | Failure> {
  const { resource, group } = word;
  if (resource === '') return fail('resource must be specified if apiGroup/subresource specified');
  if (resource === '*') return { resource, group };
  const mapping = yield* session.mapping(group === '' ? resource : `${resource}.${group}`);
  const found = isFailure(mapping)
    ? { resource, group }
    : { resource: mapping.resource.plural, group: mapping.resource.group };
  let isSpecial = false;
  for (const verb of verbs) {
    const allowed = SPECIAL_VERBS[verb];
    if (allowed === undefined) continue;
    if (!allowed.includes(`${found.group}/${found.resource}`))
      return fail(`can not perform '${verb}' on '${found.resource}' in group '${found.group}'`);
    isSpecial = true;
  }
  if (!isFailure(mapping) || isSpecial) return found;
  return failBare(`the server doesn't have a resource type "${resource}"${group === '' ? '' : ` in group "${group}"`}`);
}

const SUBJECT_FLAGS: readonly Flag[] = [
  { name: 'clusterrole', type: 'string' },
  { name: 'user', type: 'array' },
  { name: 'group', type: 'array' },
  { name: 'serviceaccount', type: 'array' },
];

/** `kubectl create rolebinding NAME --role=r --user=alice`. */
export const createRoleBinding = createCommand({
  name: 'create rolebinding',
  flags: [...SUBJECT_FLAGS, { name: 'role', type: 'string' }],
  refusal: 'failed to create rolebinding: ',
  *build(session, args, name) {
    const [role, clusterRole] = [textOf(args, 'role'), textOf(args, 'clusterrole')];
    if ((role === '') === (clusterRole === '')) return fail('exactly one of clusterrole or role must be specified');
    const subjects = subjectsOf(args);
    if (isFailure(subjects)) return subjects;
    const roleRef = {
      apiGroup: RBAC,
      kind: role === '' ? 'ClusterRole' : 'Role',
      name: role === '' ? clusterRole : role,
    };
    return {
      kind: 'RoleBinding',
      apiVersion: `${RBAC}/v1`,
      metadata: metadataIn(session, name),
      ...optional('subjects', subjects),
      roleRef,
    };
  },
});

/** `kubectl create clusterrolebinding NAME --clusterrole=r --user=alice`. */
export const createClusterRoleBinding = createCommand({
  name: 'create clusterrolebinding',
  flags: SUBJECT_FLAGS,
  required: ['clusterrole'],
  refusal: 'failed to create clusterrolebinding: ',
  *build(_session, args, name) {
    const subjects = subjectsOf(args);
    if (isFailure(subjects)) return subjects;
    const roleRef = { apiGroup: RBAC, kind: 'ClusterRole', name: textOf(args, 'clusterrole') };
    return {
      kind: 'ClusterRoleBinding',
      apiVersion: `${RBAC}/v1`,
      metadata: { name },
      ...optional('subjects', subjects),
      roleRef,
    };
  },
});

function subjectsOf(args: Arguments): readonly JsonObject[] | Failure {
  const named = (flag: string, kind: string): readonly JsonObject[] =>
    valuesOf(args, flag).map((name) => ({ kind, apiGroup: RBAC, name }));
  const accounts: JsonObject[] = [];
  for (const account of valuesOf(args, 'serviceaccount')) {
    const [namespace = '', name = '', ...more] = account.split(':');
    if (namespace === '' || name === '' || more.length > 0) return fail('serviceaccount must be <namespace>:<name>');
    accounts.push({ kind: 'ServiceAccount', name, namespace });
  }
  return [...named('user', 'User'), ...named('group', 'Group'), ...accounts];
}
