import t from 'tap';
import {
  aggregateMessage,
  child,
  duplicate,
  fieldErrorMessage,
  forbidden,
  index,
  internalError as fieldInternalError,
  invalid,
  key,
  notFound as fieldNotFound,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
} from '../../../engine/apimachinery/field-error.js';
import { marshal, marshalSorted } from '../../../engine/apimachinery/json-text.js';
import {
  isConfigMapKey,
  isDNS1035Label,
  isDNS1123Label,
  isDNS1123Subdomain,
  isQualifiedName,
  isRelaxedEnvVarName,
  isValidLabelValue,
  isValidPortName,
  nameIsDNSSubdomain,
} from '../../../engine/apimachinery/names.js';
import { goValue, quote } from '../../../engine/apimachinery/quote.js';
import * as status from '../../../engine/apimachinery/status.js';

t.test('texts are quoted as Go quotes them', (t) => {
  t.equal(quote('a"b\\'), '"a\\"b\\\\"');
  t.equal(quote('\t\n\u0000\u007f'), '"\\t\\n\\x00\\x7f"');
  t.equal(quote('é€😀'), '"é€😀"');
  t.equal(quote('\u200b\u00a0'), '"\\u200b\\u00a0"');
  t.equal(marshal({ b: '<&>', a: [1, null] }), '{"b":"\\u003c\\u0026\\u003e","a":[1,null]}');
  t.equal(marshalSorted({ b: 1, a: undefined, c: { z: 1, y: 2 } }), '{"b":1,"c":{"y":2,"z":1}}');
  t.equal(goValue({ b: ['x', 1], a: null }), 'map[a:<nil> b:[x 1]]');
  t.end();
});

t.test('field errors read as upstream’s', (t) => {
  for (const [error, message] of [
    [required('spec.x', ''), 'spec.x: Required value'],
    [required('spec.x', 'must be set'), 'spec.x: Required value: must be set'],
    [invalid('spec.x', 'a"b', 'bad'), 'spec.x: Invalid value: "a\\"b": bad'],
    [invalid('spec.x', -1, 'must be positive'), 'spec.x: Invalid value: -1: must be positive'],
    [invalid('spec.x', { a: ['<'] }, 'no'), 'spec.x: Invalid value: {"a":["\\u003c"]}: no'],
    [invalid('spec.x', null, 'no'), 'spec.x: Invalid value: null: no'],
    [typeInvalid('x', 'y', 'no'), 'x: Invalid value: "y": no'],
    [notSupported('dryRun', ['Some'], ['All']), 'dryRun: Unsupported value: ["Some"]: supported values: "All"'],
    [notSupported('x', 'y', []), 'x: Unsupported value: "y"'],
    [forbidden('spec', 'no'), 'spec: Forbidden: no'],
    [duplicate('x[1]', 'a'), 'x[1]: Duplicate value: "a"'],
    [fieldNotFound('x', 'a'), 'x: Not found: "a"'],
    [tooLong('x', 63), 'x: Too long: may not be more than 63 bytes'],
    [tooMany('x', 3, 1), 'x: Too many: 3: must have at most 1 item'],
    [tooMany('x', -1, 2), 'x: Too many: must have at most 2 items'],
    [fieldInternalError('x', 'oops'), 'x: Internal error: oops'],
  ] as const)
    t.equal(fieldErrorMessage(error), message);
  t.equal(aggregateMessage([required('a'), required('a')]), 'a: Required value', 'equal ones are told once');
  t.equal(aggregateMessage([required('a'), required('b')]), '[a: Required value, b: Required value]');
  t.equal(child(index(child('spec', 'containers'), 0), 'ports'), 'spec.containers[0].ports');
  t.equal(key('metadata.labels', 'a/b'), 'metadata.labels[a/b]');
  t.equal(child('', 'spec'), 'spec');
  t.end();
});

const PODS = { group: '', plural: 'pods' };
const DEPLOYMENTS = { group: 'apps', plural: 'deployments' };

t.test('refusals have the shape a server sends, key order included', (t) => {
  const text = (value: unknown): string => JSON.stringify(value);
  const head = (message: string): string =>
    `{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":${JSON.stringify(message)}`;
  t.equal(
    text(status.notFound(DEPLOYMENTS, 'missing')),
    `${head('deployments.apps "missing" not found')},"reason":"NotFound","details":{"name":"missing","group":"apps","kind":"deployments"},"code":404}`,
  );
  t.equal(
    text(status.conflict({ group: '', plural: 'configmaps' }, 'c')),
    `${head('Operation cannot be fulfilled on configmaps "c": the object has been modified; please apply your changes to the latest version and try again')},"reason":"Conflict","details":{"name":"c","kind":"configmaps"},"code":409}`,
  );
  t.equal(
    text(status.generateNameConflict(PODS, 'a-1')),
    `${head('pods "a-1" already exists, the server was not able to generate a unique name for the object')},"reason":"AlreadyExists","details":{"name":"a-1","kind":"pods","retryAfterSeconds":1},"code":409}`,
  );
  t.equal(
    text(
      status.invalidObject({ group: '', kind: 'Namespace' }, 'a.b', [
        invalid('metadata.name', 'a.b', 'must not contain dots'),
      ]),
    ),
    `${head('Namespace "a.b" is invalid: metadata.name: Invalid value: "a.b": must not contain dots')},"reason":"Invalid","details":{"name":"a.b","kind":"Namespace","causes":[{"reason":"FieldValueInvalid","message":"Invalid value: \\"a.b\\": must not contain dots","field":"metadata.name"}]},"code":422}`,
  );
  t.equal(
    text(status.namespaceTerminating({ group: '', plural: 'configmaps' }, 'late', 'going')),
    `${head('configmaps "late" is forbidden: unable to create new content in namespace going because it is being terminated')},"reason":"Forbidden","details":{"name":"late","kind":"configmaps","causes":[{"reason":"NamespaceTerminating","message":"namespace going is being terminated","field":"metadata.namespace"}]},"code":403}`,
  );
  t.equal(
    text(status.plainError('strconv.ParseUint: parsing "x": invalid syntax')),
    `${head('strconv.ParseUint: parsing "x": invalid syntax')},"code":500}`,
  );
  t.equal(text(status.badRequest('no')), `${head('no')},"reason":"BadRequest","code":400}`);
  t.equal(
    text(status.internalError('oops')),
    `${head('Internal error occurred: oops')},"reason":"InternalError","details":{"causes":[{"message":"oops"}]},"code":500}`,
  );
  t.equal(
    text(status.unsupportedMediaType(['application/json-patch+json', 'application/merge-patch+json'])),
    `${head('the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json')},"reason":"UnsupportedMediaType","code":415}`,
  );
  t.equal(
    text(status.tooManyRequests('wait', 0, [{ reason: 'DisruptionBudget', message: 'm' }])),
    `${head('wait')},"reason":"TooManyRequests","details":{"causes":[{"reason":"DisruptionBudget","message":"m"}]},"code":429}`,
  );
  t.equal(
    text(status.deleted({ group: '', plural: 'configmaps' }, 'c', 'u')),
    '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","details":{"name":"c","kind":"configmaps","uid":"u"}}',
  );
  t.end();
});

t.test('names and keys', (t) => {
  const ok = [
    isDNS1123Label('web-1'),
    isDNS1123Subdomain('a.b-c.d'),
    isDNS1035Label('web-1'),
    isQualifiedName('example.com/Name_1'),
    isValidLabelValue(''),
    isValidPortName('http-1'),
    isConfigMapKey('a.b_C-1'),
    isRelaxedEnvVarName('1 a.b'),
    nameIsDNSSubdomain('web-', true),
  ];
  for (const messages of ok) t.same(messages, []);
  t.same(isDNS1123Label('a.b'), ['must not contain dots']);
  t.same(isDNS1123Label('a'.repeat(64)), ['must be no more than 63 characters']);
  t.same(isValidLabelValue('a'.repeat(64)), ['must be no more than 63 bytes']);
  t.match(isValidLabelValue('é'.repeat(32)), ['must be no more than 63 bytes', /a valid label/]);
  t.match(isDNS1035Label('1a'), [
    /^a DNS-1035 label must consist .* \(e\.g\. 'my-name',  or 'abc-123', regex used for validation is '\[a-z\]\(\[-a-z0-9\]\*\[a-z0-9\]\)\?'\)$/,
  ]);
  t.match(isQualifiedName('a/b/c'), [
    /^a valid label key must consist .* with an optional DNS subdomain prefix and '\/' \(e\.g\. 'example\.com\/MyName'\)$/,
  ]);
  t.match(isQualifiedName('/b'), ['prefix part must be non-empty']);
  t.match(isQualifiedName('A.b/c'), [/^prefix part a lowercase RFC 1123 subdomain/]);
  t.match(isQualifiedName('a/'), ['name part must be non-empty', /^name part must consist/]);
  t.same(isValidPortName('-a--'), ['must not contain consecutive hyphens', 'must not begin or end with a hyphen']);
  t.same(isValidPortName('1'), ['must contain at least one letter (a-z)']);
  t.same(isConfigMapKey('..a'), ["must not start with '..'"]);
  t.same(isRelaxedEnvVarName(''), ['environment variable name must be non-empty']);
  t.end();
});
