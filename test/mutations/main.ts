// Breaks one rule after the other in a copy of what is compiled and runs all specs: each must be noticed by one of them, or by its test.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ALL_MUTATIONS } from './all.js';
import type { Edit, Mutation } from './rules.js';

interface Result {
  readonly file: string;
  readonly name: string;
  readonly status: string;
}

/** So many of the scenarios that notice are named. */
const SHOWN = 4;

const folder = mkdtempSync(join(tmpdir(), 'kspec-mutations-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const part of ['dist/engine', 'dist/conformance', 'dist/cli', 'dist/test', 'package.json', 'specs'])
  cpSync(part, join(folder, part), { recursive: true });
symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));

/** The scenarios that do not pass, or the first few of them. */
function failing(specs = 'specs'): readonly Result[] {
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  const argv = ['dist/cli/main.js', 'run', specs, `--bail=${SHOWN + 1}`, '--reporter', `json=${report}`];
  const { stderr, status } = spawnSync(process.execPath, argv, {
    cwd: folder,
    env: { PATH: process.env['PATH'], CI: '1' },
    encoding: 'utf8',
    timeout: 120_000,
    // A run that goes round in circles hears of nothing else.
    killSignal: 'SIGKILL',
  });
  const broke: Result = { file: '', name: `the run itself broke: ${stderr.split('\n')[0] ?? ''}`, status: 'error' };
  // A run that was cut off reports how far it came, which says nothing of the rest.
  if (status !== 0 && status !== 1) return [broke];
  try {
    const { scenarios } = JSON.parse(readFileSync(report, 'utf8')) as { readonly scenarios: readonly Result[] };
    return scenarios.filter((result) => result.status === 'failed' || result.status === 'error');
  } catch {
    return [broke];
  }
}

/** The claims of a test that do not hold. */
function failingClaims(test: string): readonly Result[] {
  const { stdout, status } = spawnSync(process.execPath, [join('dist/test', test)], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 120_000,
    // A test that goes round in circles hears of nothing else.
    killSignal: 'SIGKILL',
  });
  if (status === 0) return [];
  const claims = [...stdout.matchAll(/^not ok \d+ - (.*?)(?: # time.*)?$/gm)].map(([, name = '']) => name);
  return (claims.length === 0 ? ['it does not end'] : claims).map((name) => ({ file: test, name, status: 'failed' }));
}

/** Breaks a rule, looks who notices, and mends it again. */
function noticedBy(mutation: Mutation): readonly Result[] {
  const mend = [mutation, ...(mutation.also === undefined ? [] : [mutation.also])].map(edit);
  try {
    return mutation.test === undefined ? failing(mutation.specs) : failingClaims(mutation.test);
  } finally {
    for (const undo of mend) undo();
  }
}

function edit({ file, is, broken }: Edit): () => void {
  const path = join(folder, 'dist', file);
  const text = readFileSync(path, 'utf8');
  if (text.split(is).length !== 2) throw new Error(`${file} must hold this once: ${is}`);
  writeFileSync(
    path,
    text.replace(is, () => broken),
  );
  return () => writeFileSync(path, text);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Only rules with this in their name. */
const wanted = process.argv[2];
const mutations = ALL_MUTATIONS.filter(({ rule }) => wanted === undefined || rule.includes(wanted));
const whole = failing();
if (whole.length > 0) {
  say(`not broken yet, and ${whole.length} scenarios fail already: ${whole.map(({ name }) => name).join('; ')}`);
  process.exit(1);
}
let survivors = 0;
for (const mutation of mutations) {
  const noticed = noticedBy(mutation);
  if (noticed.length === 0) survivors += 1;
  say(`${noticed.length === 0 ? 'SURVIVED' : 'noticed '}  ${mutation.rule}`);
  const names = [...new Set(noticed.map(({ file, name }) => `${file}: ${name}`))];
  for (const name of names.slice(0, SHOWN)) say(`            ${name}`);
  if (names.length > SHOWN) say('            and more');
}
say(`${mutations.length - survivors} noticed, ${survivors} survived`);
process.exitCode = survivors === 0 ? 0 : 1;
