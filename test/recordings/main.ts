import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { differences, isMap } from './normal-form.js';
import type { Recording } from './recording.js';
import { Replay } from './replay.js';

/** npm run recordings -- PATH...: replays recordings in process and prints what differs. Exit 1 if any does. */

const LINES_PER_FILE = 12;

function filesIn(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => (name.endsWith('.json') || !name.includes('.') ? filesIn(join(path, name)) : []));
}

/** Kinds of steps that need more than the control plane. */
function unplayable(recording: Recording): string | undefined {
  return isMap(recording.plane) && recording.plane.kubelet !== undefined ? 'needs a shell in containers' : undefined;
}

interface Verdict {
  readonly equal: number;
  readonly all: number;
  readonly lines: readonly string[];
}

function replay(recording: Recording): Verdict {
  const lines: string[] = [];
  let equal = 0;
  let index = 0;
  for (const saw of new Replay(recording).run()) {
    const step = recording.steps[index++];
    if (step === undefined) break;
    const label = `step ${index} ${Object.keys(step)[0]}`;
    const found = step.unstable === true ? [] : [...differences(step.saw, saw, label)];
    if (found.length === 0) equal += 1;
    lines.push(...found);
  }
  return { equal, all: recording.steps.length, lines };
}

function guarded(recording: Recording): Verdict {
  try {
    return replay(recording);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { equal: 0, all: recording.steps.length, lines: text.split('\n').slice(0, 6) };
  }
}

function main(paths: readonly string[]): number {
  const quiet = paths.includes('-q');
  let good = 0;
  let bad = 0;
  for (const file of paths.filter((path) => path !== '-q').flatMap(filesIn)) {
    const recording = JSON.parse(readFileSync(file, 'utf8')) as Recording;
    const skipped = unplayable(recording);
    if (skipped !== undefined) {
      console.log(`skip ${recording.name}  ${skipped}`);
      continue;
    }
    const { equal, all, lines } = guarded(recording);
    if (lines.length === 0) good += 1;
    else bad += 1;
    console.log(`${lines.length === 0 ? 'ok  ' : 'FAIL'} ${recording.name}  ${equal}/${all} steps`);
    if (!quiet) for (const line of lines.slice(0, LINES_PER_FILE)) console.log(`     ${line}`);
  }
  console.log(`${good} equal, ${bad} differ`);
  return bad > 0 || good === 0 ? 1 : 0;
}

process.exitCode = main(process.argv.slice(2));
