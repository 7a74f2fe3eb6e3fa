import { badRequest } from '../../apimachinery/status.js';
import type { Attributes } from '../authorization/attributes.js';
import { authorize, forbiddenStatus } from '../authorization/authorize.js';
import type { User } from '../request.js';
import { refuse, type Refusal } from '../transaction.js';
import type { View } from '../view.js';
import { serviceAccountUser } from './service-account-token.js';

const AUTHENTICATED = 'system:authenticated';
const UNAUTHENTICATED = 'system:unauthenticated';
const ANONYMOUS = 'system:anonymous';
const EXTRA = 'impersonate-extra-';

/** What a request's headers ask to act as. */
interface Wanted {
  readonly user: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: readonly (readonly [key: string, value: string])[];
}

/**
 * Whom a request acts as: its user, or whom its Impersonate headers name, when the user may impersonate that. Follows
 * WithImpersonation (apiserver/pkg/endpoints/filters).
 */
export function actingUser(
  view: View,
  user: User,
  headers: Readonly<Record<string, string>> | undefined,
): { readonly user: User } | Refusal {
  const wanted = headers === undefined ? undefined : wantedOf(headers);
  if (wanted === undefined) return { user };
  if (wanted.user === '') return refuse(badRequest(`requested [${withoutUser(wanted)}] without impersonating a user`));
  for (const asked of questions(wanted, user)) {
    const { allowed, reason } = authorize(view, asked);
    if (!allowed) return refuse(forbiddenStatus(asked, reason));
  }
  return { user: impersonated(wanted) };
}

function wantedOf(headers: Readonly<Record<string, string>>): Wanted | undefined {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const of = (name: string): readonly string[] => lower.filter(([key]) => key === name).map(([, value]) => value);
  const extra = lower
    .filter(([name]) => name.startsWith(EXTRA))
    .map(([name, value]) => [decodeURIComponent(name.slice(EXTRA.length)), value] as const);
  const [user = ''] = of('impersonate-user');
  const [uid = ''] = of('impersonate-uid');
  const groups = of('impersonate-group');
  const isEmpty = user === '' && uid === '' && groups.length === 0 && extra.length === 0;
  return isEmpty ? undefined : { user, uid, groups, extra };
}

/** As Go prints object references: '{Group  cats    }'. */
function withoutUser({ groups, extra, uid }: Wanted): string {
  return [
    ...groups.map((name) => `{Group  ${name}    }`),
    ...extra.map(([key, value]) => `{UserExtra  ${value}  authentication.k8s.io/v1  ${key}}`),
    ...(uid === '' ? [] : [`{UID  ${uid}  authentication.k8s.io/v1  }`]),
  ].join(' ');
}

function accountOf(name: string): { readonly namespace: string; readonly name: string } | undefined {
  const [system, kind, namespace = '', account = '', ...more] = name.split(':');
  const isAccount = system === 'system' && kind === 'serviceaccount' && more.length === 0;
  return isAccount && namespace !== '' && account !== '' ? { namespace, name: account } : undefined;
}

function questions({ user, groups, extra, uid }: Wanted, by: User): readonly Attributes[] {
  const common = { user: by, verb: 'impersonate', path: '', namespace: '', group: '', subresource: '' };
  const authentication = { ...common, group: 'authentication.k8s.io' };
  const account = accountOf(user);
  return [
    account === undefined
      ? { ...common, resource: 'users', name: user }
      : { ...common, resource: 'serviceaccounts', ...account },
    ...groups.map((name) => ({ ...common, resource: 'groups', name })),
    ...extra.map(([subresource, name]) => ({ ...authentication, resource: 'userextras', subresource, name })),
    ...(uid === '' ? [] : [{ ...authentication, resource: 'uids', name: uid }]),
  ];
}

function impersonated({ user: name, groups: named, extra, uid }: Wanted): User {
  const account = accountOf(name);
  const own =
    named.length === 0 && account !== undefined
      ? serviceAccountUser(account.namespace, account.name).groups.filter((group) => group !== AUTHENTICATED)
      : named;
  const added = name === ANONYMOUS ? UNAUTHENTICATED : AUTHENTICATED;
  const isComplete = own.includes(UNAUTHENTICATED) || (name !== ANONYMOUS && own.includes(AUTHENTICATED));
  const values: Record<string, readonly string[]> = {};
  for (const [key, value] of extra) values[key] = [...(values[key] ?? []), value];
  return {
    name,
    groups: isComplete ? own : [...own, added],
    ...(uid === '' ? {} : { uid }),
    ...(extra.length === 0 ? {} : { extra: values }),
  };
}
