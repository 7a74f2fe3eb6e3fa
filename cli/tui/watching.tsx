import { formatProblem, type Problem } from '../../conformance/language/problem.js';
import type { ScenarioResult } from '../../conformance/runner/result.js';
import { openReporters, type OpenReporter } from '../reporters/registry.js';
import { summarize, type Planned, type RunInfo, type Summary } from '../reporters/reporter.js';
import type { RunFlags } from '../run/flags.js';
import { styleFor } from '../style.js';
import type { Terminal } from '../terminal.js';
import { KUBERNETES, ownVersion } from '../version.js';
import type { Request } from '../watch/request.js';
import type { WatchView } from '../watch/view.js';
import { lookFor } from './canvas/signs.js';
import { WatchApp } from './components/watch-app.js';
import { copyToClipboard, takeFullScreen } from './full-screen.js';
import { mountApp, type InkApp } from './ink-app.js';
import { arrived, begun, ended, forgotten } from './run/progress.js';
import { initialRun, type RunRow, type RunState } from './run/state.js';
import { Store } from './run/store.js';
import { openScenario } from './step/open.js';
import type { StepState } from './step/state.js';

/** Who hears of what the user wants. */
export interface Wishes {
  readonly onRequest: (request: Request) => void;
  readonly onInterrupt: () => void;
  /** A screen could not be drawn. */
  readonly onCrash: (error: unknown) => void;
}

/** Takes the whole terminal of this process for a watched run. */
export async function openWatching(flags: RunFlags, terminal: Terminal, wishes: Wishes): Promise<WatchView> {
  const store = new Store(initialRun({ version: ownVersion(), kubernetes: KUBERNETES }, true));
  const { paint } = styleFor(terminal, flags);
  const leave = takeFullScreen(process.stdout);
  try {
    const app = await mountApp(
      <WatchApp
        store={store}
        look={lookFor(flags.ascii)}
        paint={paint}
        onRequest={wishes.onRequest}
        onInterrupt={wishes.onInterrupt}
        onCopy={(text) => copyToClipboard(process.stdout, text)}
        openStep={openRow}
      />,
    );
    app.over.catch(wishes.onCrash);
    return new Watching(store, flags, terminal, app, leave);
  } catch (error) {
    leave();
    throw error;
  }
}

/** Where it failed, or at its end. */
function openRow({ plan, options, result }: RunRow): StepState {
  const branch = result?.branch;
  return openScenario(plan, {
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(branch === undefined ? {} : { branch }),
    skip: [],
    screen: 'step',
  });
}

class Watching implements WatchView {
  constructor(
    private readonly store: Store<RunState>,
    private readonly flags: RunFlags,
    private readonly terminal: Terminal,
    private readonly app: InkApp,
    private readonly leave: () => void,
  ) {}

  reporters(): readonly OpenReporter[] {
    const toFiles = this.flags.reporter.filter((name) => name.includes('='));
    return [this.tree(), ...(toFiles.length === 0 ? [] : openReporters(toFiles, this.terminal, this.flags))];
  }

  private tree(): OpenReporter {
    return {
      begin: (_info: RunInfo, planned: readonly Planned[]) => this.store.update((state) => begun(state, planned)),
      result: (result: ScenarioResult) => this.store.update((state) => arrived(state, result)),
      end: (summary: Summary) => this.store.update((state) => ended(state, summary)),
      close() {},
    };
  }

  problems(problems: readonly Problem[]): void {
    this.store.update((state) => ({ ...state, problems: problems.map(formatProblem) }));
  }

  message(text: string): void {
    this.store.update((state) => ({ ...state, message: text }));
  }

  changed(): void {
    return;
  }

  forget(files: ReadonlySet<string>): void {
    this.store.update((state) => forgotten(state, files));
  }

  waiting(specs: number): void {
    this.store.update((state) => ({ ...state, specs }));
  }

  /** Gives the terminal back, and leaves on it what the scenarios have come to. */
  close(): void {
    this.app.unmount();
    this.leave();
    const { rows, wallMillis } = this.store.get();
    const results = rows.flatMap(({ result }) => (result === undefined ? [] : [result]));
    if (results.length === 0) return;
    const [lines] = openReporters(['pretty'], { ...this.terminal, interactive: false }, this.flags);
    const files = new Set(rows.map(({ file }) => file)).size;
    const info = { scenarios: results.length, files, version: ownVersion(), kubernetes: KUBERNETES };
    lines?.begin(info, []);
    for (const result of results) lines?.result(result);
    lines?.end(summarize(results, rows.length, wallMillis, false), results);
  }
}
