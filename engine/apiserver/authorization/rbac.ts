import { quote } from '../../apimachinery/quote.js';
import type { PolicyRule, RoleRef, Subject } from '../../apis/generated/rbac.v1.js';
import { clusterrolebindings, clusterroles, rolebindings, roles } from '../../apis/generated/resources.js';
import type { User } from '../request.js';
import type { View } from '../view.js';
import type { Attributes } from './attributes.js';

/** A rule that somebody has, and by which binding; or why a binding gives nothing. */
export type Granted = { readonly rule: PolicyRule; readonly source: string } | { readonly error: string };

/**
 * The rules that bindings give a user, cluster-wide ones first, then those of a namespace. Follows VisitRulesFor
 * (pkg/registry/rbac/validation).
 */
export function* rulesFor(view: View, user: User, namespace: string): Iterable<Granted> {
  for (const { metadata, subjects = [], roleRef } of view.list(clusterrolebindings)) {
    const subject = subjects.find((candidate) => appliesTo(user, candidate, ''));
    if (subject === undefined) continue;
    const source = `ClusterRoleBinding ${quote(metadata.name)} of ${roleText(roleRef)} to ${subjectText(subject, '')}`;
    yield* granted(view, roleRef, '', source);
  }
  if (namespace === '') return;
  for (const { metadata, subjects = [], roleRef } of view.list(rolebindings, namespace)) {
    const subject = subjects.find((candidate) => appliesTo(user, candidate, namespace));
    if (subject === undefined) continue;
    const name = quote(`${metadata.name}/${namespace}`);
    const source = `RoleBinding ${name} of ${roleText(roleRef)} to ${subjectText(subject, namespace)}`;
    yield* granted(view, roleRef, namespace, source);
  }
}

function* granted(view: View, { kind, name }: RoleRef, namespace: string, source: string): Iterable<Granted> {
  const role = kind === 'Role' ? view.get(roles, namespace, name) : view.get(clusterroles, '', name);
  if (role === undefined) {
    yield { error: `${kind.toLowerCase()}.rbac.authorization.k8s.io ${quote(name)} not found` };
    return;
  }
  for (const rule of role.rules ?? []) yield { rule, source };
}

function roleText({ kind, name }: RoleRef): string {
  return `${kind} ${quote(name)}`;
}

function subjectText({ kind, name, namespace = '' }: Subject, within: string): string {
  if (kind !== 'ServiceAccount') return `${kind} ${quote(name)}`;
  return `${kind} ${quote(`${name}/${namespace === '' ? within : namespace}`)}`;
}

function appliesTo(user: User, { kind, name, namespace = '' }: Subject, within: string): boolean {
  switch (kind) {
    case 'User':
      return user.name === name;
    case 'Group':
      return user.groups.includes(name);
    case 'ServiceAccount': {
      const of = namespace === '' ? within : namespace;
      return of !== '' && user.name === `system:serviceaccount:${of}:${name}`;
    }
    default:
      return false;
  }
}

/** Whether a rule allows it (RuleAllows). */
export function ruleAllows(rule: PolicyRule, asked: Attributes): boolean {
  if (!includes(rule.verbs, asked.verb)) return false;
  if (asked.path !== '') return (rule.nonResourceURLs ?? []).some((url) => coversPath(url, asked.path));
  return (
    includes(rule.apiGroups ?? [], asked.group) &&
    (rule.resources ?? []).some((resource) => coversResource(resource, asked)) &&
    (rule.resourceNames === undefined || rule.resourceNames.length === 0 || rule.resourceNames.includes(asked.name))
  );
}

function includes(list: readonly string[], item: string): boolean {
  return list.includes('*') || list.includes(item);
}

function coversPath(url: string, path: string): boolean {
  return url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.replace(/\*+$/, '')));
}

function coversResource(pattern: string, { resource, subresource }: Attributes): boolean {
  if (pattern === '*') return true;
  if (subresource === '') return pattern === resource;
  return pattern === `${resource}/${subresource}` || pattern === `*/${subresource}`;
}
