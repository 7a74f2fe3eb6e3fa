import type { ScenarioResult } from '../../conformance/runner/result.js';
import type { Planned, RunInfo } from '../reporters/reporter.js';
import type { Paint } from '../style.js';
import { lookFor } from './canvas/signs.js';
import { LiveRun } from './components/live-run.js';
import { mountApp } from './ink-app.js';
import { arrived, begun } from './run/progress.js';
import { initialRun } from './run/state.js';
import { Store } from './run/store.js';

/** The tree of a run that goes on, below what has been printed. */
export interface LiveTree {
  result(result: ScenarioResult): void;
  /** Takes it away. */
  close(): void;
}

/** As much of the screen as it takes. */
const MAX_ROWS = 20;

/** Draws a run on the terminal of this process. Keys stay as they are: Ctrl-C interrupts. */
export async function openLiveTree(
  info: RunInfo,
  planned: readonly Planned[],
  ascii: boolean,
  paint: (paint: Paint, text: string) => string,
): Promise<LiveTree> {
  const store = new Store(begun(initialRun(info, false), planned));
  const app = await mountApp(<LiveRun store={store} look={lookFor(ascii)} paint={paint} height={MAX_ROWS} />);
  return {
    result: (result) => store.update((state) => arrived(state, result)),
    close: () => app.close(),
  };
}
