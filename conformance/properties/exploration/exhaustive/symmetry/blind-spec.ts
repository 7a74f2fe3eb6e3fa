import type { ScenarioPlan, StepPlan } from '../../../../language/plan.js';
import type { FaultKind } from '../../strategies.js';

/** Steps that do to a cluster whose nodes have changed places what they do to it as it is. */
const BLIND_STEPS: ReadonlySet<StepPlan['type']> = new Set<StepPlan['type']>([
  'apply',
  'create',
  'patch',
  'delete',
  'scale',
  'advance',
  'settle',
  'assert',
  'wait',
  'watch',
  'intents',
  'use',
  'group',
]);

/** Kinds whose controllers do not go through nodes by name. */
const BLIND_KINDS: ReadonlySet<string> = new Set([
  'Pod',
  'ReplicaSet',
  'Deployment',
  'StatefulSet',
  'Job',
  'Service',
  'ConfigMap',
  'Secret',
  'Namespace',
  'ServiceAccount',
  'PriorityClass',
  'PodDisruptionBudget',
  'LimitRange',
  'ResourceQuota',
]);

/** What tells where something is: nodes, addresses, which go with nodes, and Events, whose texts name them. */
const TELLS_WHERE = /nodeName|hostIP|podIP|address|endpoint|event|\bnodes?\b/i;

/** A lost watch keeps what there was before; a disruption that comes early is none of the steps above. */
const BLIND_FAULTS: ReadonlySet<FaultKind> = new Set<FaultKind>(['tie', 'crash']);

/** Up to so many nodes the scheduler looks at all of them for every pod (minFeasibleNodesToFind of kube-scheduler). */
const MOST_NODES = 100;

/**
 * Whether a spec takes nodes for one another that are alike: it neither says nor asks which of them anything is on, makes
 * nothing that goes through them in an order of their own, and loses none. Undefined: it does not; else all that it says.
 */
export function blindText(plan: ScenarioPlan, faults: readonly FaultKind[]): string | undefined {
  const { nodes = [], programs, scheduler, descheduler } = plan.cluster;
  const isPlain = programs === undefined && scheduler === undefined && descheduler === undefined;
  if (!isPlain || nodes.length > MOST_NODES || plan.catch.length > 0 || plan.finally.length > 0) return undefined;
  if (!faults.includes('tie') || !faults.every((kind) => BLIND_FAULTS.has(kind))) return undefined;
  if (!plan.steps.every(isBlind)) return undefined;
  const text = JSON.stringify([plan.steps, plan.watches, plan.intents], asSaid);
  return TELLS_WHERE.test(text) ? undefined : text;
}

function isBlind(step: StepPlan): boolean {
  if (!BLIND_STEPS.has(step.type)) return false;
  if ('objects' in step && !step.objects.every(({ object }) => BLIND_KINDS.has(String(object['kind'])))) return false;
  return (step.type !== 'use' && step.type !== 'group') || step.steps.every(isBlind);
}

/** Without where in which file it stands. */
function asSaid(key: string, value: unknown): unknown {
  return key === 'source' || key === 'positions' ? undefined : value;
}
