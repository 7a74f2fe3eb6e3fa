import { formatDuration } from '../../engine/apimachinery/duration.js';
import type { ScenarioResult } from '../../conformance/runner/result.js';
import { failureLines } from './failure-text.js';
import { titleOf, triedText, type Reporter, type RunInfo, type Sink, type Summary } from './reporter.js';

/** Above this many scenarios a passing file is one line. */
const EACH = 40;
const SLOW_MILLIS = 1_000;

/** For people: a line per scenario or file, then each failure with its story. Live on a terminal, plain elsewhere. */
export function pretty(sink: Sink): Reporter {
  return new Pretty(sink);
}

class Pretty implements Reporter {
  private info: RunInfo | undefined;
  private file: string | undefined;
  private ofFile: ScenarioResult[] = [];
  private live = false;

  constructor(private readonly sink: Sink) {}

  begin(info: RunInfo): void {
    this.info = info;
    const { paint, signs } = this.sink.style;
    const seed = info.seed === undefined ? '' : ` ${signs.dot} seed ${info.seed}`;
    const what = `${counted(info.scenarios, 'scenario')} in ${counted(info.files, 'file')}`;
    this.line(
      `${paint('bold', `kspec ${info.version}`)} ${signs.dot} Kubernetes ${info.kubernetes} ${signs.dot} ${what}${seed}`,
    );
    this.line('');
  }

  progress(done: number, name: string): void {
    if (!this.sink.live) return;
    const text = `  ${done}/${this.info?.scenarios ?? 0}  ${name}`;
    this.clear();
    this.sink.write(this.sink.style.paint('dim', text.slice(0, Math.max(0, this.sink.columns - 1))));
    this.live = true;
  }

  result(result: ScenarioResult): void {
    if (result.file !== this.file) {
      this.closeFile();
      this.file = result.file;
      if (!this.brief) this.line(this.sink.style.paint('bold', result.file));
    }
    this.ofFile.push(result);
    if (!this.brief) this.line(this.scenarioLine(result));
  }

  end(summary: Summary, results: readonly ScenarioResult[]): void {
    this.closeFile();
    const failures = results.filter(({ failure }) => failure !== undefined);
    for (const [index, result] of failures.entries()) this.failure(result, index + 1, failures[index - 1]);
    this.warnings(results);
    this.summary(summary);
  }

  private get brief(): boolean {
    return (this.info?.scenarios ?? 0) > EACH;
  }

  /** Of many scenarios, a file is told of at its end: in one line, and what did not pass in it. */
  private closeFile(): void {
    const { paint, signs } = this.sink.style;
    const bad = this.ofFile.filter(({ status }) => status === 'failed' || status === 'error');
    if (this.brief && this.file !== undefined) {
      const sign = bad.length > 0 ? paint('red', signs.failed) : paint('green', signs.passed);
      this.line(`${sign} ${this.file} ${paint('dim', `(${this.ofFile.length})`)}`);
      for (const result of bad) this.line(this.scenarioLine(result));
    } else if (this.file !== undefined) this.line('');
    this.ofFile = [];
    this.file = undefined;
  }

  private scenarioLine(result: ScenarioResult): string {
    const { paint, signs } = this.sink.style;
    const title = titleOf(result);
    switch (result.status) {
      case 'passed':
        return `  ${paint('green', signs.passed)} ${title}${this.times(result)}`;
      case 'skipped':
        return `  ${paint('yellow', signs.skipped)} ${title} ${paint('dim', ['skipped', ...result.warnings].join(': '))}`;
      default:
        return `  ${paint('red', signs.failed)} ${title}${this.times(result)}`;
    }
  }

  private times({ virtualMillis, wallMillis, property }: ScenarioResult): string {
    const { paint } = this.sink.style;
    const wall =
      wallMillis >= SLOW_MILLIS
        ? paint('yellow', `${(wallMillis / 1000).toFixed(1)} s`)
        : `${Math.round(wallMillis)} ms`;
    return paint(
      'dim',
      `  ${property === undefined ? '' : `${triedText(property)}, `}${formatDuration(Math.round(virtualMillis))} in ${wall}`,
    );
  }

  private failure(result: ScenarioResult, number: number, before: ScenarioResult | undefined): void {
    const { paint } = this.sink.style;
    if (result.failure === undefined) return;
    this.line(`${paint('red', `${number})`)} ${paint('bold', titleOf(result))}`);
    if (isSameFailure(result, before)) {
      this.line(`   the same as ${number - 1}, which comes before the branches\n`);
      return;
    }
    for (const line of failureLines(result.failure, this.sink.style)) this.line(line === '' ? '' : `   ${line}`);
    this.line('');
  }

  /** Each once; those that begin alike ('why: what') share a line. */
  private warnings(results: readonly ScenarioResult[]): void {
    const all = new Set(results.filter(({ status }) => status !== 'skipped').flatMap(({ warnings }) => warnings));
    const groups = new Map<string, string[]>();
    for (const warning of all) {
      const colon = warning.indexOf(': ');
      const why = colon < 0 ? warning : warning.slice(0, colon);
      groups.set(why, [...(groups.get(why) ?? []), ...(colon < 0 ? [] : [warning.slice(colon + 2)])]);
    }
    for (const [why, what] of groups) this.line(`${this.sink.style.paint('yellow', 'warning')}  ${why}${listed(what)}`);
    if (groups.size > 0) this.line('');
  }

  private summary(summary: Summary): void {
    const { paint, signs } = this.sink.style;
    const { passed, failed, errors, skipped, notRun } = summary;
    const parts = [
      paint(passed > 0 ? 'green' : 'dim', `${passed} passed`),
      paint(failed > 0 ? 'red' : 'dim', `${failed} failed`),
      ...(errors > 0 ? [paint('red', `${errors} could not be judged`)] : []),
      ...(skipped > 0 ? [paint('yellow', `${skipped} skipped`)] : []),
      ...(notRun > 0 ? [paint('yellow', `${notRun} not run`)] : []),
    ];
    const time = `${(summary.wallMillis / 1000).toFixed(2)} s ${signs.dot} ${formatDuration(Math.round(summary.virtualMillis))} of virtual time`;
    this.line(
      `${parts.join(', ')}  ${paint('dim', time)}${summary.interrupted ? paint('yellow', '  interrupted') : ''}`,
    );
  }

  pause(): void {
    this.clear();
  }

  private line(text: string): void {
    this.clear();
    this.sink.write(`${this.sink.style.text(text)}\n`);
  }

  private clear(): void {
    if (this.live) this.sink.write('\r\u001b[2K');
    this.live = false;
  }
}

/** What fails before a fork fails all its branches; it is told once. */
function isSameFailure({ file, failure, branch }: ScenarioResult, before: ScenarioResult | undefined): boolean {
  const other = before?.failure;
  if (branch === undefined || failure === undefined || other === undefined || before?.file !== file) return false;
  return failure.position.line === other.position.line && failure.message === other.message && failure.at === other.at;
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

const LISTED = 3;

function listed(items: readonly string[]): string {
  if (items.length === 0) return '';
  const more = items.length - LISTED;
  return `: ${items.slice(0, LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
