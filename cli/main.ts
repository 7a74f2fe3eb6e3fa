#!/usr/bin/env -S node --max-semi-space-size=64 --min-semi-space-size=64
import module from 'node:module';
import v8 from 'node:v8';
import { EXIT, type Terminal } from './terminal.js';

// Newer versions of Node keep the compiled code of modules between runs. The command itself is compiled ahead with any version.
(module as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.();

// Regular expressions of specs, Kubernetes' own are linear: one that backtracks without end goes on in V8's linear engine.
v8.setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');

// A run is short and its code is broad: code is compiled with care once it has run sixteen times as long as V8 would wait, for
// what that costs comes back too late. A fifth of the time of a run over many specs. Only the V8 of Node 20 knows this flag.
if (process.versions.v8.startsWith('11.')) v8.setFlagsFromString('--interrupt-budget=1056000');

// What has been read and prepared at the beginning lives as long as the run, and much of the rest for a while: large new space is
// collected before less often, and a small run ends before. This holds for threads; for this one the first line says it, or else
// new space grows at once. What is compiled ahead is only of use to those with the same flags, so all have them.
v8.setFlagsFromString('--max-semi-space-size=64');
v8.setFlagsFromString('--min-semi-space-size=64');
v8.setFlagsFromString('--semi-space-growth-factor=64');

// React's checks for developers make every frame several times slower. To be said before any part of React is loaded.
process.env['NODE_ENV'] ??= 'production';

const interruption = new AbortController();

function interrupt(): void {
  // The second time, whoever asks means it.
  if (interruption.signal.aborted) process.exit(EXIT.interrupted);
  interruption.abort();
}

process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
// The terminal is closed.
process.on('SIGHUP', interrupt);
// A reader that has seen enough ('kspec run | head') is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.interrupted);
  throw error;
});

const terminal: Terminal = {
  cwd: process.cwd(),
  env: process.env,
  isTTY: process.stdout.isTTY,
  columns: process.stdout.columns ?? 80,
  rows: process.stdout.rows ?? 24,
  interactive: process.stdout.isTTY && process.stdin.isTTY,
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  interrupted: interruption.signal,
};

async function main(): Promise<void> {
  const { cli } = await import('./cli.js');
  process.exitCode = await cli(process.argv.slice(2), terminal);
  // Threads may compute on for a while: nobody waits for what they would say.
  if (interruption.signal.aborted) process.stdout.write('', () => process.exit());
}

void main();
