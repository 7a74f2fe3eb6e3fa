import { quote } from '../../apimachinery/quote.js';
import { forbidden } from '../../apimachinery/status.js';
import type { Status } from '../request.js';
import type { View } from '../view.js';
import type { Attributes } from './attributes.js';
import { authorizeNodeUser } from './node/authorizer.js';
import { rulesFor, ruleAllows } from './rbac.js';

/** What the authorizers say. */
export interface Decision {
  readonly allowed: boolean;
  readonly reason: string;
}

const SUPERUSERS = 'system:masters';

/** The privileged group may do anything, kubelets what is their node's, anybody else what RBAC allows (--authorization-mode=Node,RBAC). */
export function authorize(view: View, asked: Attributes): Decision {
  if (asked.user.groups.includes(SUPERUSERS)) return { allowed: true, reason: '' };
  const opinion = authorizeNodeUser(view, asked);
  if (opinion === 'allowed') return { allowed: true, reason: '' };
  const errors: string[] = [];
  for (const granted of rulesFor(view, asked.user, asked.namespace)) {
    if ('error' in granted) errors.push(granted.error);
    else if (ruleAllows(granted.rule, asked)) return { allowed: true, reason: `RBAC: allowed by ${granted.source}` };
  }
  const reasons = [opinion.reason, errors.length === 0 ? '' : `RBAC: ${aggregated(errors)}`];
  return { allowed: false, reason: reasons.filter((reason) => reason !== '').join('\n') };
}

/** Several errors as one (utilerrors.Aggregate). */
export function aggregated(errors: readonly string[]): string {
  const texts = [...new Set(errors)];
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
}

/** 'User "bob" cannot list resource "pods" in API group "" at the cluster scope' (responsewriters.Forbidden). */
export function forbiddenStatus(asked: Attributes, reason: string): Status {
  const { group, resource, name } = asked;
  const why = reason === '' ? '' : `: ${reason}`;
  return forbidden({ group, plural: resource }, name, forbiddenText(asked) + why);
}

function forbiddenText({ user, verb, path, group, resource, subresource, namespace }: Attributes): string {
  const who = user.name === '' ? 'User' : `User ${quote(user.name)}`;
  if (path !== '') return `${who} cannot ${verb} path ${quote(path)}`;
  const what = quote(subresource === '' ? resource : `${resource}/${subresource}`);
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${quote(namespace)}`;
  return `${who} cannot ${verb} resource ${what} in API group ${quote(group)} ${where}`;
}
