import t from 'tap';
import { masked } from '../../conformance/kubectl/commands/diff/mask.js';
import { unifiedDiff } from '../../conformance/kubectl/commands/diff/unified-diff.js';

t.test('a diff is what diff -u -N prints, in the order of the files', (t) => {
  const text = unifiedDiff(
    [
      { name: 'v1.B', before: { a: 1 }, after: { a: 2 } },
      { name: 'v1.A', before: undefined, after: { a: 1, b: 1 } },
      { name: 'v1.C', before: { a: 1 }, after: { a: 1 } },
    ],
    7_000,
  );
  const at = '2026-01-01 00:00:07.000000000 +0000';
  t.strictSame(text.split('\n'), [
    'diff -u -N /tmp/LIVE-0/v1.A /tmp/MERGED-0/v1.A',
    `--- /tmp/LIVE-0/v1.A\t${at}`,
    `+++ /tmp/MERGED-0/v1.A\t${at}`,
    '@@ -0,0 +1,2 @@',
    '+a: 1',
    '+b: 1',
    'diff -u -N /tmp/LIVE-0/v1.B /tmp/MERGED-0/v1.B',
    `--- /tmp/LIVE-0/v1.B\t${at}`,
    `+++ /tmp/MERGED-0/v1.B\t${at}`,
    '@@ -1 +1 @@',
    '-a: 1',
    '+a: 2',
    '',
  ]);
  t.equal(unifiedDiff([{ name: 'v1.C', before: { a: 1 }, after: { a: 1 } }], 0), '');
  t.end();
});

t.test('of values of a Secret only what changes is told', (t) => {
  t.strictSame(masked({ data: { a: 'x', b: 'y', c: 'z' } }, { data: { a: 'x', b: 'n', d: 'w' } }), {
    before: { data: { a: '***', b: '*** (before)', c: '***' } },
    after: { data: { a: '***', b: '*** (after)', d: '***' } },
  });
  t.strictSame(masked(undefined, { data: { a: 'x' } }), { before: undefined, after: { data: { a: '***' } } });
  t.end();
});
