import fc from 'fast-check';
import t from 'tap';
import {
  addQuantities,
  approximateNumber,
  bytes,
  canonicalQuantity,
  compareQuantities,
  isWhole,
  isZero,
  milliCpu,
  milliText,
  milliValue,
  multiplyQuantity,
  parseQuantity,
  quantityOf,
  quantityText,
  quantityValue,
  signOf,
  subtractQuantities,
  valueText,
} from '../../../engine/apimachinery/quantity.js';

const FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const SUFFIX = "unable to parse quantity's suffix";

/** Text, what is printed, whole value, thousandths: as resource.ParseQuantity v0.35.4 gives them. */
const READ: readonly (readonly [text: string, printed: string, value: number, milli: number])[] = [
  ['0', '0', 0, 0],
  ['00', '0', 0, 0],
  ['0Mi', '0', 0, 0],
  ['+5', '+5', 5, 5000],
  ['05', '05', 5, 5000],
  ['1E3', '1E3', 1000, 1_000_000],
  ['1e3', '1e3', 1000, 1_000_000],
  ['1e+3', '1e+3', 1000, 1_000_000],
  ['1e1', '10', 10, 10_000],
  ['1e-3', '1e-3', 1, 1],
  ['1e-12', '1e-9', 1, 1],
  ['.', '0', 0, 0],
  ['1.', '1.', 1, 1000],
  ['.5', '500m', 1, 500],
  ['0.5', '500m', 1, 500],
  ['1.000', '1', 1, 1000],
  ['1500m', '1500m', 2, 1500],
  ['1000m', '1', 1, 1000],
  ['1000', '1k', 1000, 1_000_000],
  ['100000k', '100M', 100_000_000, 100_000_000_000],
  ['100Mi', '100Mi', 104_857_600, 104_857_600_000],
  ['1024Mi', '1Gi', 1_073_741_824, 1_073_741_824_000],
  ['1.5Gi', '1536Mi', 1_610_612_736, 1_610_612_736_000],
  ['0.1Gi', '107374182400m', 107_374_183, 107_374_182_400],
  ['0.0000000001', '1n', 1, 1],
  ['1234567n', '1234567n', 1, 2],
];

t.test('a quantity is printed as upstream prints it', (t) => {
  for (const [text, printed, value, milli] of READ) {
    const quantity = quantityOf(text);
    t.equal(quantityText(quantity), printed, `${text} prints ${printed}`);
    t.equal(quantityValue(quantity), value, `${text} is ${value} rounded up`);
    t.equal(milliValue(quantity), milli, `${text} is ${milli} thousandths rounded up`);
  }
  t.end();
});

t.test('amounts beyond an int64', (t) => {
  t.equal(quantityText(quantityOf('10Ei')), '9223372036854775807', 'binary ones are capped');
  t.equal(quantityText(quantityOf('9223372036854775808')), '9223372036854775808', 'decimal ones are not');
  t.equal(quantityText(quantityOf('1000E')), '1', 'a power without a letter prints none, as upstream');
  t.equal(quantityText(quantityOf('1e400')), '10e399');
  t.end();
});

t.test('what is no quantity is refused with upstream’s reason', (t) => {
  for (const [text, error] of [
    ['', FORMAT],
    [' 1 ', FORMAT],
    ['abc', FORMAT],
    ['1.2.3', FORMAT],
    ['1e', SUFFIX],
    ['1K', SUFFIX],
    ['1i', SUFFIX],
    ['1-5', SUFFIX],
    ['1Ee3', SUFFIX],
    ['Pi', 'unable to parse numeric part of quantity'],
  ] as const)
    t.same(parseQuantity(text), { ok: false, error }, `'${text}'`);
  t.end();
});

t.test('a request body may hold a text, a number or null', (t) => {
  t.same(canonicalQuantity(null), { ok: true, value: '0' });
  t.same(canonicalQuantity(2), { ok: true, value: '2' });
  t.same(canonicalQuantity(0.5), { ok: true, value: '500m' });
  t.same(canonicalQuantity(' 1024Ki '), { ok: true, value: '1Mi' });
  t.notOk(canonicalQuantity(true).ok);
  t.end();
});

t.test('sums take the format of the first amount that is not zero', (t) => {
  for (const [a, b, sum, difference] of [
    ['1Gi', '1M', '1074741824', '1072741824'],
    ['0', '1Mi', '1Mi', '-1Mi'],
    ['100m', '900m', '1', '-800m'],
    ['1Gi', '1Gi', '2Gi', '0'],
    ['1e3', '5', '1005', '995'],
    ['500Mi', '12Mi', '512Mi', '488Mi'],
  ] as const) {
    t.equal(quantityText(addQuantities(quantityOf(a), quantityOf(b))), sum, `${a} + ${b}`);
    t.equal(quantityText(subtractQuantities(quantityOf(a), quantityOf(b))), difference, `${a} - ${b}`);
  }
  t.equal(quantityText(multiplyQuantity(quantityOf('250m'), 4)), '1');
  t.equal(quantityText(multiplyQuantity(quantityOf('3Mi'), 0)), '0');
  t.end();
});

t.test('numbers become texts', (t) => {
  t.equal(milliText(1500), '1500m');
  t.equal(milliText(2000), '2');
  t.equal(valueText(2 ** 31, 'BinarySI'), '2Gi');
  t.equal(valueText(1000), '1k');
  t.equal(milliCpu(undefined), 0);
  t.equal(milliCpu('100m'), 100);
  t.equal(milliCpu('1.0005'), 1001);
  t.equal(bytes('1Ki'), 1024);
  t.equal(bytes('0.5Ki'), 512);
  t.equal(approximateNumber(quantityOf('1500m')), 1.5);
  t.end();
});

const texts = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.integer({ min: 0, max: 99_999_999 }),
    fc.option(fc.integer({ min: 0, max: 9999 }), { nil: undefined }),
    fc.constantFrom('', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'u', 'n', 'e3', 'E-2'),
  )
  .map(([sign, whole, fraction, suffix]) => `${sign}${whole}${fraction === undefined ? '' : `.${fraction}`}${suffix}`);

t.test('the printed form is stable and means the same', (t) => {
  fc.assert(
    fc.property(texts, (text) => {
      const quantity = quantityOf(text);
      const again = quantityOf(quantityText(quantity));
      return compareQuantities(quantity, again) === 0 && quantityText(again) === quantityText(quantity);
    }),
  );
  t.end();
});

t.test('adding is commutative in value, and subtracting undoes it', (t) => {
  fc.assert(
    fc.property(texts, texts, (left, right) => {
      const [a, b] = [quantityOf(left), quantityOf(right)];
      const sum = addQuantities(a, b);
      return (
        compareQuantities(sum, addQuantities(b, a)) === 0 &&
        compareQuantities(subtractQuantities(sum, b), a) === 0 &&
        isZero(subtractQuantities(a, a)) &&
        compareQuantities(a, b) === signOf(subtractQuantities(a, b))
      );
    }),
  );
  t.end();
});

t.test('a number is whole when its thousandths are a multiple of 1000, which overflow as int64', (t) => {
  const rows: readonly (readonly [string, boolean])[] = [
    ['1', true],
    ['1.5', false],
    ['1500m', false],
    ['2000m', true],
    ['9Pi', false],
    ['8Pi', true],
    ['1Ei', false],
    ['-3', true],
  ];
  for (const [text, whole] of rows) t.equal(isWhole(quantityOf(text)), whole, text);
  t.end();
});
