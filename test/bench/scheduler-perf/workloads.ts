import * as templates from './templates.js';
import type { PodTemplate } from './templates.js';

/** Pods that are created together. */
export interface PodSet {
  readonly count: number;
  readonly template: PodTemplate;
  readonly namespace: string;
}

/** What goes on while the measured pods are scheduled. */
export type Disturbance =
  /** One more such pod each time. */
  | { readonly type: 'create'; readonly template: PodTemplate }
  /** A node, a pod and a service that come and go in turn. */
  | { readonly type: 'recreate'; readonly template: PodTemplate }
  /** One pod of a namespace goes each time. */
  | { readonly type: 'delete'; readonly namespace: string };

/** One test case of scheduler_perf. */
export interface Workload {
  /** As upstream names it. */
  readonly name: string;
  /** Pods each second that upstream asks of itself; the bar here is twice that. */
  readonly threshold: number;
  readonly nodes: number;
  readonly capacity: Readonly<Record<string, string>>;
  /** Values of the nodes' zone label, in turn. */
  readonly zones: readonly string[];
  readonly init: readonly PodSet[];
  readonly measured: PodSet;
  readonly churn?: { readonly everyMillis: number; readonly disturbance: Disturbance };
}

const NODES = 5_000;
const NO_ZONES: readonly string[] = [];
const ONE_ZONE = ['zone1'];
const MOONS = ['moon-1', 'moon-2', 'moon-3'];
const onNodes = { nodes: NODES, capacity: templates.nodeDefault, zones: NO_ZONES };

function pods(count: number, template: PodTemplate, namespace: string): PodSet {
  return { count, template, namespace };
}

/** Pods of one template in two namespaces. */
function ofOneKind(init: number, measured: number, template: PodTemplate): Pick<Workload, 'init' | 'measured'> {
  return { init: [pods(init, template, 'sched-0')], measured: pods(measured, template, 'sched-1') };
}

function spread(name: string, threshold: number, template: PodTemplate): Workload {
  const init = [pods(5_000, templates.podDefault, 'init')];
  return { ...onNodes, name, threshold, zones: MOONS, init, measured: pods(5_000, template, 'measured') };
}

/**
 * The largest cases of test/integration/scheduler_perf that have a threshold upstream: its nodes, the pods that are there
 * first, the measured ones, and what disturbs them (misc, affinity and topology_spreading/performance-config.yaml).
 */
export const workloads: readonly Workload[] = [
  { ...onNodes, name: 'SchedulingBasic', threshold: 680, ...ofOneKind(1_000, 10_000, templates.podDefault) },
  spread('TopologySpreading', 460, templates.podWithTopologySpreading),
  spread('PreferredTopologySpreading', 340, templates.podWithPreferredTopologySpreading),
  {
    ...onNodes,
    name: 'SchedulingPodAntiAffinity',
    threshold: 60,
    ...ofOneKind(1_000, 2_000, templates.podWithPodAntiAffinity),
  },
  {
    ...onNodes,
    name: 'SchedulingPodMatchingAntiAffinity',
    threshold: 595,
    init: [pods(1_000, templates.podWithPodAntiAffinity, 'sched-0')],
    measured: pods(5_000, templates.podWithPodAntiAffinityLabel, 'sched-1'),
  },
  {
    ...onNodes,
    name: 'SchedulingPodAffinity',
    threshold: 35,
    zones: ONE_ZONE,
    ...ofOneKind(5_000, 5_000, templates.podWithPodAffinity),
  },
  {
    ...onNodes,
    name: 'SchedulingPreferredPodAffinity',
    threshold: 90,
    ...ofOneKind(5_000, 5_000, templates.podWithPreferredPodAffinity),
  },
  {
    ...onNodes,
    name: 'SchedulingNodeAffinity',
    threshold: 220,
    zones: ONE_ZONE,
    ...ofOneKind(5_000, 10_000, templates.podWithNodeAffinity),
  },
  {
    ...onNodes,
    name: 'Unschedulable',
    threshold: 600,
    ...ofOneKind(20_000, 10_000, templates.podDefault),
    churn: { everyMillis: 200, disturbance: { type: 'create', template: templates.podHighPriorityLargeCpu } },
  },
  {
    ...onNodes,
    name: 'PreemptionAsync',
    threshold: 570,
    init: [pods(20_000, templates.podLowPriority, 'init')],
    measured: pods(5_000, templates.podDefault, 'measured'),
    churn: { everyMillis: 200, disturbance: { type: 'create', template: templates.podHighPriority } },
  },
  {
    ...onNodes,
    name: 'SchedulingWithMixedChurn',
    threshold: 710,
    init: [],
    measured: pods(10_000, templates.podDefault, 'measured'),
    churn: { everyMillis: 1_000, disturbance: { type: 'recreate', template: templates.podHighPriorityLargeCpu } },
  },
  {
    name: 'SchedulingWhileGated',
    threshold: 910,
    nodes: 1,
    capacity: templates.nodeForEverything,
    zones: NO_ZONES,
    init: [pods(10_000, templates.gatedPod, 'gated'), pods(20_000, templates.lightPod, 'deleted')],
    measured: pods(20_000, templates.lightPod, 'measured'),
    churn: { everyMillis: 20, disturbance: { type: 'delete', namespace: 'deleted' } },
  },
];
