import { isObject, type JsonObject } from '../../apimachinery/object.js';
import { badRequest } from '../../apimachinery/status.js';
import { authenticateToken, type StaticTokens } from '../authentication/authenticate.js';
import { ISSUER } from '../authentication/service-account-token.js';
import type { User } from '../request.js';
import { refuse, type Refusal, type Transaction } from '../transaction.js';

function userInfo({ name, uid = '', groups, extra = {} }: User): JsonObject {
  return {
    username: name,
    ...(uid === '' ? {} : { uid }),
    ...(groups.length === 0 ? {} : { groups }),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

/** SelfSubjectReview: who am I? */
export function reviewIdentity({ user }: Transaction, review: JsonObject): JsonObject {
  return { ...review, status: { userInfo: userInfo(user) } };
}

/** TokenReview: whose token is it? */
export function reviewToken(
  { context, now }: Transaction,
  review: JsonObject,
  tokens: StaticTokens,
): JsonObject | Refusal {
  const spec = isObject(review['spec']) ? review['spec'] : {};
  const token = typeof spec['token'] === 'string' ? spec['token'] : '';
  if (token === '') return refuse(badRequest('token is required for TokenReview in authentication'));
  const asked = Array.isArray(spec['audiences']) ? spec['audiences'].map(String) : [];
  const audiences = asked.length === 0 ? [ISSUER] : asked;
  const found = authenticateToken(token, audiences, tokens, context.store, now);
  if (!found.ok) return { ...review, status: { user: {}, error: found.error } };
  const { user, audiences: common } = found.value;
  return { ...review, status: { authenticated: true, user: userInfo(user), audiences: common } };
}
