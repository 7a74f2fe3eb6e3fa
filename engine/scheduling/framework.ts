import type { JsonObject, KubeObject } from '../apimachinery/object.js';
import type { Pod } from '../apis/generated/core.v1.js';
import type { Reconcile } from '../client/reconcile.js';
import type { View } from '../client/view.js';
import type { Dice } from '../core/rng.js';
import type { Millis } from '../core/time.js';
import type { NodeInfo } from './cache/node-info.js';
import type { Snapshot } from './cache/snapshot.js';
import type { ClusterEvent } from './cluster-event.js';
import type { Mistake } from './config/mistake.js';
import type { ExtensionPoint } from './config/types.js';
import type { NodeStatuses } from './cycle/diagnosis.js';
import type { PodFilters } from './cycle/pod-filters.js';
import type { Nominated } from './queue/nominator.js';
import type { QueuedPod } from './queue/queued-pod.js';
import type { Status } from './status.js';
import type { AssumedVolumes, VolumesToBind } from './volumes/assumed-volumes.js';

/** Scores lie between these after normalising. */
export const MIN_NODE_SCORE = 0;
export const MAX_NODE_SCORE = 100;

/** What a plugin may look at during the scheduling cycle of one pod: upstream's Handle and CycleState, read-only. */
export interface Cycle {
  readonly view: View;
  readonly now: Millis;
  readonly dice: Dice;
  readonly snapshot: Snapshot;
  /** Claims and volumes as earlier cycles left them, where the informers do not show it yet. */
  readonly volumes: AssumedVolumes;
  /** What Reserve has set aside for the pod. */
  readonly toBind?: VolumesToBind;
}

/** Checks one node for one pod. It holds what PreFilter would have written to the cycle state. */
export interface NodeFilter {
  /** Undefined: the pod fits. */
  check(node: NodeInfo): Status | undefined;
  /**
   * PreFilterExtensions: the filter as it would be if `pod` ran on `node` as well (1) or no longer (-1). Absent where
   * NodeInfo alone tells what runs where.
   */
  with?(pod: Pod, node: NodeInfo, sign: 1 | -1): NodeFilter;
}

/** What PreFilter makes of a pod before any node is looked at. */
export type Filtering =
  | { readonly type: 'skip' }
  | { readonly type: 'rejected'; readonly status: Status }
  /** `nodes`: the only ones that can do, by name. */
  | { readonly type: 'filter'; readonly filter: NodeFilter; readonly nodes?: ReadonlySet<string> };

/** One number for each node, to be changed in place. */
export type Scores = number[] | Float64Array;

/** Scores nodes for one pod. It holds what PreScore would have written to the cycle state. */
export interface NodeScorer {
  /** A whole number; between 0 and 100 unless it is normalised. */
  score(node: NodeInfo): number;
  /** NormalizeScore: brings the scores of all feasible nodes, in their order, to 0..100, in place. */
  normalize?(scores: Scores, nodes: readonly NodeInfo[]): void;
}

/** What PostFilter knows of a pod that fits nowhere. */
export interface Rejection {
  readonly statuses: NodeStatuses;
  readonly filters: PodFilters;
  readonly nominated: Nominated;
  /** Whether a plugin's PreFilter had its turn before another one ended it. */
  readonly hasRun: (plugin: string) => boolean;
}

/** What came of PostFilter. */
export interface PostFiltered {
  readonly status: Status | undefined;
  /** Sets ('' clears) the node that the pod is to run on once there is room; absent: leaves it as it is. */
  readonly nominatedNode?: string;
  /**
   * What is to be done in the cluster to make room; upstream does it asynchronously, after the failure is reported.
   * Returns false when it failed, so that the pod is tried again at once.
   */
  readonly makeRoom?: () => Reconcile<boolean>;
}

/** How long PreBind may wait: the pod stays assumed, and `preBindDone` is asked every second in which something changed. */
export interface PreBindWait {
  readonly type: 'wait';
  readonly timeout: Millis;
  /** The informers must have come this far before `preBindDone` can tell. */
  readonly revision: number;
}

/** A queueing hint: whether a change may make a pod schedulable that the plugin refused. */
export type QueueingHint = (
  pod: Pod,
  old: KubeObject | undefined,
  object: KubeObject | undefined,
  view: View,
) => boolean;

/** EnqueueExtensions: an event that can turn a plugin's refusal; without a hint it always may. */
export interface EventRegistration extends ClusterEvent {
  readonly hint?: QueueingHint;
}

/**
 * A scheduling plugin: every extension point is a pure function of its arguments, as in kube-scheduler's framework.
 * PreFilter and Filter are one (a filter is made for the pod, then asked about nodes), and so are PreScore and Score.
 */
export interface Plugin {
  readonly name: string;
  /** Where upstream's plugin of the name has extension points other than the functions here say. */
  readonly extends?: Readonly<Partial<Record<ExtensionPoint, boolean>>>;
  /** Events that are worth another try of a pod that this plugin refused. */
  readonly events?: readonly EventRegistration[];
  /**
   * Everything that `filter` and `score` read of the pod and of the cluster besides the node, as text. A plugin that has
   * it promises that equal texts get equal answers on equal nodes, so that pods share them.
   */
  readonly sign?: (pod: Pod, cycle: Cycle) => string;

  /** PreEnqueue: keeps the pod out of the active queue. */
  readonly preEnqueue?: (pod: Pod) => Status | undefined;
  /** QueueSort: pods are tried in the order of these texts; equal ones, first come, first served. */
  readonly sortKey?: (pod: QueuedPod) => string;
  /** PreFilter and Filter. */
  readonly filter?: (pod: Pod, cycle: Cycle) => Filtering;
  /** PostFilter: when no node fits. */
  readonly postFilter?: (pod: Pod, cycle: Cycle, rejection: Rejection) => PostFiltered;
  /** PreScore and Score, over the nodes that fit; undefined: the plugin has no say (Skip). */
  readonly score?: (pod: Pod, cycle: Cycle, nodes: readonly NodeInfo[]) => NodeScorer | undefined;
  /** Reserve: what the pod takes besides the node; a refusal undoes the assumption. */
  readonly reserve?: (pod: Pod, node: NodeInfo, cycle: Cycle) => Reserved;
  /** Permit. */
  readonly permit?: (pod: Pod, node: NodeInfo, cycle: Cycle) => Status | undefined;
  /** PreBindPreFlight: whether PreBind has anything to do for the pod; then its expected node is made known first. */
  readonly preBindNeeded?: (pod: Pod, node: NodeInfo, cycle: Cycle) => boolean;
  /** PreBind: prepares the binding in the cluster. */
  readonly preBind?: (pod: Pod, node: NodeInfo, cycle: Cycle) => Reconcile<Status | PreBindWait | undefined>;
  /** Whether what PreBind waits for has come; undefined: it has. */
  readonly preBindDone?: (pod: Pod, node: string, toBind: VolumesToBind, cycle: Cycle) => Status | 'wait' | undefined;
  /** Bind: 'Skip' leaves it to the next plugin. */
  readonly bind?: (pod: Pod, node: string) => Reconcile<Status | undefined>;
  /** PostBind. */
  readonly postBind?: (pod: Pod, node: string) => Reconcile;
}

/** What Reserve gives: a refusal, or the volumes as they are now spoken for. */
export interface Reserved {
  readonly status?: Status;
  readonly toBind?: VolumesToBind;
}

/** A plugin, or what is wrong with its arguments. */
export type PluginMade =
  { readonly ok: true; readonly plugin: Plugin } | { readonly ok: false; readonly mistakes: readonly Mistake[] };

/** Makes a plugin from its arguments as the configuration has them ({} when it has none). */
export type PluginFactory = (args: JsonObject) => PluginMade;
