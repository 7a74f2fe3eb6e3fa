import type { NodeSelectorRequirement, Pod } from '../../../apis/generated/core.v1.js';
import type { NodeInfo } from '../../cache/node-info.js';
import { podUsage, priorityOf } from '../../cache/pod-facts.js';
import { untoleratedTaint } from '../../matching/taints.js';
import type { Change } from './change.js';
import { deletePod, growNode, labelNode, removeTaints, uncordon } from './node-changes.js';
import {
  dropHostPorts,
  dropNodeAffinity,
  dropSelector,
  dropTerms,
  lowerRequests,
  raiseMaxSkew,
  softenSpread,
  tolerate,
} from './pod-changes.js';

/** Ways to turn a plugin's refusal of a node that are variants of each other, the smallest first; the first that does is taken. */
export type Family = readonly (readonly Change[])[];

/** What one fix may look at. */
export interface Place {
  readonly pod: Pod;
  readonly node: NodeInfo;
  /** All nodes: a pod elsewhere may be in the way. */
  readonly nodes: readonly NodeInfo[];
}

const MAX_SKEW_TRIED = 20;
const MAX_PODS_TRIED = 60;
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

/** What may help against each plugin, to be tried. Plugins that are not here have no remedy that is known. */
export const FIXES: Readonly<Record<string, (place: Place) => readonly Family[]>> = {
  NodeUnschedulable: ({ pod, node }) => [
    [[uncordon(node)]],
    [[tolerate(pod, { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' })]],
  ],
  TaintToleration: ({ pod, node }) => [[removeTaints(node, pod)], [tolerations(pod, node)]],
  NodeAffinity: nodeAffinity,
  NodePorts: ({ pod, node }) => [[[dropHostPorts(pod)]], singles(node.pods)],
  NodeResourcesFit: resources,
  PodTopologySpread: ({ pod, nodes }) => [...spread(pod), singles(nodes.flatMap(({ pods }) => [...pods]))],
  InterPodAffinity: ({ pod, nodes }) => [
    dropTerms(pod, 'podAffinity').map((change) => [change]),
    dropTerms(pod, 'podAntiAffinity').map((change) => [change]),
    singles(nodes.flatMap(({ pods }) => [...pods])),
  ],
};

function tolerations(pod: Pod, { node }: NodeInfo): readonly Change[] {
  const changes: Change[] = [];
  let tolerant = pod;
  for (;;) {
    const taint = untoleratedTaint(node.spec.taints, tolerant);
    if (taint === undefined || changes.length > (node.spec.taints?.length ?? 0)) return changes;
    const change = tolerate(tolerant, taint);
    changes.push(change);
    tolerant = {
      ...tolerant,
      spec: {
        ...tolerant.spec,
        tolerations: [...(tolerant.spec.tolerations ?? []), { ...taint, operator: 'Exists', value: undefined }],
      },
    };
  }
}

/** One pod gone, the least important and then the smallest first. */
function singles(pods: Iterable<Pod>): Family {
  return [...pods]
    .sort((a, b) => priorityOf(a) - priorityOf(b) || podUsage(a).nonZeroCpu - podUsage(b).nonZeroCpu)
    .slice(0, MAX_PODS_TRIED)
    .map((pod) => [deletePod(pod)]);
}

/** One pod gone or, when that is not enough, more of the least important ones. */
function fewest(pods: Iterable<Pod>): Family {
  const each = singles(pods);
  const order = each.flat();
  return [...each, ...order.map((_, i) => order.slice(0, i + 1)).slice(1)];
}

function resources({ pod, node }: Place): readonly Family[] {
  const { requests } = podUsage(pod);
  const { allocatable, requested } = node;
  const names = ['cpu', 'memory', 'ephemeral-storage', ...Object.keys(requests.scalars)];
  const of = (amounts: typeof requests, name: string): number => {
    if (name === 'cpu') return amounts.cpu;
    if (name === 'memory') return amounts.memory;
    return name === 'ephemeral-storage' ? amounts.ephemeralStorage : (amounts.scalars[name] ?? 0);
  };
  const lacking = names
    .map((name) => ({ name, wanted: of(requests, name), free: of(allocatable, name) - of(requested, name) }))
    .filter(({ wanted, free }) => wanted > 0 && wanted > free);
  const grown = lacking.map(({ name, wanted, free }) => growNode(node, name, wanted - free));
  if (node.pods.length + 1 > node.allowedPods)
    grown.push(growNode(node, 'pods', node.pods.length + 1 - node.allowedPods));
  const shrinkable = lacking.every(({ free }) => free > 0) && node.pods.length < node.allowedPods;
  return [
    ...(shrinkable ? [[lacking.map(({ name, wanted, free }) => lowerRequests(pod, name, wanted, wanted - free))]] : []),
    [grown],
    fewest(node.pods),
  ];
}

function spread(pod: Pod): readonly Family[] {
  return (pod.spec.topologySpreadConstraints ?? []).flatMap(({ whenUnsatisfiable, maxSkew }, i) => {
    if (whenUnsatisfiable !== 'DoNotSchedule') return [];
    const wider = Array.from({ length: MAX_SKEW_TRIED }, (_, more) => [raiseMaxSkew(pod, i, maxSkew + more + 1)]);
    return [wider, [[softenSpread(pod, i)]]];
  });
}

function nodeAffinity({ pod, node }: Place): readonly Family[] {
  const labels = node.node.metadata.labels ?? {};
  const selector = Object.entries(pod.spec.nodeSelector ?? {});
  const missing = selector.filter(([key, value]) => labels[key] !== value);
  const terms = pod.spec.affinity?.nodeAffinity?.[REQUIRED]?.nodeSelectorTerms ?? [];
  const keys = missing.map(([key]) => key);
  const dropped = missing.length === 0 ? [] : [dropSelector(pod, keys)];
  const wanted: Labels = Object.fromEntries(missing);
  const labelled: Family =
    terms.length === 0
      ? [[labelNode(node, wanted)]]
      : terms.map(({ matchExpressions = [] }) => [
          labelNode(
            node,
            matchExpressions.reduce<Labels>((all, one) => meeting(one, all, labels), wanted),
          ),
        ]);
  return [
    // The selector alone, the affinity alone, or both stand in the way.
    [
      ...(dropped.length === 0 ? [] : [dropped]),
      ...(terms.length === 0 ? [] : [[dropNodeAffinity(pod)], [...dropped, dropNodeAffinity(pod)]]),
    ],
    labelled.filter(([change]) => change?.text.includes(HOSTNAME) === false),
  ];
}

/** Labels to set, and undefined for those to take off. */
type Labels = Readonly<Record<string, string | undefined>>;

/** What a node is called by is not its to change. */
const HOSTNAME = 'kubernetes.io/hostname';

/** Labels with which a node meets a requirement, as far as one value can. */
function meeting(
  { key, operator, values = [] }: NodeSelectorRequirement,
  wanted: Labels,
  has: Readonly<Record<string, string>>,
): Labels {
  const [value = ''] = values;
  const now = wanted[key] ?? has[key];
  switch (operator) {
    case 'In':
      return now !== undefined && values.includes(now) ? wanted : { ...wanted, [key]: value };
    case 'Exists':
      return now === undefined ? { ...wanted, [key]: '' } : wanted;
    case 'NotIn':
      return now !== undefined && values.includes(now) ? { ...wanted, [key]: undefined } : wanted;
    case 'DoesNotExist':
      return now === undefined ? wanted : { ...wanted, [key]: undefined };
    case 'Gt':
      return Number(now) > Number(value) ? wanted : { ...wanted, [key]: String(Number(value) + 1) };
    case 'Lt':
      return Number(now) < Number(value) ? wanted : { ...wanted, [key]: String(Number(value) - 1) };
    default:
      return wanted;
  }
}
