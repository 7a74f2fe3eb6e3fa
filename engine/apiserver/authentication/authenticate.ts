import { failed, ok, type Result } from '../../apimachinery/result.js';
import { quote } from '../../apimachinery/quote.js';
import type { Millis } from '../../core/time.js';
import type { User } from '../request.js';
import type { View } from '../view.js';
import { ISSUER, readToken } from './service-account-token.js';

/** Tokens that a file gives to users: token → user (--token-auth-file). */
export type StaticTokens = Readonly<Record<string, User>>;

export interface Authenticated {
  readonly user: User;
  readonly audiences: readonly string[];
}

/**
 * Whose token it is, for one of the audiences at least. Static tokens are good for the server's own audience only.
 * Follows the union of kube-apiserver's token authenticators.
 */
export function authenticateToken(
  token: string,
  audiences: readonly string[],
  tokens: StaticTokens,
  view: View,
  now: Millis,
): Result<Authenticated> {
  const known = tokens[token];
  const read = known === undefined ? readToken(token, view, now) : ok({ user: known, audiences: [ISSUER] });
  if (!read.ok) return read;
  const common = read.value.audiences.filter((audience) => audiences.includes(audience));
  if (common.length === 0)
    return failed(
      `[invalid bearer token, token audiences ${listText(read.value.audiences)} is invalid for the target audiences ${listText(audiences)}]`,
    );
  return ok({ user: read.value.user, audiences: common });
}

function listText(items: readonly string[]): string {
  return `[${items.map(quote).join(' ')}]`;
}
