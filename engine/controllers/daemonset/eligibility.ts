import { isTolerated } from '../../apis/core/taints.js';
import { requiredNodeAffinity, type RequiredNodeAffinity } from '../../apis/core/node-affinity.js';
import type { DaemonSet } from '../../apis/generated/apps.v1.js';
import type { Node, PodTemplateSpec, Toleration } from '../../apis/generated/core.v1.js';
import { daemonTolerations } from './pod-template.js';

/** What a daemon set wants of a node. */
export interface Eligibility {
  /** A pod is to be there. */
  readonly run: boolean;
  /** A pod that is there may stay. */
  readonly stay: boolean;
}

const NEITHER: Eligibility = { run: false, stay: false };
const STAY_ONLY: Eligibility = { run: false, stay: true };
const BOTH: Eligibility = { run: true, stay: true };

interface Demands {
  readonly nodeName: string;
  readonly affinity: RequiredNodeAffinity;
  readonly tolerations: readonly Toleration[];
  readonly known: WeakMap<Node, Eligibility>;
}

const demands = new WeakMap<PodTemplateSpec, Demands>();

/**
 * Whether a daemon set's pod should run on a node, and whether one that does may stay: a NoSchedule taint only keeps new
 * ones away (NodeShouldRunDaemonPod). Memoised per template and node.
 */
export function nodeShouldRunDaemonPod(node: Node, { spec: { template } }: DaemonSet): Eligibility {
  const wanted = demandsOf(template);
  const known = wanted.known.get(node);
  if (known !== undefined) return known;
  const verdict = judge(node, wanted);
  wanted.known.set(node, verdict);
  return verdict;
}

function demandsOf(template: PodTemplateSpec): Demands {
  const known = demands.get(template);
  if (known !== undefined) return known;
  const { spec } = template;
  const made: Demands = {
    nodeName: spec.nodeName ?? '',
    affinity: requiredNodeAffinity(spec),
    tolerations: daemonTolerations(spec),
    known: new WeakMap(),
  };
  demands.set(template, made);
  return made;
}

function judge(node: Node, { nodeName, affinity, tolerations }: Demands): Eligibility {
  if (nodeName !== '' && nodeName !== node.metadata.name) return NEITHER;
  if (!affinity.matches(node)) return NEITHER;
  const untolerated = (node.spec.taints ?? []).filter((taint) => !isTolerated(tolerations, taint));
  if (untolerated.some(({ effect }) => effect === 'NoExecute')) return NEITHER;
  return untolerated.some(({ effect }) => effect === 'NoSchedule') ? STAY_ONLY : BOTH;
}
