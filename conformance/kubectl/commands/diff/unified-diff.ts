import { createTwoFilesPatch } from 'diff';
import { timestamp } from '../../../../engine/apimachinery/time.js';
import type { JsonObject } from '../../../../engine/apimachinery/object.js';
import type { Millis } from '../../../../engine/core/time.js';
import { toYaml } from '../../text/yaml-write.js';

/** An object as it is and as it would be, under the name of its file. */
export interface Versions {
  readonly name: string;
  readonly before: JsonObject | undefined;
  readonly after: JsonObject;
}

const CONTEXT_LINES = 3;

/** What `diff -u -N` prints of two folders with a file for each object; '' when nothing differs. */
export function unifiedDiff(objects: readonly Versions[], now: Millis): string {
  return [...objects]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((versions) => ofFile(versions, now))
    .join('');
}

function ofFile({ name, before, after }: Versions, now: Millis): string {
  const [old, wanted] = [before === undefined ? '' : toYaml(before), toYaml(after)];
  if (old === wanted) return '';
  const [live, merged] = [`/tmp/LIVE-0/${name}`, `/tmp/MERGED-0/${name}`];
  const written = timestamp(now).replace('T', ' ').replace('Z', '.000000000 +0000');
  const patch = createTwoFilesPatch(live, merged, old, wanted, written, written, { context: CONTEXT_LINES });
  // The library begins with a line of its own, and writes the length of one line, which diff leaves out.
  const lines = patch.slice(patch.indexOf('--- ')).replace(/^@@ -(\d+)(,\d+)? \+(\d+)(,\d+)? @@/gm, shortened);
  return `diff -u -N ${live} ${merged}\n${lines}`;
}

function shortened(_whole: string, from: string, lost = '', to: string, won = ''): string {
  const length = (text: string): string => (text === ',1' ? '' : text);
  return `@@ -${from}${length(lost)} +${to}${length(won)} @@`;
}
