import type { ScenarioPlan } from '../../conformance/language/plan.js';
import { formatProblem } from '../../conformance/language/problem.js';
import type { ScenarioResult } from '../../conformance/runner/result.js';
import { changedSpecs } from '../changed.js';
import { reachOf } from '../discover.js';
import { identity, writeLastRun } from '../last-run.js';
import { titleOf } from '../reporters/reporter.js';
import { choosePlans, forbiddenOnly } from '../run/choose.js';
import type { RunFlags } from '../run/flags.js';
import { exitCodeOf, runPlans } from '../run/run-plans.js';
import { selectScenarios } from '../select.js';
import { EXIT, UsageError, type Terminal } from '../terminal.js';
import type { Request } from './request.js';
import type { WatchView } from './view.js';
import { WatchedSpecs, type Looked } from './watched-specs.js';

/** What specs have come to while they are watched, run after run. */
export class WatchSession {
  private readonly specs: WatchedSpecs;
  /** The newest result of every scenario that ran. */
  private readonly results = new Map<string, ScenarioResult>();
  /** Specs that have changed since they ran. */
  private readonly stale = new Set<string>();
  /** The scenarios that ran last. */
  private last: ReadonlySet<string> = new Set();
  private files = '';
  private names = '';
  private told = '';
  private wrong = false;

  constructor(
    private readonly args: readonly string[],
    private readonly flags: RunFlags,
    private readonly terminal: Terminal,
    private readonly view: WatchView,
  ) {
    this.specs = new WatchedSpecs(terminal.cwd, args);
    this.changedSince = (commit) => changedSpecs(terminal.cwd, args, commit);
  }

  private readonly changedSince: (commit: string) => ReadonlySet<string>;

  /** As `kspec run` would exit now. */
  get code(): number {
    return this.wrong ? EXIT.usage : exitCodeOf(this.results.values());
  }

  /** Does what is asked for. Gives the folders to watch; undefined: as before. Never throws for what a user can do. */
  async serve(request: Request, ended: AbortSignal): Promise<ReadonlySet<string> | undefined> {
    try {
      const looked = this.specs.look();
      this.forget(looked);
      this.wrong = looked.problems.length > 0;
      const news = this.tellProblems(looked);
      const plans = this.choose(looked, request);
      if (request.type !== 'changed' || plans.length > 0) await this.run(plans, request, ended);
      if ((news || request.type !== 'changed' || plans.length > 0) && !ended.aborted)
        this.view.waiting(looked.specs.length);
      return looked.folders;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.wrong = true;
      this.told = error.message;
      this.view.message(error.message);
      return undefined;
    }
  }

  /** Results of what is no longer there, or no longer what ran, count no more. */
  private forget({ specs, affected }: Looked): void {
    for (const spec of affected) this.stale.add(spec);
    const there = new Set(specs.map(({ path }) => path));
    for (const spec of this.stale) if (!there.has(spec)) this.stale.delete(spec);
    const gone = new Set(
      [...this.results.values()].map(({ file }) => file).filter((file) => affected.has(file) || !there.has(file)),
    );
    for (const [key, { file }] of this.results) if (gone.has(file)) this.results.delete(key);
    this.view.forget(gone);
  }

  /** Tells problems once; gives whether there was something to tell. */
  private tellProblems({ problems }: Looked): boolean {
    const text = problems.map(formatProblem).join('\n');
    if (text === this.told) return false;
    this.told = text;
    this.view.problems(problems);
    return true;
  }

  private choose(looked: Looked, request: Request): readonly ScenarioPlan[] {
    const forbidden = forbiddenOnly(looked.plans, this.flags, this.terminal);
    if (forbidden !== undefined) throw new UsageError(forbidden);
    if (request.type === 'all') this.files = this.names = '';
    if (request.type === 'files') this.files = request.pattern;
    if (request.type === 'names') this.names = request.pattern;
    const first = request.type === 'start';
    const since = first && this.flags.changed !== undefined ? this.changedSince(this.flags.changed) : undefined;
    const flags = first ? this.flags : { ...this.flags, lastFailed: false };
    return this.filtered(choosePlans(looked, flags, this.terminal, since)).filter((plan) =>
      this.isAsked(plan, request),
    );
  }

  private filtered(plans: readonly ScenarioPlan[]): readonly ScenarioPlan[] {
    const part = this.files.toLowerCase();
    const inFiles = plans.filter(({ source }) => source.file.toLowerCase().includes(part));
    return this.names === '' ? inFiles : selectScenarios(inFiles, { grep: this.names, lines: new Map() });
  }

  private isAsked(plan: ScenarioPlan, { type }: Request): boolean {
    if (type === 'changed') return this.stale.has(plan.source.file);
    if (type === 'again') return this.last.has(identity(plan));
    if (type === 'failed' || type === 'update') return this.failed().has(identity(plan));
    return true;
  }

  private failed(): ReadonlySet<string> {
    const bad = [...this.results.values()].filter(({ status }) => status === 'failed' || status === 'error');
    return new Set(bad.map(identity));
  }

  private async run(plans: readonly ScenarioPlan[], { type }: Request, ended: AbortSignal): Promise<void> {
    if (plans.length === 0) {
      this.view.message(type === 'failed' || type === 'update' ? 'nothing has failed' : 'no scenario matches');
      return;
    }
    const files = new Set(plans.map(({ source }) => source.file));
    if (type === 'changed') this.view.changed([...files]);
    this.last = new Set(plans.map(identity));
    const flags = type === 'update' ? { ...this.flags, update: true } : this.flags;
    const reach = reachOf(this.terminal.cwd, this.args);
    const { results, code } = await runPlans(plans, {
      reach,
      flags,
      reporters: this.view.reporters(),
      terminal: this.terminal,
      interrupted: ended,
    });
    for (const result of results) this.results.set(`${result.file} ${titleOf(result)} ${result.seed}`, result);
    if (code !== EXIT.interrupted) for (const file of files) this.stale.delete(file);
    writeLastRun(this.terminal.cwd, [...this.results.values()]);
  }
}
