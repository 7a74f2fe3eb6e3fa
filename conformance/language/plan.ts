import type { JsonObject } from '../../engine/apimachinery/object.js';
import type { Resource } from '../../engine/apis/resource.js';
import type { User } from '../../engine/apiserver/request.js';
import type { ClusterConfig } from '../../engine/cluster/config.js';
import type { Fault } from '../../engine/cluster/fault.js';
import type { Load } from '../../engine/cluster/load.js';
import type { Consumption } from '../../engine/core/consumption.js';
import type { Millis } from '../../engine/core/time.js';
import type { DeviceChange } from '../../engine/core/device-change.js';
import type { Condition, Selection, Temporal } from '../expectations/condition.js';
import type { Source } from '../expectations/source.js';
import type { Intent } from '../properties/intents/intent.js';
import type { Schedule } from './deviation.js';
import type { Expectation, TextMatch } from './expected-answer.js';
import type { NodeAction } from './node-action.js';
import type { PropertyPlan } from './property-plan.js';

export type { Expectation, TextMatch } from './expected-answer.js';
export type { DrainOptions, NodeAction, TaintSpec } from './node-action.js';

/** One scenario, ready to run: checked, with defaults, inputs and matrix filled in. Plain data. */
export interface ScenarioPlan {
  readonly source: Source;
  readonly name: string;
  /** Own labels over those of the Suites above. */
  readonly labels: Readonly<Record<string, string>>;
  /** Words to choose it by: its own and those of the Suites above. */
  readonly tags: readonly string[];
  /** IDs of the requirements that it proves. */
  readonly covers: readonly string[];
  readonly cluster: ClusterConfig;
  /** Where objects without a namespace go. */
  readonly namespace: string;
  /** This combination of the matrix. */
  readonly matrix?: Readonly<Record<string, unknown>>;
  /** What is claimed for all values, when this is one instance of a Property. */
  readonly property?: PropertyPlan;
  /** Why it is skipped; '' when it does not say. */
  readonly skip?: string;
  readonly only: boolean;
  /** The order of events, where it is not the one that a run has by itself. */
  readonly schedule?: Schedule;
  /** Watched from the start to the end. */
  readonly watches: readonly Temporal[];
  /** Watched from the start to the end as well. */
  readonly intents?: readonly Intent[];
  readonly steps: readonly StepPlan[];
  /** Run when a step or an expectation has failed; the scenario stays failed. */
  readonly catch: readonly StepPlan[];
  /** Run at the end, whatever happened. */
  readonly finally: readonly StepPlan[];
}

/** What every step has. */
interface StepCommon {
  readonly source: Source;
  readonly name?: string;
  /** Virtual time since the start of the scenario at which it runs; an error when that has passed. */
  readonly at?: Millis;
}

/** What every step that writes has. */
interface WriteCommon extends StepCommon {
  /** Absent: the cluster's administrator. */
  readonly as?: User;
  /** For objects that do not say. */
  readonly namespace: string;
  /** Absent: every write must be accepted. */
  readonly expect?: Expectation;
}

/** An object as written in a spec or a manifest file. */
export interface Manifest {
  readonly source: Source;
  readonly object: JsonObject;
  /** Namespace not filled in. Absent: a kind that only the run can know. */
  readonly resource?: Resource;
}

export interface ApplyStep extends WriteCommon {
  readonly type: 'apply';
  readonly objects: readonly Manifest[];
  /** Server-side apply; else as kubectl's client-side apply. */
  readonly serverSide: boolean;
  readonly fieldManager?: string;
  readonly forceConflicts: boolean;
}

export interface CreateStep extends WriteCommon {
  readonly type: 'create';
  readonly objects: readonly Manifest[];
}

/** PUT of the whole object. */
export interface ReplaceStep extends WriteCommon {
  readonly type: 'replace';
  readonly objects: readonly Manifest[];
  /** 'status', …; absent: the object itself. */
  readonly subresource?: string;
}

export interface PatchStep extends WriteCommon {
  readonly type: 'patch';
  readonly target: Selection;
  readonly patchType: 'strategic' | 'merge' | 'json' | 'apply';
  /** A patch document; for `json` a list of operations. */
  readonly patch: unknown;
  readonly subresource?: string;
  /** Only for `apply`. */
  readonly fieldManager?: string;
  readonly force?: boolean;
}

export interface DeleteStep extends WriteCommon {
  readonly type: 'delete';
  /** One object, or all that a selector selects; absent when objects of a file are deleted. */
  readonly target?: Selection;
  readonly objects: readonly Manifest[];
  readonly gracePeriodSeconds?: number;
  readonly cascade?: 'background' | 'foreground' | 'orphan';
  /** As kubectl's --ignore-not-found. */
  readonly ignoreNotFound: boolean;
}

/** Through the scale subresource. */
export interface ScaleStep extends WriteCommon {
  readonly type: 'scale';
  readonly target: Selection;
  readonly replicas: number;
}

/** Through the eviction subresource of one pod, or of every selected pod in turn. */
export interface EvictStep extends WriteCommon {
  readonly type: 'evict';
  readonly target: Selection;
  readonly gracePeriodSeconds?: number;
}

export interface KubectlStep extends WriteCommon {
  readonly type: 'kubectl';
  /** As written, without 'kubectl'. */
  readonly command: string;
  /** Words as a shell would split them. */
  readonly argv: readonly string[];
  readonly stdin?: string;
  /** What the editor of `kubectl edit` does to the text, in order: every `find` becomes `replace`. */
  readonly edits?: readonly { readonly find: string; readonly replace: string }[];
  /** The files that the command names, by the name as written; a directory gives 'dir/file.yaml' for each of its files. */
  readonly files: Readonly<Record<string, string>>;
}

export interface AdvanceStep extends StepCommon {
  readonly type: 'advance';
  readonly by: Millis;
}

/** Runs until nothing is due but back-offs and periodic work. */
export interface SettleStep extends StepCommon {
  readonly type: 'settle';
  /** An error if it takes longer. */
  readonly within?: Millis;
}

export interface FaultStep extends StepCommon {
  readonly type: 'fault';
  /** 'heal': everything that faults broke is mended. */
  readonly fault: Fault | { readonly type: 'heal' };
}

/** What containers of the selected pods, or the systems of the selected nodes, use from now on. */
export interface UsageStep extends StepCommon {
  readonly type: 'usage';
  readonly target: Selection;
  /** Absent: the only one. */
  readonly container?: string;
  readonly amounts: Consumption;
}

/** A command in a container of each selected pod, or on each selected node. Exit code 0 unless it expects otherwise. */
export interface ExecStep extends StepCommon {
  readonly type: 'exec';
  readonly target: Selection;
  readonly command: readonly string[];
  readonly container?: string;
  readonly stdin?: string;
  readonly expect?: Expectation;
}

/** Work from outside that pods share. */
export interface LoadStep extends StepCommon {
  readonly type: 'load';
  readonly load: Load;
}

/** The devices of a node, or their plugin, change. */
export interface DeviceStep extends StepCommon {
  readonly type: 'device';
  readonly node: string;
  readonly change: DeviceChange;
}

export interface NodeStep extends StepCommon {
  readonly type: 'node';
  readonly action: NodeAction;
  readonly expect?: Expectation;
}

export interface AssertStep extends StepCommon {
  readonly type: 'assert';
  readonly that: Condition;
  /** 0: it must hold now. */
  readonly within: Millis;
}

export type WaitFor =
  /** A status condition: type and value ('True' unless it says otherwise), compared without case as kubectl does. */
  | { readonly type: 'condition'; readonly condition: string; readonly value: string }
  /** kubectl JSONPath: '{.status.phase}'. Absent `value`: any value, as kubectl does. */
  | { readonly type: 'jsonpath'; readonly path: string; readonly value?: string }
  | { readonly type: 'delete' }
  | { readonly type: 'create' }
  /** As kubectl rollout status: complete, or failed by its deadline. */
  | { readonly type: 'rollout' };

/** Every selected object must get there, and there must be one. */
export interface WaitStep extends StepCommon {
  readonly type: 'wait';
  readonly target: Selection;
  readonly until: WaitFor;
  readonly within: Millis;
}

/** Events about an object or about all selected ones. */
export interface EventsStep extends StepCommon {
  readonly type: 'events';
  readonly target: Selection;
  readonly reason?: string;
  readonly eventType?: 'Normal' | 'Warning';
  readonly message?: TextMatch;
  /** How often it happened, event series counted; both inclusive. Default: at least once. */
  readonly min: number;
  readonly max?: number;
  readonly within: Millis;
}

/** What the scheduler's explanation of a pod says; every given part must hold. */
export interface ExplainStep extends StepCommon {
  readonly type: 'explain';
  readonly target: Selection;
  /** All nodes that it fits on. */
  readonly fits?: readonly string[];
  /** Node → all plugins that refuse it. */
  readonly refuses?: Readonly<Record<string, readonly string[]>>;
  /** The plugin that holds it out of the queue. */
  readonly gate?: string;
  readonly message?: TextMatch;
  /** Names of the pods that would be evicted on the node that the scheduler prefers. */
  readonly evicts?: readonly string[];
  /** One of the changes that would do. */
  readonly change?: TextMatch;
  readonly within: Millis;
}

export interface LogsStep extends StepCommon {
  readonly type: 'logs';
  readonly target: Selection;
  /** Absent: the only container, or the annotated default. */
  readonly container?: string;
  /** Of the run before. */
  readonly previous: boolean;
  readonly text: TextMatch;
  /** True: the text must not be there. */
  readonly absent: boolean;
  readonly within: Millis;
}

/** Compares with a golden file. */
export interface SnapshotStep extends StepCommon {
  readonly type: 'snapshot';
  /** Path as the run knows it. */
  readonly file: string;
  /** Absent: the file is not there yet. */
  readonly golden?: string;
  readonly of:
    | {
        readonly type: 'objects';
        readonly target: Selection;
        /** Fields left out: 'metadata.uid'. */ readonly ignore: readonly string[];
      }
    | {
        readonly type: 'kubectl';
        readonly command: string;
        readonly argv: readonly string[];
        readonly files: Readonly<Record<string, string>>;
        readonly namespace: string;
      };
}

/** From here on. */
export interface WatchStep extends StepCommon {
  readonly type: 'watch';
  readonly watches: readonly Temporal[];
}

/** From here on. */
export interface IntentsStep extends StepCommon {
  readonly type: 'intents';
  readonly intents: readonly Intent[];
}

/** A block of a Steps document with its inputs filled in. */
export interface UseStep extends StepCommon {
  readonly type: 'use';
  /** metadata.name of the Steps document. */
  readonly uses: string;
  readonly steps: readonly StepPlan[];
}

/** The same steps again and again, at equal distances of time from the start of the first time on. */
export interface RepeatStep extends StepCommon {
  readonly type: 'repeat';
  readonly every: Millis;
  readonly times: number;
  readonly steps: readonly StepPlan[];
}

/** Steps that came as a list: of a Property, a generated one. */
export interface GroupStep extends StepCommon {
  readonly type: 'group';
  readonly steps: readonly StepPlan[];
}

/** `catch` runs when a step of `try` failed, `finally` always; the failure stays. */
export interface TryStep extends StepCommon {
  readonly type: 'try';
  readonly try: readonly StepPlan[];
  readonly catch: readonly StepPlan[];
  readonly finally: readonly StepPlan[];
}

/** One way on from a fork. */
export interface Branch {
  readonly source: Source;
  readonly name: string;
  readonly steps: readonly StepPlan[];
}

/** Always the last step of a scenario or of a branch: every branch runs on the state that the steps before it prepared. */
export interface ForkStep extends StepCommon {
  readonly type: 'fork';
  readonly branches: readonly Branch[];
}

export type StepPlan =
  | ApplyStep
  | CreateStep
  | ReplaceStep
  | PatchStep
  | DeleteStep
  | ScaleStep
  | EvictStep
  | KubectlStep
  | AdvanceStep
  | SettleStep
  | FaultStep
  | NodeStep
  | UsageStep
  | LoadStep
  | ExecStep
  | DeviceStep
  | AssertStep
  | WaitStep
  | EventsStep
  | LogsStep
  | ExplainStep
  | SnapshotStep
  | WatchStep
  | IntentsStep
  | UseStep
  | RepeatStep
  | GroupStep
  | TryStep
  | ForkStep;
