import fc from 'fast-check';
import t from 'tap';
import { base64OfText, bytesOfBase64, textOfBase64 } from '../../../../engine/apis/decoding/base64.js';
import { formatGoTime, parseGoTime, RFC3339, RFC3339_MICRO } from '../../../../engine/apis/decoding/go-time.js';
import { scanJson } from '../../../../engine/apis/decoding/json-text.js';

t.test('broken JSON is refused in Go’s words', (t) => {
  for (const [text, error] of [
    ['', 'unexpected end of JSON input'],
    ['{', 'unexpected end of JSON input'],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b":2}', `invalid character '"' after object key:value pair`],
    ['[1 2]', "invalid character '2' after array element"],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ['{}x', "invalid character 'x' after top-level value"],
    ['tru3', "invalid character '3' in literal true (expecting 'e')"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
    ['"\\q"', "invalid character 'q' in string escape code"],
    ['"\\u00g0"', "invalid character 'g' in \\u hexadecimal character escape"],
    ['01', "invalid character '1' after top-level value"],
    ['-x', "invalid character 'x' in numeric literal"],
    ['1.x', "invalid character 'x' after decimal point in numeric literal"],
    ['1ex', "invalid character 'x' in exponent of numeric literal"],
    ["'", `invalid character '\\'' looking for beginning of value`],
  ] as const)
    t.equal(scanJson(text).error, error, text);
  t.end();
});

t.test('fields that occur twice are named once each', (t) => {
  const duplicates = (text: string) => scanJson(text).duplicates;
  t.strictSame(duplicates('{"a":{"b":1,"b":2,"b":3},"c":[{"d":1,"d":2}],"a":{"e":0}}'), ['a.b', 'c[0].d', 'a']);
  t.strictSame(duplicates('{"a":{"x":1},"b":{"x":1}}'), []);
  t.end();
});

t.test('a text is well-formed when JSON.parse says so', (t) => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"b',
    '1',
    '-',
    '.5',
    'e9',
    'true',
    'null',
    ' ',
    '\\',
    '\u0001',
  );
  const texts = fc.oneof(
    fc.json(),
    fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      let wellFormed = true;
      try {
        JSON.parse(text);
      } catch {
        wellFormed = false;
      }
      t.equal(scanJson(text).error === undefined, wellFormed, text);
    }),
  );
  t.end();
});

t.test('base64 comes and goes as Node’s does', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.uint8Array(), (text, bytes) => {
      t.equal(base64OfText(text), Buffer.from(text).toString('base64'));
      t.equal(textOfBase64(base64OfText(text)), text);
      t.strictSame([...bytesOfBase64(Buffer.from(bytes).toString('base64'))], [...bytes]);
    }),
  );
  t.end();
});

t.test('times are read and written as Go’s', (t) => {
  const again = (layout: typeof RFC3339 | typeof RFC3339_MICRO, text: string) => {
    const parsed = parseGoTime(layout, text);
    return parsed.ok ? formatGoTime(layout, parsed.value) : parsed.error;
  };
  const refused = (value: string, part: string, expected: string, layout = RFC3339) =>
    `parsing time "${value}" as "${layout}": cannot parse "${part}" as "${expected}"`;
  t.equal(again(RFC3339, '2024-02-29T23:59:59-00:30'), '2024-03-01T00:29:59Z');
  t.equal(again(RFC3339, '0001-01-01T00:00:00Z'), '0001-01-01T00:00:00Z');
  t.equal(again(RFC3339, '2026-1-02T03:04:05Z'), refused('2026-1-02T03:04:05Z', '1-02T03:04:05Z', '01'));
  t.equal(again(RFC3339, '2026-01-02 03:04:05Z'), refused('2026-01-02 03:04:05Z', ' 03:04:05Z', 'T'));
  t.equal(again(RFC3339, '2026-01-02T03:04:05'), refused('2026-01-02T03:04:05', '', 'Z07:00'));
  t.equal(again(RFC3339, '2026-02-30T00:00:00Z'), 'parsing time "2026-02-30T00:00:00Z": day out of range');
  t.equal(again(RFC3339, '2026-13-01T00:00:00Z'), 'parsing time "2026-13-01T00:00:00Z": month out of range');
  t.equal(
    again(RFC3339_MICRO, '2026-01-02T03:04:05.1234567Z'),
    refused('2026-01-02T03:04:05.1234567Z', '7Z', 'Z07:00', RFC3339_MICRO),
  );
  t.end();
});
