import type { User } from '../../request.js';

const PREFIX = 'system:node:';
const GROUP = 'system:nodes';

/** The node whose kubelet a user is; '' when it does not say which, undefined when it is none (NodeIdentity). */
export function nodeOf({ name, groups }: User): string | undefined {
  return name.startsWith(PREFIX) && groups.includes(GROUP) ? name.slice(PREFIX.length) : undefined;
}
