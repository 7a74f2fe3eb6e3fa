import fc from 'fast-check';
import t from 'tap';
import { formatFieldSelector, parseFieldSelector } from '../../../engine/apimachinery/fields.js';
import {
  EVERYTHING,
  formatLabels,
  formatLabelSelector,
  formatSelector,
  labelSelectorAsSelector,
  matchesLabelSelector,
  NOTHING,
  parseLabelSelector,
  selectorFromSet,
} from '../../../engine/apimachinery/labels.js';

const QUALIFIED =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const LABEL =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

t.test('a label selector is read and printed sorted by key', (t) => {
  for (const [text, printed] of [
    ['', ''],
    ['app=web', 'app=web'],
    ['app==web', 'app==web'],
    ['tier in (b, a),app=web', 'app=web,tier in (a,b)'],
    ['x notin (a)', 'x notin (a)'],
    ['!x,y', '!x,y'],
    ['y!=z', 'y!=z'],
    ['a>5,b<6', 'a>5,b<6'],
    ['in=notin', 'in=notin'],
    ['a=', 'a='],
    ['a in ()', 'a in ()'],
    ['a in (,b)', 'a in (,b)'],
    ['example.com/a = b', 'example.com/a=b'],
  ] as const) {
    const selector = parseLabelSelector(text);
    t.equal(selector.ok && formatSelector(selector.value), printed, `'${text}'`);
  }
  t.end();
});

t.test('a bad label selector is refused in upstream’s words', (t) => {
  for (const [text, error] of [
    ['a,', "found '', expected: identifier after ','"],
    ['=b', "found '=', expected: !, identifier, or 'end of string'"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    ['a=(', "unable to parse requirement: found '(', expected: identifier"],
    [
      'a>b',
      "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
    ['-a=b', `unable to parse requirement: <nil>: Invalid value: "-a": ${QUALIFIED}`],
    ['a=-b', `unable to parse requirement: values[0][a]: Invalid value: "-b": ${LABEL}`],
  ] as const)
    t.same(parseLabelSelector(text), { ok: false, error }, text);
  t.end();
});

t.test('requirements match labels', (t) => {
  const labels = { app: 'web', n: '7' };
  for (const [text, expected] of [
    ['app=web', true],
    ['app!=web', false],
    ['other!=web', true],
    ['app in (db,web)', true],
    ['other in (web)', false],
    ['other notin (web)', true],
    ['app', true],
    ['!app', false],
    ['!other', true],
    ['n>6', true],
    ['n<7', false],
    ['app>6', false],
    ['app=web,n=8', false],
    ['toString', false],
  ] as const) {
    const selector = parseLabelSelector(text);
    t.equal(selector.ok && selector.value.matches(labels), expected, text);
  }
  t.end();
});

t.test('a LabelSelector object', (t) => {
  t.equal(labelSelectorAsSelector(undefined).ok && matchesLabelSelector(undefined, {}), false, 'none matches nothing');
  t.equal(matchesLabelSelector({}, { a: 'b' }), true, 'an empty one matches everything');
  t.equal(NOTHING.matches({}), false);
  t.equal(EVERYTHING.matches(undefined), true);
  const selector = {
    matchLabels: { b: '1' },
    matchExpressions: [
      { key: 'a', operator: 'In', values: ['y', 'x'] },
      { key: 'c', operator: 'DoesNotExist' },
    ],
  };
  t.equal(formatLabelSelector(selector), 'a in (x,y),b=1,!c');
  t.equal(matchesLabelSelector(selector, { a: 'x', b: '1' }), true);
  t.equal(matchesLabelSelector(selector, { a: 'x', b: '1', c: '' }), false);
  t.same(labelSelectorAsSelector({ matchExpressions: [{ key: 'a', operator: 'Gt' }] }), {
    ok: false,
    error: '"Gt" is not a valid label selector operator',
  });
  t.same(labelSelectorAsSelector({ matchExpressions: [{ key: 'a', operator: 'In', values: [] }] }), {
    ok: false,
    error: "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty",
  });
  t.equal(labelSelectorAsSelector(selector), labelSelectorAsSelector(selector), 'is compiled once');
  t.end();
});

t.test('a set of labels as a selector', (t) => {
  const set = { b: '2', a: '1' };
  t.equal(formatSelector(selectorFromSet(set)), 'a=1,b=2');
  t.equal(selectorFromSet(set), selectorFromSet(set));
  t.equal(formatLabels(set), 'a=1,b=2');
  t.equal(formatLabels(undefined), '');
  t.end();
});

t.test('field selectors', (t) => {
  const selector = parseFieldSelector('status.phase!=Running,metadata.name=x\\,y');
  t.equal(selector.ok && formatFieldSelector(selector.value), 'metadata.name=x\\,y,status.phase!=Running');
  t.equal(selector.ok && selector.value.matches({ 'metadata.name': 'x,y', 'status.phase': 'Failed' }), true);
  t.equal(selector.ok && selector.value.matches({ 'metadata.name': 'x,y', 'status.phase': 'Running' }), false);
  for (const [text, error] of [
    ['name', "invalid selector: 'name'; can't understand 'name'"],
    ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
    ['a=\\b', 'invalid field selector: invalid escape sequence: \\b'],
    ['a=b\\', 'invalid field selector: invalid escape sequence: \\'],
  ] as const)
    t.same(parseFieldSelector(text), { ok: false, error }, text);
  t.end();
});

const keys = fc.constantFrom('a', 'b', 'example.com/c');
const values = fc.constantFrom('', 'x', 'y');
const requirements = fc.oneof(
  fc.record({ key: keys, operator: fc.constantFrom('In', 'NotIn'), values: fc.uniqueArray(values, { minLength: 1 }) }),
  fc.record({ key: keys, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
);
const selectors = fc.record({
  matchLabels: fc.dictionary(keys, values),
  matchExpressions: fc.array(requirements, { maxLength: 3 }),
});

t.test('a selector means the same after it was printed and read', (t) => {
  fc.assert(
    fc.property(selectors, fc.dictionary(keys, values), (selector, labels) => {
      const printed = formatLabelSelector(selector);
      const read = parseLabelSelector(printed);
      return (
        read.ok &&
        formatSelector(read.value) === printed &&
        read.value.matches(labels) === matchesLabelSelector(selector, labels)
      );
    }),
  );
  t.end();
});

t.test('an expression and its opposite share out all labels', (t) => {
  const opposites: Readonly<Record<string, string>> = {
    In: 'NotIn',
    NotIn: 'In',
    Exists: 'DoesNotExist',
    DoesNotExist: 'Exists',
  };
  fc.assert(
    fc.property(requirements, fc.dictionary(keys, values), (requirement, labels) => {
      const operator = opposites[requirement.operator] ?? '';
      const opposite = { ...requirement, operator };
      return (
        matchesLabelSelector({ matchExpressions: [requirement] }, labels) !==
        matchesLabelSelector({ matchExpressions: [opposite] }, labels)
      );
    }),
  );
  t.end();
});
