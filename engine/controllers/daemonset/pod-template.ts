import type { DaemonSet } from '../../apis/generated/apps.v1.js';
import type { Affinity, Pod, PodSpec, PodTemplateSpec, Toleration } from '../../apis/generated/core.v1.js';
import { CONTROLLER_REVISION_HASH } from '../framework/revisions.js';

/** Counts changes of the template; older than the hash, and kept for those who look at it. */
const TEMPLATE_GENERATION = 'pod-template-generation';
const DEPRECATED_TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

const NODE = 'node.kubernetes.io/';

const ADDED: readonly Toleration[] = [
  { key: `${NODE}not-ready`, operator: 'Exists', effect: 'NoExecute' },
  { key: `${NODE}unreachable`, operator: 'Exists', effect: 'NoExecute' },
  { key: `${NODE}disk-pressure`, operator: 'Exists', effect: 'NoSchedule' },
  { key: `${NODE}memory-pressure`, operator: 'Exists', effect: 'NoSchedule' },
  { key: `${NODE}pid-pressure`, operator: 'Exists', effect: 'NoSchedule' },
  { key: `${NODE}unschedulable`, operator: 'Exists', effect: 'NoSchedule' },
];

const ADDED_ON_HOST_NETWORK: readonly Toleration[] = [
  ...ADDED,
  { key: `${NODE}network-unavailable`, operator: 'Exists', effect: 'NoSchedule' },
];

/** The pod's own tolerations and those that keep a daemon pod where others may not go (AddOrUpdateDaemonPodTolerations). */
export function daemonTolerations({ tolerations = [], hostNetwork }: PodSpec): readonly Toleration[] {
  const added = hostNetwork === true ? ADDED_ON_HOST_NETWORK : ADDED;
  return added.reduce(withToleration, tolerations);
}

/** One that differs only in its seconds is replaced where it stands. */
function withToleration(tolerations: readonly Toleration[], added: Toleration): readonly Toleration[] {
  const same = (other: Toleration): boolean =>
    other.key === added.key && other.operator === added.operator && other.effect === added.effect && !other.value;
  if (!tolerations.some(same)) return [...tolerations, added];
  return tolerations.map((other) => (same(other) ? added : other));
}

/** The generation of the template, as text; undefined when the annotation is missing or no number. */
export function templateGeneration({ metadata }: DaemonSet): string | undefined {
  const text = metadata.annotations?.[DEPRECATED_TEMPLATE_GENERATION];
  return text !== undefined && /^[+-]?\d+$/.test(text) ? BigInt(text).toString() : undefined;
}

/** The template of a daemon set's pods, for any node (CreatePodTemplate). */
export function daemonPodTemplate(daemonSet: DaemonSet, hash: string): PodTemplateSpec {
  const { metadata, spec } = daemonSet.spec.template;
  const generation = templateGeneration(daemonSet);
  const labels = {
    ...metadata.labels,
    ...(generation === undefined ? {} : { [TEMPLATE_GENERATION]: generation }),
    ...(hash === '' ? {} : { [CONTROLLER_REVISION_HASH]: hash }),
  };
  return { metadata: { ...metadata, labels }, spec: { ...spec, tolerations: daemonTolerations(spec) } };
}

/** The template with an affinity that lets the scheduler choose this node only (ReplaceDaemonSetPodNodeNameNodeAffinity). */
export function templateForNode({ metadata, spec }: PodTemplateSpec, node: string): PodTemplateSpec {
  const matchFields = [{ key: 'metadata.name', operator: 'In' as const, values: [node] }];
  const affinity: Affinity = {
    ...spec.affinity,
    nodeAffinity: {
      ...spec.affinity?.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] },
    },
  };
  return { metadata, spec: { ...spec, affinity } };
}

/** The node that a daemon pod runs on or is meant for; undefined when it does not say (GetTargetNodeName). */
export function targetNodeName({ spec }: Pod): string | undefined {
  if (spec.nodeName) return spec.nodeName;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  for (const { matchFields = [] } of required?.nodeSelectorTerms ?? []) {
    const named = matchFields.find(({ key, operator }) => key === 'metadata.name' && operator === 'In');
    if (named !== undefined) return named.values?.length === 1 ? named.values[0] : undefined;
  }
  return undefined;
}

/** Whether a pod is of the template with this hash or generation (IsPodUpdated). */
export function isPodUpdated({ metadata }: Pod, hash: string, generation: string | undefined): boolean {
  const labels = metadata.labels ?? {};
  if (hash !== '' && labels[CONTROLLER_REVISION_HASH] === hash) return true;
  return generation !== undefined && labels[TEMPLATE_GENERATION] === generation;
}
