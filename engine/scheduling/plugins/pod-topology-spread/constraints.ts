import { labelSelectorAsSelector, selectorOf } from '../../../apimachinery/labels.js';
import type { Node, Pod, TopologySpreadConstraint } from '../../../apis/generated/core.v1.js';
import type { View } from '../../../client/view.js';
import type { NodeInfo } from '../../cache/node-info.js';
import { requiredNodeAffinity } from '../../matching/node-affinity.js';
import { signTolerations, textOf } from '../../matching/sign.js';
import { untoleratedTaint } from '../../matching/taints.js';
import type { PodTopologySpreadArgs } from './args.js';
import { defaultSelector, type NamedSelector } from './default-selector.js';

/** A constraint of one pod, as topologySpreadConstraint. */
export interface Constraint extends NamedSelector {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly honorsAffinity: boolean;
  readonly honorsTaints: boolean;
}

/** A pod's constraints, hard or soft. */
export interface Constraints {
  readonly list: readonly Constraint[];
  /** Nodes that lack one of the topology labels count nowhere. */
  readonly requireAllTopologies: boolean;
  /** The same text means the same constraints on the same nodes for pods of one namespace. */
  readonly text: string;
}

export type Action = 'DoNotSchedule' | 'ScheduleAnyway';

/** The pod's own constraints or, when it has none, the defaults, as getConstraints. Undefined: none. */
export function constraintsOf(
  pod: Pod,
  action: Action,
  args: PodTopologySpreadArgs,
  view: View,
): Constraints | undefined {
  const own = pod.spec.topologySpreadConstraints;
  if (own === undefined || own.length === 0) return defaultConstraints(pod, action, args, view);
  const list = ownConstraints(own, action, pod);
  return list.length === 0 ? undefined : { list, requireAllTopologies: true, text: textOfAll(list, pod) };
}

function ownConstraints(all: readonly TopologySpreadConstraint[], action: Action, pod: Pod): readonly Constraint[] {
  return all
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action)
    .flatMap((constraint) => {
      const parsed = labelSelectorAsSelector(constraint.labelSelector);
      if (!parsed.ok) return [];
      const labels = pod.metadata.labels ?? {};
      const keys = (constraint.matchLabelKeys ?? []).filter((key) => labels[key] !== undefined);
      const added = keys.map((key) => ({ key, operator: '=', values: [labels[key] ?? ''] }) as const);
      const { selectable, requirements } = parsed.value;
      const selector = selectable && added.length > 0 ? selectorOf([...added, ...requirements]) : parsed.value;
      return [made(constraint, { selector, text: `${textOf(constraint.labelSelector)}${JSON.stringify(added)}` })];
    });
}

interface Defaults {
  readonly action: Action;
  readonly args: PodTopologySpreadArgs;
  readonly namespace: string | undefined;
  readonly constraints: Constraints;
}

/** By what selects the pods: those of one controller have it in common. */
const defaults = new WeakMap<NamedSelector, Defaults>();

function defaultConstraints(
  pod: Pod,
  action: Action,
  args: PodTopologySpreadArgs,
  view: View,
): Constraints | undefined {
  if (!args.defaultConstraints.some(({ whenUnsatisfiable }) => whenUnsatisfiable === action)) return undefined;
  const selector = defaultSelector(pod, view);
  if (selector === undefined) return undefined;
  const { namespace } = pod.metadata;
  const goesAnywhere = pod.spec.nodeSelector === undefined && pod.spec.affinity === undefined;
  const known = goesAnywhere ? defaults.get(selector) : undefined;
  if (known?.action === action && known.args === args && known.namespace === namespace) return known.constraints;
  const list = args.defaultConstraints
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action)
    .map((constraint) => made(constraint, selector));
  const requireAllTopologies = !args.systemDefaulted || action === 'DoNotSchedule';
  const constraints = { list, requireAllTopologies, text: textOfAll(list, pod) };
  if (goesAnywhere && !list.some(({ honorsTaints }) => honorsTaints))
    defaults.set(selector, { action, args, namespace, constraints });
  return constraints;
}

function made(
  constraint: Omit<TopologySpreadConstraint, 'labelSelector'>,
  { selector, text }: NamedSelector,
): Constraint {
  return {
    selector,
    text,
    topologyKey: constraint.topologyKey,
    maxSkew: constraint.maxSkew,
    minDomains: constraint.minDomains ?? 1,
    honorsAffinity: (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor',
    honorsTaints: constraint.nodeTaintsPolicy === 'Honor',
  };
}

function textOfAll(list: readonly Constraint[], pod: Pod): string {
  let text = pod.metadata.namespace ?? '';
  for (const { topologyKey, text: selector } of list) text += `\n${topologyKey}\n${selector}`;
  if (list.some(({ honorsAffinity }) => honorsAffinity)) {
    const { nodeSelector, affinity } = pod.spec;
    text += `\nA${list.map(({ honorsAffinity }) => Number(honorsAffinity)).join('')}`;
    text += `${textOf(nodeSelector)}${textOf(affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution)}`;
  }
  if (list.some(({ honorsTaints }) => honorsTaints)) {
    text += `\nT${list.map(({ honorsTaints }) => Number(honorsTaints)).join('')}${signTolerations(pod)}`;
  }
  return text;
}

/** Whether a node counts for a constraint, as matchNodeInclusionPolicies. */
export function includesNode({ honorsAffinity, honorsTaints }: Constraint, pod: Pod, node: Node): boolean {
  if (honorsAffinity && !requiredNodeAffinity(pod.spec).matches(node)) return false;
  return !honorsTaints || untoleratedTaint(node.spec.taints, pod) === undefined;
}

/** As nodeLabelsMatchSpreadConstraints. */
export function hasAllTopologies(node: Node, list: readonly Constraint[]): boolean {
  const labels = node.metadata.labels ?? {};
  return list.every(({ topologyKey }) => labels[topologyKey] !== undefined);
}

/** Pods of the namespace on the node that match and are not being deleted, as countPodsMatchSelector. */
export function countMatching({ pods }: NodeInfo, { selector }: NamedSelector, namespace: string | undefined): number {
  if (selector.requirements.length === 0) return 0;
  return pods.count(
    ({ metadata }) =>
      metadata.deletionTimestamp === undefined && metadata.namespace === namespace && selector.matches(metadata.labels),
  );
}
