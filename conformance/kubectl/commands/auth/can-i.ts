import { isObject, type JsonObject } from '../../../../engine/apimachinery/object.js';
import type { PolicyRule } from '../../../../engine/apis/generated/rbac.v1.js';
import { ALL_NAMESPACES_FLAG } from '../../choosing.js';
import type { Command } from '../../command.js';
import type { Kubectl } from '../../effect.js';
import { fail, isFailure, SILENT, type Failure } from '../../failure.js';
import { isSet, textOf, type Arguments } from '../../flags.js';
import { ruleCells, shownRules } from '../../policy-rules.js';
import { createReview } from './review.js';
import type { Session } from '../../session.js';
import { TABLE, tabulate } from '../../text/tab-writer.js';

const RESOURCE_VERBS = [
  ...['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'use', 'bind', 'impersonate'],
  ...['*', 'approve', 'sign', 'escalate', 'attest'],
];
const URL_VERBS = ['get', 'put', 'post', 'head', 'options', 'delete', 'patch', '*'];

/** `kubectl auth can-i VERB TYPE[/NAME] | URL`, or --list. */
export const canI: Command = {
  name: 'auth can-i',
  flags: [
    ALL_NAMESPACES_FLAG,
    { name: 'quiet', short: 'q', type: 'bool' },
    { name: 'subresource', type: 'string' },
    { name: 'list', type: 'bool' },
    { name: 'no-headers', type: 'bool' },
  ],
  *run(session, args) {
    if (isSet(args, 'list')) return yield* listAll(session, args);
    const asked = yield* readQuestion(session, args);
    if (isFailure(asked)) return asked;
    if (isSet(args, 'no-headers')) return fail('--no-headers cannot be set without --list specified');
    const review = yield* createReview(session, 'authorization.k8s.io', 'SelfSubjectAccessReview', asked);
    if (isFailure(review)) return review;
    const { allowed, reason, evaluationError } = statusOf(review);
    const why = [reason, evaluationError].filter((text) => typeof text === 'string' && text !== '');
    if (!isSet(args, 'quiet')) session.print(allowed === true ? 'yes' : ['no', ...why].join(' - '));
    return allowed === true ? undefined : SILENT;
  },
};

function statusOf({ status }: JsonObject): JsonObject {
  return isObject(status) ? status : {};
}

/** The spec of a SelfSubjectAccessReview. */
function* readQuestion(session: Session, args: Arguments): Kubectl<JsonObject | Failure> {
  const [verb, what, ...more] = args.positional;
  if (verb === undefined || what === undefined || more.length > 0)
    return fail(
      "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
    );
  const subresource = textOf(args, 'subresource');
  if (what.startsWith('/')) {
    if (subresource !== '') return fail('--subresource can not be used with NonResourceURL');
    if (!URL_VERBS.includes(verb)) warn(session, `verb '${verb}' is not a known verb`);
    return { nonResourceAttributes: { path: what, verb } };
  }
  const everywhere = isSet(args, 'all-namespaces');
  const [type = '', name] = what.split(/\/(.*)/s);
  const { group, resource, namespaced } = yield* resourceOf(session, type);
  if (!everywhere && !namespaced) {
    const inGroup = group === '' ? '' : ` in group '${group}'`;
    warn(session, `resource '${resource}' is not namespace scoped${inGroup}`);
  }
  if (!everywhere && !RESOURCE_VERBS.includes(verb)) warn(session, `verb '${verb}' is not a known verb`);
  const optional = { namespace: everywhere ? '' : session.namespace, verb, group, resource, subresource, name };
  const given = Object.entries(optional).filter(([, value]) => value !== undefined && value !== '');
  return { resourceAttributes: Object.fromEntries(given) };
}

function warn(session: Session, text: string): void {
  session.warn(`Warning: ${text}\n`);
}

function* resourceOf(session: Session, word: string) {
  const unknown = { group: '', resource: word, namespaced: true };
  if (word === '*') return unknown;
  const mapping = yield* session.mapping(word.toLowerCase());
  if (!isFailure(mapping)) {
    const { group, plural, namespaced } = mapping.resource;
    return { group, resource: plural, namespaced };
  }
  const [resource = '', ...rest] = word.toLowerCase().split('.');
  const where = rest.length === 0 ? '' : ` in group '${rest.join('.')}'`;
  if (word !== 'users' && word !== 'groups')
    warn(session, `the server doesn't have a resource type '${resource}'${where}`);
  return unknown;
}

function* listAll(session: Session, args: Arguments): Kubectl<Failure | undefined> {
  if (args.positional.length > 0) return fail('list option must be specified with no arguments');
  if (isSet(args, 'quiet') || isSet(args, 'all-namespaces') || textOf(args, 'subresource') !== '')
    return fail("list option can't be specified with neither quiet, all-namespaces nor subresource options");
  const spec = { namespace: session.namespace };
  const review = yield* createReview(session, 'authorization.k8s.io', 'SelfSubjectRulesReview', spec);
  if (isFailure(review)) return review;
  const { resourceRules, nonResourceRules, incomplete, evaluationError } = statusOf(review);
  if (incomplete === true) session.warn(`Warning: the list may be incomplete: ${String(evaluationError)}`);
  const rules = [resourceRules, nonResourceRules].flatMap((list: unknown) =>
    Array.isArray(list) ? (list as readonly PolicyRule[]) : [],
  );
  const header = ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'];
  const rows = [...(isSet(args, 'no-headers') ? [] : [header]), ...shownRules(rules).map(ruleCells)];
  session.write(tabulate(rows.map((row) => `${row.join('\t')}\n`).join(''), TABLE));
  return undefined;
}
