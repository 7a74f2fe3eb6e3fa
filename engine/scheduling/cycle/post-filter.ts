import type { Pod } from '../../apis/generated/core.v1.js';
import type { Reconcile } from '../../client/reconcile.js';
import { isRejected, messageOf } from '../status.js';
import type { Found, SearchContext } from './find-nodes.js';

/** What PostFilter plugins make of a pod that fits nowhere. */
export interface PostFilterOutcome {
  /** Goes at the end of the pod's message. */
  readonly message: string;
  readonly nominatedNode?: string;
  readonly makeRoom?: () => Reconcile<boolean>;
}

/** As RunPostFilterPlugins: the first plugin that succeeds or gives up for good decides. */
export function runPostFilter(
  pod: Pod,
  { profile, cycle, nominated }: SearchContext,
  { diagnosis, filters, endedBy }: Pick<Found, 'diagnosis' | 'filters' | 'endedBy'>,
): PostFilterOutcome {
  // Without any PostFilter plugin the nomination is cleared and nothing is said.
  if (profile.postFilter.length === 0) return { message: '', nominatedNode: '' };
  const reasons: string[] = [];
  let nominatedNode: string | undefined;
  const order = profile.filter.map(({ name }) => name);
  const hasRun = (plugin: string) => endedBy === undefined || order.indexOf(plugin) <= order.indexOf(endedBy);
  const rejection = { filters, statuses: diagnosis.statuses, nominated, hasRun };
  for (const plugin of profile.postFilter) {
    const result = plugin.postFilter?.(pod, cycle, rejection);
    if (result === undefined) continue;
    const { status, makeRoom } = result;
    if (status === undefined) return { message: '', nominatedNode: result.nominatedNode, makeRoom };
    if (!isRejected(status)) return { message: messageOf(status) };
    if (status.code === 'UnschedulableAndUnresolvable') {
      return { message: messageOf(status), nominatedNode: result.nominatedNode };
    }
    nominatedNode = result.nominatedNode ?? nominatedNode;
    reasons.push(...status.reasons);
  }
  return { message: reasons.join(', '), nominatedNode };
}
