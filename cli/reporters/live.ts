import type { ScenarioResult } from '../../conformance/runner/result.js';
import type { LiveTree } from '../tui/live-tree.js';
import { pretty } from './pretty.js';
import type { Planned, Reporter, RunInfo, Sink, Summary } from './reporter.js';

/** A run that is over sooner has its lines printed, and no tree. */
const TREE_PAYS_MILLIS = 250;

/** Draws the tree of a run that has begun. */
export type OpenTree = (info: RunInfo, planned: readonly Planned[]) => Promise<LiveTree>;

/**
 * Pretty on a terminal: what takes longer is followed as a tree that is drawn over and over, and at the end the lines
 * stand there as they would have without it.
 */
export function live(sink: Sink, openTree: OpenTree): Reporter {
  return new Live(pretty(sink), openTree);
}

class Live implements Reporter {
  private opening: (() => Promise<LiveTree>) | undefined;
  private tree: LiveTree | undefined;
  private over = false;
  private startedAt = 0;
  private results: ScenarioResult[] = [];
  /** So many of the results are printed. */
  private printed = 0;

  constructor(
    private readonly lines: Reporter,
    private readonly openTree: OpenTree,
  ) {}

  begin(info: RunInfo, planned: readonly Planned[]): void {
    this.startedAt = performance.now();
    this.opening = () => this.openTree(info, planned);
    this.lines.begin(info, planned);
  }

  progress(done: number, name: string): void {
    if (this.tree === undefined && performance.now() - this.startedAt < TREE_PAYS_MILLIS)
      this.lines.progress?.(done, name);
    else this.open();
  }

  result(result: ScenarioResult): void {
    this.results.push(result);
    if (this.tree === undefined) this.print();
    else this.tree.result(result);
  }

  end(summary: Summary, results: readonly ScenarioResult[]): void {
    this.over = true;
    this.tree?.close();
    this.print();
    this.lines.end(summary, results);
  }

  private open(): void {
    const opening = this.opening;
    this.opening = undefined;
    if (opening === undefined) return;
    this.lines.pause?.();
    // A tree that cannot be drawn is no reason not to run: the lines go on.
    void opening().then(
      (tree) => this.show(tree),
      () => undefined,
    );
  }

  private show(tree: LiveTree): void {
    if (this.over) return tree.close();
    for (const result of this.results) tree.result(result);
    this.tree = tree;
  }

  private print(): void {
    for (const result of this.results.slice(this.printed)) this.lines.result(result);
    this.printed = this.results.length;
  }
}
