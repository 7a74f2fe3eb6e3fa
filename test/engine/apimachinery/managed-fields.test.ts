import t from 'tap';
import { afterApply, afterUpdate, type Write } from '../../../engine/apimachinery/managed-fields/field-manager.js';
import { conflictStatus } from '../../../engine/apimachinery/managed-fields/conflicts.js';
import {
  isReset,
  NOBODY,
  readManaged,
  sameButForTimes,
  writeManaged,
  type Managed,
} from '../../../engine/apimachinery/managed-fields/managed.js';
import { Types } from '../../../engine/apimachinery/structured-merge/atom.js';
import { NO_FIELDS } from '../../../engine/apimachinery/structured-merge/field-set.js';
import type { Typed } from '../../../engine/apimachinery/structured-merge/update.js';
import { schemas } from '../../../engine/apis/generated/schemas.js';

const type = new Types(schemas).of(schemas['io.k8s.api.core.v1.ConfigMap'] ?? {});

function configMap(data: Readonly<Record<string, string>>): Typed {
  return { type, value: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm' }, data } };
}

const EMPTY: Typed = { type, value: { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} } };

function by(manager: string, time = '2026-01-01T00:00:00Z'): Write {
  const versions = {
    convert: (value: Typed, apiVersion: string) => (apiVersion === 'v1' ? value : undefined),
    ignored: () => NO_FIELDS,
  };
  return { manager, apiVersion: 'v1', subresource: '', time, versions };
}

/** 'Update one: a,b' for each entry. */
function told(managed: Managed): readonly string[] {
  return writeManaged(managed).map(({ manager = '', operation = '', fieldsV1 }) => {
    const { 'f:data': data = {} } = fieldsV1 as Readonly<Record<string, object>>;
    const keys = Object.keys(data).filter((key) => key !== '.');
    return `${operation} ${manager}: ${keys.map((key) => key.slice(2)).join(',')}`;
  });
}

t.test('who writes a field takes it from whoever had it', (t) => {
  const first = configMap({ a: '1', b: '1' });
  const created = afterUpdate(by('one'), EMPTY, first, NOBODY, true);
  t.strictSame(told(created), ['Update one: a,b']);
  const second = configMap({ a: '2', b: '1', c: '1' });
  const updated = afterUpdate(by('two'), first, second, created, false);
  t.strictSame(told(updated), ['Update one: b', 'Update two: a,c']);
  t.strictSame(
    told(afterUpdate(by('three'), second, configMap({ a: '2' }), updated, false)),
    ['Update one: ', 'Update two: a'],
    "what goes is nobody's",
  );
  t.strictSame(
    told(afterUpdate(by('three'), first, first, created, false)),
    ['Update one: a,b'],
    'who changes nothing owns nothing',
  );
  t.end();
});

t.test('an object whose managers were forgotten has none until it is applied', (t) => {
  const object = configMap({ a: '1' });
  t.equal(afterUpdate(by('one'), object, configMap({ a: '2' }), NOBODY, false), NOBODY);
  const applied = afterApply(by('two'), object, configMap({ b: '1' }).value, NOBODY, { empty: EMPTY, force: false });
  t.ok('managed' in applied);
  if ('managed' in applied) t.strictSame(told(applied.managed), ['Apply two: b', 'Update before-first-apply: a']);
  t.end();
});

t.test('more than ten who update become ancient changes, the oldest first', (t) => {
  let object = configMap({});
  let managed = afterUpdate(by('maker'), EMPTY, { type, value: { metadata: { labels: { a: 'b' } } } }, NOBODY, true);
  for (let at = 0; at < 12; at++) {
    const next = configMap({ ...Object.fromEntries(Array.from({ length: at + 1 }, (_, n) => [`k${n}`, '1'])) });
    managed = afterUpdate(by(`m${at}`, `2026-01-01T00:00:${10 + at}Z`), object, next, managed, false);
    object = next;
  }
  const entries = writeManaged(managed);
  t.equal(entries.length, 10);
  t.equal(entries[0]?.manager, 'ancient-changes');
  t.equal(entries[0]?.time, '2026-01-01T00:00:12Z', 'as of the last that went into it');
  t.strictSame(told(managed)[0], 'Update ancient-changes: k0,k1,k2');
  t.end();
});

t.test('entries that cannot be read are told why', (t) => {
  const good = { manager: 'm', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {} };
  for (const [entry, error] of [
    [{ ...good, operation: 'Odd' }, 'operation must be `Apply` or `Update`'],
    [{ ...good, apiVersion: '' }, 'apiVersion must not be empty'],
    [{ ...good, fieldsType: '' }, 'missing fieldsType in managed fields entry 0'],
    [{ ...good, fieldsType: 'V2' }, 'invalid fieldsType "V2" in managed fields entry 0'],
    [{ ...good, fieldsV1: { odd: {} } }, 'error decoding set: missing colon: odd'],
  ] as const)
    t.strictSame(readManaged([entry]), { ok: false, error });
  const read = readManaged([good]);
  t.ok(read.ok && writeManaged(read.value).length === 1);
  t.strictSame([undefined, [], [{}], [good]].map(isReset), [false, true, true, false]);
  t.end();
});

t.test('times alone make no difference, but the place of a manager does', (t) => {
  const entry = (manager: string, time: string) => ({
    manager,
    operation: 'Update',
    apiVersion: 'v1',
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:data': {} },
    time,
  });
  const read = (...entries: ReturnType<typeof entry>[]): Managed => {
    const managed = readManaged(entries);
    return managed.ok ? managed.value : NOBODY;
  };
  const before = read(entry('a', '2026-01-01T00:00:01Z'), entry('b', '2026-01-01T00:00:02Z'));
  t.ok(sameButForTimes(before, read(entry('a', '2026-01-01T00:00:01Z'), entry('b', '2026-01-01T00:00:09Z'))));
  t.notOk(sameButForTimes(before, read(entry('a', '2026-01-01T00:00:09Z'), entry('b', '2026-01-01T00:00:02Z'))));
  t.end();
});

t.test('a conflict names who manages the field, and how', (t) => {
  const live = configMap({ a: '1', b: '1' });
  const managed = afterUpdate(by('one'), EMPTY, live, NOBODY, true);
  const refused = (data: Readonly<Record<string, string>>) => {
    const outcome = afterApply(by('two'), live, configMap(data).value, managed, { empty: EMPTY, force: false });
    return 'managed' in outcome ? undefined : conflictStatus(outcome).message;
  };
  t.equal(refused({ a: '1' }), undefined, 'the same value is no conflict');
  t.equal(refused({ a: '2' }), 'Apply failed with 1 conflict: conflict with "one" using v1: .data.a');
  t.equal(
    refused({ a: '2', b: '2' }),
    'Apply failed with 2 conflicts: conflicts with "one" using v1:\n- .data.a\n- .data.b',
  );
  t.end();
});
