import type { ScenarioPlan } from '../../../conformance/language/plan.js';
import type { RunOptions, ScenarioResult } from '../../../conformance/runner/result.js';
import type { RunInfo } from '../../reporters/reporter.js';

/** A scenario of the tree: one way through it, with one combination of its matrix and one seed. */
export interface RunRow {
  readonly key: string;
  readonly file: string;
  readonly line: number;
  readonly title: string;
  readonly plan: ScenarioPlan;
  readonly options: RunOptions;
  /** Of the newest run; undefined: it has none yet. */
  readonly result?: ScenarioResult;
  /** It is to run, or to run again. */
  readonly due: boolean;
}

/** A line that is being typed. */
export interface RunPrompt {
  readonly type: 'files' | 'names';
  readonly text: string;
}

/** All that the screen of a run shows. Plain data. */
export interface RunState {
  readonly info: Pick<RunInfo, 'version' | 'kubernetes'>;
  /** In the order of the specs. */
  readonly rows: readonly RunRow[];
  /** A run goes on. */
  readonly running: boolean;
  /** Of this run. */
  readonly done: number;
  readonly total: number;
  readonly wallMillis: number;
  /** Keys do something, and changes are waited for. */
  readonly watching: boolean;
  /** Specs that are watched. */
  readonly specs: number;
  /** What is wrong with specs now, a line each. */
  readonly problems: readonly string[];
  readonly message: string | undefined;
  /** Key of a row, or of a file's heading; undefined: what failed first, else what runs. */
  readonly selected: string | undefined;
  /** Files that the user has folded or unfolded. */
  readonly folded: ReadonlyMap<string, boolean>;
  /** Lines of the story that are scrolled away. */
  readonly scroll: number;
  readonly focus: 'tree' | 'story';
  readonly screen: 'run' | 'help';
  readonly prompt: RunPrompt | undefined;
  /** What the user has filtered by. */
  readonly files: string;
  readonly names: string;
}

export function initialRun(info: RunState['info'], watching: boolean): RunState {
  return {
    info,
    rows: [],
    running: false,
    done: 0,
    total: 0,
    wallMillis: 0,
    watching,
    specs: 0,
    problems: [],
    message: undefined,
    selected: undefined,
    folded: new Map(),
    scroll: 0,
    focus: 'tree',
    screen: 'run',
    prompt: undefined,
    files: '',
    names: '',
  };
}

export function isBad(result: ScenarioResult | undefined): boolean {
  return result?.status === 'failed' || result?.status === 'error';
}
