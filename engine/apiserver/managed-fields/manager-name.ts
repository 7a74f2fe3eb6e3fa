import type { Request } from '../request.js';

const LONGEST = 128;
const UNPRINTABLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;

/**
 * Who a request's writes are the writes of: what it says itself, or its user agent up to the first slash
 * (managerOrUserAgent).
 * @param agent what speaks to the server, when the request does not say: 'kube-controller-manager', 'kubelet/n1'
 */
export function managerOf({ query, headers }: Request, agent: string): string {
  const said = query?.['fieldManager'];
  if (said !== undefined && said !== '') return said;
  const [name = ''] = (headers?.['User-Agent'] ?? agent).split('/', 1);
  return name.replace(UNPRINTABLE, '').slice(0, LONGEST);
}
