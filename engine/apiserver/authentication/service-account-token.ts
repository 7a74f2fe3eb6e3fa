import { fnv32a } from '../../apimachinery/hash.js';
import { isObject } from '../../apimachinery/object.js';
import { failed, ok, type Result } from '../../apimachinery/result.js';
import { EPOCH_SECONDS } from '../../apimachinery/time.js';
import { base64OfText, textOfBase64 } from '../../apis/decoding/base64.js';
import { nodes, pods, secrets, serviceaccounts } from '../../apis/generated/resources.js';
import { SECOND, type Millis } from '../../core/time.js';
import type { User } from '../request.js';
import type { View } from '../view.js';

/** Who issues tokens, and whom they are for unless somebody else is named. */
export const ISSUER = 'https://kubernetes.default.svc.cluster.local';

export interface Reference {
  readonly name: string;
  readonly uid: string;
}

/** What a token says of its bearer: private claims of pkg/serviceaccount. */
export interface Claims {
  readonly namespace: string;
  readonly serviceAccount: Reference;
  readonly audiences: readonly string[];
  readonly expires: Millis;
  readonly issued: Millis;
  readonly pod?: Reference;
  readonly node?: Reference;
  readonly secret?: Reference;
}

/** A JSON web token of these claims. Its signature is a checksum: nobody in a simulated cluster forges it. */
export function issueToken(claims: Claims): string {
  const { namespace, serviceAccount, audiences, expires, issued, pod, node, secret } = claims;
  const payload = {
    aud: audiences,
    exp: EPOCH_SECONDS + expires / SECOND,
    iat: EPOCH_SECONDS + issued / SECOND,
    iss: ISSUER,
    'kubernetes.io': { namespace, node, pod, secret, serviceaccount: serviceAccount },
    nbf: EPOCH_SECONDS + issued / SECOND,
    sub: `system:serviceaccount:${namespace}:${serviceAccount.name}`,
  };
  const body = [{ alg: 'RS256', kid: 'kspec' }, payload].map((part) => urlSafe(JSON.stringify(part))).join('.');
  return `${body}.${signature(body)}`;
}

function signature(body: string): string {
  return urlSafe(String(fnv32a(body)));
}

function urlSafe(text: string): string {
  return base64OfText(text).replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
}

/** The bearer of a token and its audiences; an error when it is none, or nothing is left of what it is bound to. */
export function readToken(
  token: string,
  view: View,
  now: Millis,
): Result<{ readonly user: User; readonly audiences: readonly string[] }> {
  const claims = claimsOf(token);
  if (claims === undefined) return failed('invalid bearer token');
  if (claims.expires <= now) return failed('[invalid bearer token, service account token has expired]');
  const { namespace, serviceAccount, pod, secret, node } = claims;
  const account = view.get(serviceaccounts, namespace, serviceAccount.name);
  if (account?.metadata.uid !== serviceAccount.uid)
    return failed('[invalid bearer token, service account token has been invalidated]');
  const bound =
    isThere(pod, (name) => view.get(pods, namespace, name)) &&
    isThere(secret, (name) => view.get(secrets, namespace, name)) &&
    (pod !== undefined || isThere(node, (name) => view.get(nodes, '', name)));
  if (!bound) return failed('[invalid bearer token, service account token has been invalidated]');
  return ok({ user: userOf(claims), audiences: claims.audiences });
}

function isThere(
  reference: Reference | undefined,
  find: (name: string) => { readonly metadata: { readonly uid: string } } | undefined,
): boolean {
  return reference === undefined || find(reference.name)?.metadata.uid === reference.uid;
}

function claimsOf(token: string): Claims | undefined {
  const [head = '', payload = '', signed = ''] = token.split('.');
  if (payload === '' || signed !== signature(`${head}.${payload}`)) return undefined;
  const value: unknown = JSON.parse(textOfBase64(payload.replaceAll('-', '+').replaceAll('_', '/')));
  const { aud, exp, iat, 'kubernetes.io': own } = isObject(value) ? value : {};
  if (!isObject(own) || !Array.isArray(aud) || typeof exp !== 'number' || typeof iat !== 'number') return undefined;
  const serviceAccount = referenceOf(own['serviceaccount']);
  if (serviceAccount === undefined || typeof own['namespace'] !== 'string') return undefined;
  return {
    namespace: own['namespace'],
    serviceAccount,
    audiences: aud.map(String),
    expires: (exp - EPOCH_SECONDS) * SECOND,
    issued: (iat - EPOCH_SECONDS) * SECOND,
    pod: referenceOf(own['pod']),
    node: referenceOf(own['node']),
    secret: referenceOf(own['secret']),
  };
}

function referenceOf(value: unknown): Reference | undefined {
  if (!isObject(value)) return undefined;
  const { name, uid } = value;
  return typeof name === 'string' ? { name, uid: typeof uid === 'string' ? uid : '' } : undefined;
}

/** Follows UserInfo of pkg/serviceaccount. */
function userOf({ namespace, serviceAccount, pod, node }: Claims): User {
  const extra = {
    ...(pod === undefined
      ? {}
      : {
          'authentication.kubernetes.io/pod-name': [pod.name],
          'authentication.kubernetes.io/pod-uid': [pod.uid],
        }),
    ...(node === undefined ? {} : { 'authentication.kubernetes.io/node-name': [node.name] }),
    ...(node === undefined || node.uid === '' ? {} : { 'authentication.kubernetes.io/node-uid': [node.uid] }),
  };
  return { ...serviceAccountUser(namespace, serviceAccount.name), uid: serviceAccount.uid, extra };
}

/** A service account as a user, with the groups that all of them are in. */
export function serviceAccountUser(namespace: string, name: string): User {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}
