import { resolve } from 'node:path';
import { demandWritable, writeOutput } from '../output-file.js';
import { styleFor, type StyleOptions } from '../style.js';
import { UsageError, type Terminal } from '../terminal.js';
import { blob } from './blob.js';
import { github } from './github.js';
import { html } from './html/html.js';
import { json, jsonl } from './json.js';
import { junit } from './junit.js';
import { live, type OpenTree } from './live.js';
import { pretty } from './pretty.js';
import { tap } from './tap.js';
import type { MakeReporter, Reporter, Sink } from './reporter.js';

const REPORTERS: Readonly<Record<string, MakeReporter>> = { pretty, tap, junit, json, jsonl, github, html, blob };

export const REPORTER_NAMES: readonly string[] = Object.keys(REPORTERS);

/** Reporters that share the terminal with others: they write lines of their own. */
const SHARING: ReadonlySet<string> = new Set(['pretty', 'github']);

export interface OpenReporter extends Reporter {
  /** Writes what is kept back for a file. */
  close(): void;
}

/** The reporters of `--reporter name[=file]`; pretty when there is none. */
export function openReporters(
  wanted: readonly string[],
  terminal: Terminal,
  options: StyleOptions,
): readonly OpenReporter[] {
  const parsed = (wanted.length === 0 ? ['pretty'] : wanted).map(parse);
  const onTerminal = parsed.filter(({ file }) => file === undefined).map(({ name }) => name);
  if (onTerminal.length > 1 && onTerminal.some((name) => !SHARING.has(name))) {
    throw new UsageError(
      `--reporter: ${onTerminal.join(' and ')} would both write to the terminal; give one a file: ${onTerminal[1] ?? ''}=FILE`,
    );
  }
  return parsed.map(({ name, make, file }) => {
    if (file === undefined) return toTerminal(make, terminal, options);
    const path = resolve(terminal.cwd, file);
    demandWritable(path, `--reporter ${name}=${file}`);
    return toFile(make, path, terminal);
  });
}

function parse(text: string): { readonly name: string; readonly make: MakeReporter; readonly file?: string } {
  const [name = '', ...rest] = text.split('=');
  const make = Object.hasOwn(REPORTERS, name) ? REPORTERS[name] : undefined;
  const file = rest.join('=');
  if (make === undefined)
    throw new UsageError(`--reporter ${name}: there is no such reporter; known: ${Object.keys(REPORTERS).join(', ')}`);
  if (rest.length > 0 && file === '') throw new UsageError(`--reporter ${text}: the file is missing`);
  return { name, make, ...(file === '' ? {} : { file }) };
}

function toTerminal(make: MakeReporter, terminal: Terminal, options: StyleOptions): OpenReporter {
  const sink: Sink = {
    write: (text) => terminal.out(text),
    style: styleFor(terminal, options),
    live: terminal.isTTY && terminal.env['TERM'] !== 'dumb' && terminal.env['CI'] === undefined,
    columns: terminal.columns,
    cwd: terminal.cwd,
  };
  const reporter =
    make === pretty && sink.live && terminal.interactive === true ? live(sink, treeOn(sink, options)) : make(sink);
  return { ...bound(reporter), close() {} };
}

/** Ink is loaded only where a tree is drawn. */
function treeOn({ style }: Sink, { ascii }: StyleOptions): OpenTree {
  return async (info, planned) => {
    const { openLiveTree } = await import('../tui/live-tree.js');
    return openLiveTree(info, planned, ascii, style.paint);
  };
}

/** Kept until the end, so that a file is never half written by a run that is killed. */
function toFile(make: MakeReporter, path: string, terminal: Terminal): OpenReporter {
  const parts: string[] = [];
  const style = styleFor({ ...terminal, env: {}, isTTY: false }, { color: false, ascii: false });
  const write = (text: string): void => void parts.push(text);
  const reporter = make({ write, style, live: false, columns: 80, cwd: terminal.cwd });
  return {
    ...bound(reporter),
    close() {
      writeOutput(path, parts.join(''));
    },
  };
}

function bound(reporter: Reporter): Reporter {
  return {
    begin: (info, planned) => reporter.begin(info, planned),
    progress: (done, name) => reporter.progress?.(done, name),
    result: (result) => reporter.result(result),
    end: (summary, results) => reporter.end(summary, results),
  };
}
