import type { Trace } from '../../../conformance/runner/trace.js';
import type { ScenarioPlan, StepPlan } from '../../../conformance/language/plan.js';
import type { Breakpoint } from './breakpoint.js';

/** One run that can be looked at: a way through the scenario, or one of its forks. */
export interface Tab {
  readonly trace: Trace;
  /** 'drained > and back', 'without kubectl: drain node-1'. */
  readonly title: string;
  /** The scenario as it is written. */
  readonly plan: ScenarioPlan;
  /** Its steps that this run leaves out. */
  readonly skipped: readonly StepPlan[];
}

export type Focus = 'objects' | 'object' | 'events' | 'pending';
export type ScreenName = 'step' | 'nodes' | 'explain' | 'help';

/** A line that is being typed. */
export interface Prompt {
  readonly type: 'filter' | 'breakpoint';
  readonly text: string;
}

export interface Message {
  readonly text: string;
  readonly tone: 'note' | 'problem';
}

/** All that the stepping screens show. Plain data, but for the traces. */
export interface StepState {
  readonly tabs: readonly Tab[];
  readonly tab: number;
  /** The step of the cluster that is looked at; 0: before the first. */
  readonly step: number;
  readonly screen: ScreenName;
  readonly focus: Focus;
  /** Key of an object in the store: 'apps/deployments/default/web'. */
  readonly selected: string | undefined;
  readonly collapsed: ReadonlySet<string>;
  /** Show also what every cluster has from the start. */
  readonly all: boolean;
  readonly filter: string;
  /** Show an object whole, not only where it differs. */
  readonly whole: boolean;
  /** The step that differences are taken from; undefined: the one before. */
  readonly mark: number | undefined;
  readonly breakpoints: readonly Breakpoint[];
  /** Where to go once a breakpoint that is still being searched has its answer. */
  readonly seeking: 'next' | 'previous' | undefined;
  /** Lines scrolled away at the top, by pane. */
  readonly scroll: Readonly<Record<string, number>>;
  readonly prompt: Prompt | undefined;
  readonly message: Message | undefined;
  /** How it ended. */
  readonly quit: 'done' | 'interrupted' | undefined;
  /** Something for the clipboard; a new object each time. */
  readonly copied: { readonly text: string } | undefined;
}

export function tabOf({ tabs, tab }: StepState): Tab {
  const found = tabs[tab] ?? tabs[0];
  if (found === undefined) throw new Error('there is nothing to step through');
  return found;
}

export function traceOf(state: StepState): Trace {
  return tabOf(state).trace;
}

/** Where a run is opened: at its failing step, else at its end. */
export function openingStep({ failure, length }: Trace): number {
  return failure?.step ?? length;
}

export function initialState(tabs: readonly Tab[], step: number | undefined, selected: string | undefined): StepState {
  const failing = tabs.findIndex(({ trace }) => trace.failure !== undefined);
  const tab = Math.max(0, failing);
  const trace = tabs[tab]?.trace;
  if (trace === undefined) throw new Error('there is nothing to step through');
  return {
    tabs,
    tab,
    step: Math.max(0, Math.min(trace.length, step ?? openingStep(trace))),
    screen: 'step',
    focus: 'objects',
    selected,
    collapsed: new Set(),
    all: false,
    filter: '',
    whole: false,
    mark: undefined,
    breakpoints: [],
    seeking: undefined,
    scroll: {},
    prompt: undefined,
    message: undefined,
    quit: undefined,
    copied: undefined,
  };
}
