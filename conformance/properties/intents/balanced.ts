import { milliValue, quantityOf } from '../../../engine/apimachinery/quantity.js';
import { podTotals } from '../../../engine/apis/core/pod-totals.js';
import type { Node, Pod } from '../../../engine/apis/generated/core.v1.js';
import { nodes, pods } from '../../../engine/apis/generated/resources.js';
import { resourceKey } from '../../../engine/apis/resource.js';
import { StoreView, type Cluster } from '../../../engine/index.js';
import { isEventOf } from '../../../engine/client/controller.js';
import type { IntentOf } from './intent.js';
import type { IntentBreach, Watching } from './monitor.js';
import { selectionText, selects } from './selection.js';

interface State {
  /** Changes whenever something did that may change the balance. */
  readonly looks: number;
  /** It was judged with pods in more than one domain. */
  readonly judged: boolean;
  readonly breach?: IntentBreach;
}

/** Whenever the cluster is at rest, no domain holds more than maxSkew beyond another. Domains are those of ready, schedulable nodes. */
export function balanced(intent: IntentOf<'balanced'>): Watching<State> {
  const isMeant = selects(intent);
  const judge = (state: State, cluster: Cluster): State => {
    const shares = sharesOf(intent, isMeant, cluster);
    if (shares === undefined) return state;
    const [least, most] = [shares[0], shares.at(-1)];
    if (least === undefined || most === undefined || most[1] - least[1] <= intent.maxSkew)
      return { ...state, judged: true };
    return { ...state, judged: true, breach: { message: told(intent, shares) } };
  };
  return {
    state: { looks: 0, judged: false },
    concerns: (resource) => resource === resourceKey(nodes) || resource === resourceKey(pods),
    observe: (state, { changes }) =>
      changes.some((event) => isEventOf(event, nodes) || (isEventOf(event, pods) && isMeant(event.object)))
        ? { ...state, looks: state.looks + 1 }
        : state,
    rest: judge,
    breach: ({ breach }) => breach,
    nothing: ({ judged }) =>
      judged
        ? undefined
        : `there was nothing to watch: the cluster never came to rest with ${selectionText(intent)} on nodes and two domains of ${intent.topologyKey}`,
  };
}

function told(
  { of, topologyKey, skewText }: IntentOf<'balanced'>,
  shares: readonly (readonly [string, number])[],
): string {
  const shown = shares.map(([domain, amount]) => `${amountText(of, amount)} on ${domain}`).join(', ');
  return `at rest ${shown}: more than ${skewText} apart over ${topologyKey}`;
}

function amountText(of: IntentOf<'balanced'>['of'], amount: number): string {
  if (of === 'pods') return `${amount}`;
  return of === 'cpu' ? `${amount}m` : `${amount / 1000}`;
}

/** Domain → what it holds, the least first. Undefined: nothing to compare. */
function sharesOf(
  { topologyKey, of }: IntentOf<'balanced'>,
  isMeant: (pod: Pod) => boolean,
  { server }: Cluster,
): readonly (readonly [string, number])[] | undefined {
  const view = new StoreView(server.store);
  const domainOf = new Map<string, string>();
  const shares = new Map<string, number>();
  for (const node of view.list(nodes)) {
    const domain = node.metadata.labels?.[topologyKey];
    if (domain === undefined) continue;
    domainOf.set(node.metadata.name, domain);
    if (isOpen(node)) shares.set(domain, 0);
  }
  let count = 0;
  for (const pod of view.list(pods)) {
    const domain = domainOf.get(pod.spec.nodeName ?? '');
    const share = domain === undefined ? undefined : shares.get(domain);
    if (domain === undefined || share === undefined || !isMeant(pod) || !holds(pod)) continue;
    shares.set(domain, share + amountOf(pod, of));
    count += 1;
  }
  if (count === 0 || shares.size < 2) return undefined;
  return [...shares].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
}

function isOpen({ spec, status }: Node): boolean {
  return (
    spec.unschedulable !== true &&
    (status.conditions ?? []).every(({ type, status: is }) => type !== 'Ready' || is === 'True')
  );
}

function holds({ metadata, status }: Pod): boolean {
  return metadata.deletionTimestamp === undefined && status.phase !== 'Succeeded' && status.phase !== 'Failed';
}

function amountOf({ spec }: Pod, of: IntentOf<'balanced'>['of']): number {
  return of === 'pods' ? 1 : milliValue(quantityOf(podTotals(spec).requests[of]));
}
