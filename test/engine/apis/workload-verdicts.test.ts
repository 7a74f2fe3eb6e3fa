import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { JsonObject } from '../../../engine/apimachinery/object.js';
import { created, messages, updated, type Judged } from './verdicts/strategies.js';

/**
 * Objects with one field changed, and what the registry of Kubernetes v1.35.4 says of them: recorded by calling its own
 * strategies (rest.BeforeCreate and BeforeUpdate), without admission. `verdicts/objects.jsonl` are the objects,
 * `verdicts/verdicts.jsonl` the changes; a change without `set` takes the field away.
 */

interface Verdict {
  readonly of: string;
  readonly verb: 'create' | 'update' | 'resize' | 'ephemeralcontainers';
  /** 'spec.containers.0.image'. */
  readonly at: string;
  readonly set?: unknown;
  readonly refused?: readonly string[];
  readonly warned?: readonly string[];
}

function linesOf<T>(name: string): readonly T[] {
  const text = readFileSync(join(process.cwd(), 'test/engine/apis/verdicts', name), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

const objects = new Map(
  linesOf<{ readonly name: string; readonly object: JsonObject }>('objects.jsonl').map(({ name, object }) => [
    name,
    object,
  ]),
);
const verdicts = linesOf<Verdict>('verdicts.jsonl');

function changed(value: unknown, [key = '', ...rest]: readonly string[], set: unknown): unknown {
  if (Array.isArray(value))
    return value.map((item, i) => (i === Number(key) ? changed(item, rest, set) : (item as unknown)));
  const { [key]: before, ...others } = value as JsonObject;
  if (rest.length > 0) return { ...others, [key]: changed(before, rest, set) };
  return set === undefined ? others : { ...others, [key]: set };
}

function judged({ of, verb, at, set }: Verdict): Judged {
  const object = objects.get(of) ?? {};
  if (verb === 'create') return created(changed(object, at.split('.'), set) as JsonObject);
  const old = created(object).object;
  const stored = { ...old, metadata: { ...old.metadata, resourceVersion: '1' } };
  const sent = changed(JSON.parse(JSON.stringify(stored)), at.split('.'), set) as JsonObject;
  return updated(sent, stored, verb === 'update' ? '' : verb);
}

/** Maps have no order in Go. */
function sorted(texts: readonly string[]): readonly string[] {
  return [...texts].sort();
}

t.test('objects to change are fine as they are', (t) => {
  for (const [name, object] of objects) t.same(messages(created(object)), [], name);
  t.end();
});

for (const name of objects.keys())
  t.test(`upstream's verdicts on changes of ${name}`, (t) => {
    for (const verdict of verdicts.filter(({ of }) => of === name)) {
      const { verb, at, set, refused = [], warned = [] } = verdict;
      const result = judged(verdict);
      const claim = `${verb} with ${at} ${set === undefined ? 'removed' : `= ${JSON.stringify(set)}`}`;
      t.same(sorted(messages(result)), sorted(refused), claim);
      if (refused.length === 0) t.same(result.warnings, warned, `${claim} warns`);
    }
    t.end();
  });
