import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ScenarioResult } from '../../conformance/runner/result.js';
import { readBlob, type Blob } from '../reporters/blob.js';
import { openReporters } from '../reporters/registry.js';
import { summarize, titleOf, type RunInfo } from '../reporters/reporter.js';
import { exitCodeOf } from '../run/run-plans.js';
import { EXIT, UsageError, type Terminal } from '../terminal.js';

/** The options of `kspec merge`, as the command line gives them. */
export interface MergeFlags {
  readonly reporter: readonly string[];
  readonly color: boolean;
  readonly ascii: boolean;
}

interface Part extends Blob {
  readonly path: string;
}

/**
 * Reports what the shards of a run have written as one run. Gives the exit code that the whole run would have had.
 * @throws UsageError when a shard is missing, is there twice, or does not belong to the others: nothing is green by omission
 */
export function mergeCommand(paths: readonly string[], flags: MergeFlags, terminal: Terminal): number {
  const parts = filesOf(paths, terminal.cwd).map((path) => read(path, terminal.cwd));
  checkParts(parts);
  const results = parts.flatMap(({ scenarios }) => scenarios).sort(inOrder);
  checkResults(results);
  const notRun = parts.reduce((sum, { summary }) => sum + summary.notRun, 0);
  const interrupted = parts.some(({ summary }) => summary.interrupted);
  // They ran side by side.
  const wallMillis = Math.max(...parts.map(({ summary }) => summary.wallMillis));
  const total = results.length + notRun;
  const reporters = openReporters(flags.reporter, terminal, flags);
  for (const reporter of reporters) {
    reporter.begin(infoOf(parts, results, total), []);
    for (const result of results) reporter.result(result);
    reporter.end(summarize(results, total, wallMillis, interrupted), results);
    reporter.close();
  }
  return interrupted ? EXIT.interrupted : exitCodeOf(results);
}

/** Of a folder its JSON files. */
function filesOf(paths: readonly string[], cwd: string): readonly string[] {
  const files = paths.flatMap((path) => {
    const stat = statSync(resolve(cwd, path), { throwIfNoEntry: false });
    if (stat === undefined) throw new UsageError(`there is no file or folder "${path}"`);
    if (!stat.isDirectory()) return [path];
    const names = readdirSync(resolve(cwd, path)).filter((name) => name.endsWith('.json'));
    return names.sort().map((name) => join(path, name));
  });
  if (files.length === 0)
    throw new UsageError(`there is no report in ${paths.join(', ')}; --reporter blob=FILE.json writes one`);
  return files;
}

function read(path: string, cwd: string): Part {
  const blob = readBlob(readFileSync(resolve(cwd, path), 'utf8'));
  if (typeof blob === 'string') throw new UsageError(`${path}: ${blob}`);
  return { ...blob, path };
}

function checkParts(parts: readonly Part[]): void {
  const [first, ...others] = parts;
  if (first === undefined) return;
  for (const { path, run } of others)
    for (const field of ['version', 'kubernetes', 'seed'] as const)
      if (run[field] !== first.run[field])
        throw new UsageError(
          `${first.path} and ${path} are of different runs: ${field} ${first.run[field]} and ${run[field]}`,
        );
  const seen = new Map<string, string>();
  for (const { path, run } of parts) {
    const shard = run.shard ?? '1/1';
    const other = seen.get(shard);
    if (other !== undefined) throw new UsageError(`${other} and ${path} are both shard ${shard}`);
    seen.set(shard, path);
  }
  const counts = new Set([...seen.keys()].map((shard) => Number(shard.split('/')[1])));
  const [total = 1] = counts;
  if (counts.size > 1) throw new UsageError(`these are shards of different runs: ${[...seen.keys()].join(', ')}`);
  const missing = Array.from({ length: total }, (_, index) => `${index + 1}/${total}`).filter(
    (shard) => !seen.has(shard),
  );
  if (missing.length > 0)
    throw new UsageError(`shard ${missing.join(', ')} is missing: without it nobody knows whether all passed`);
}

function checkResults(results: readonly ScenarioResult[]): void {
  const seen = new Set<string>();
  for (const result of results) {
    const key = JSON.stringify([result.file, titleOf(result), result.seed]);
    if (seen.has(key)) throw new UsageError(`${result.file}: "${titleOf(result)}" is in more than one report`);
    seen.add(key);
  }
}

function infoOf(parts: readonly Part[], results: readonly ScenarioResult[], scenarios: number): RunInfo {
  const { shard: _shard, ...run } = parts[0]?.run ?? { version: '', kubernetes: '' };
  return { ...run, scenarios, files: new Set(results.map(({ file }) => file)).size };
}

/** As the specs stand in their files; equal ones as they came. */
function inOrder(a: ScenarioResult, b: ScenarioResult): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  if (a.line !== b.line) return a.line - b.line;
  const [left, right] = [titleOf(a), titleOf(b)];
  return left === right ? a.seed - b.seed : left < right ? -1 : 1;
}
