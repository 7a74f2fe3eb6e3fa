import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { differences } from './normal-form.js';
import { KNOWN_DIFFERENCES } from './known-differences.js';
import type { Recording } from './recording.js';
import { Replay } from './replay.js';

/** What a real v1.35.4 control plane did, replayed: equal, or listed with how many steps are and why the rest is not. */

const TRUTHS = join(process.cwd(), 'test/recordings/truths');

function recordings(): readonly { readonly name: string; readonly recording: Recording }[] {
  return readdirSync(TRUTHS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const recording = JSON.parse(readFileSync(join(TRUTHS, file), 'utf8')) as Recording;
      return { name: recording.name, recording };
    });
}

/** The steps that are equal, and the first differences. */
function replay(recording: Recording): { readonly equal: number; readonly lines: readonly string[] } {
  const lines: string[] = [];
  let equal = 0;
  let index = 0;
  for (const saw of new Replay(recording).run()) {
    const step = recording.steps[index++];
    if (step === undefined) break;
    const found = step.unstable === true ? [] : [...differences(step.saw, saw, `step ${index}`)];
    if (found.length === 0) equal += 1;
    lines.push(...found);
  }
  return { equal, lines: lines.slice(0, 5) };
}

const all = recordings();

t.test('there are recordings, and every exception is of one of them', (t) => {
  t.ok(all.length > 50);
  const names = new Set(all.map(({ name }) => name));
  t.same(
    Object.keys(KNOWN_DIFFERENCES).filter((name) => !names.has(name)),
    [],
  );
  t.end();
});

for (const { name, recording } of all) {
  const known = KNOWN_DIFFERENCES[name];
  const steps = recording.steps.length;
  t.test(
    known === undefined ? `${name} replays equal` : `${name}: at least ${known.equal} of ${steps} steps are equal`,
    (t) => {
      const { equal, lines } = replay(recording);
      if (known === undefined) t.same(lines, []);
      else t.ok(equal >= known.equal, `${equal} equal; ${lines.join('\n')}`);
      t.end();
    },
  );
}
