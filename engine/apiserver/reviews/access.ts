import { invalid, type FieldError } from '../../apimachinery/field-error.js';
import { isEmpty } from '../../apimachinery/equality.js';
import { isObject, type JsonObject } from '../../apimachinery/object.js';
import { invalidObject } from '../../apimachinery/status.js';
import type {
  NonResourceAttributes,
  ResourceAttributes,
  SubjectAccessReviewSpec,
} from '../../apis/generated/authorization.v1.js';
import type { Attributes } from '../authorization/attributes.js';
import { authorize } from '../authorization/authorize.js';
import type { User } from '../request.js';
import { refuse, type Refusal, type Transaction } from '../transaction.js';
import { evaluationError, selectorErrors } from './selectors.js';

type Spec = SubjectAccessReviewSpec;

/** SelfSubjectAccessReview: may I? */
export function reviewSelf(transaction: Transaction, review: JsonObject): JsonObject | Refusal {
  const spec = specOf(review);
  const errors = [
    ...attributeErrors(spec),
    ...selectorErrors(spec.resourceAttributes ?? {}),
    ...metadataErrors(review, []),
  ];
  return errors.length > 0 ? invalidReview(errors) : judged(transaction, review, transaction.user, spec);
}

/** SubjectAccessReview: may they? */
export function reviewSubject(transaction: Transaction, review: JsonObject): JsonObject | Refusal {
  const spec = specOf(review);
  const errors = [...claimErrors(spec), ...metadataErrors(review, [])];
  return errors.length > 0 ? invalidReview(errors) : judged(transaction, review, subjectOf(spec), spec);
}

/** LocalSubjectAccessReview: may they, in this namespace? */
export function reviewLocally(transaction: Transaction, review: JsonObject, namespace: string): JsonObject | Refusal {
  const spec = specOf(review);
  const errors = [...claimErrors(spec), ...metadataErrors(review, ['namespace'])];
  const { resourceAttributes, nonResourceAttributes } = spec;
  const within = resourceAttributes?.namespace ?? '';
  if (resourceAttributes !== undefined && within !== namespace)
    errors.push(invalid('spec.resourceAttributes.namespace', within, 'must match metadata.namespace'));
  if (nonResourceAttributes !== undefined)
    errors.push(
      invalid('spec.nonResourceAttributes', printed(nonResourceAttributes), 'disallowed on this kind of request'),
    );
  return errors.length > 0 ? invalidReview(errors) : judged(transaction, review, subjectOf(spec), spec);
}

function specOf({ spec }: JsonObject): Spec {
  // The body was decoded by the review's schema.
  return isObject(spec) ? spec : {};
}

/** The internal type has no kind: messages begin with the group. */
function invalidReview(errors: readonly FieldError[]): Refusal {
  return refuse(invalidObject({ group: 'authorization.k8s.io', kind: '' }, '', errors));
}

function printed({ path = '', verb = '' }: NonResourceAttributes) {
  return { Path: path, Verb: verb };
}

/** Follows ValidateSelfSubjectAccessReviewSpec. */
function attributeErrors({ resourceAttributes, nonResourceAttributes }: Spec): FieldError[] {
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined)
    return [
      invalid(
        'spec.nonResourceAttributes',
        printed(nonResourceAttributes),
        'cannot be specified in combination with resourceAttributes',
      ),
    ];
  if (resourceAttributes !== undefined || nonResourceAttributes !== undefined) return [];
  return [
    invalid(
      'spec.resourceAttributes',
      null,
      'exactly one of nonResourceAttributes or resourceAttributes must be specified',
    ),
  ];
}

function subjectErrors({ user = '', groups = [] }: Spec): FieldError[] {
  if (user !== '' || groups.length > 0) return [];
  return [invalid('spec.user', user, 'at least one of user or group must be specified')];
}

/** Follows ValidateSubjectAccessReviewSpec. */
function claimErrors(spec: Spec): FieldError[] {
  return [...attributeErrors(spec), ...subjectErrors(spec), ...selectorErrors(spec.resourceAttributes ?? {})];
}

/** What the server takes out of the metadata of all that is created (rest.WipeObjectMetaSystemFields), and what it does not mind. */
const IGNORED = [
  'creationTimestamp',
  'uid',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'managedFields',
];

function metadataErrors({ metadata }: JsonObject, allowed: readonly string[]): FieldError[] {
  const { name, generateName, namespace, ...rest }: JsonObject = isObject(metadata) ? metadata : {};
  const given = Object.entries({ name, generateName, namespace, ...rest }).filter(
    ([key, value]) => !isEmpty(value) && value !== '' && !IGNORED.includes(key),
  );
  if (given.every(([key]) => allowed.includes(key))) return [];
  return [
    invalid('metadata', Object.fromEntries(given), `must be empty${allowed.length > 0 ? ' except for namespace' : ''}`),
  ];
}

function subjectOf({ user: name = '', groups = [], uid = '', extra }: Spec): User {
  return { name, groups, ...(uid === '' ? {} : { uid }), ...(extra === undefined ? {} : { extra }) };
}

function judged({ context }: Transaction, review: JsonObject, user: User, spec: Spec): JsonObject {
  const { allowed, reason } = authorize(context.store, attributesOf(user, spec));
  const error = evaluationError(spec.resourceAttributes ?? {});
  const said = { ...(reason === '' ? {} : { reason }), ...(error === '' ? {} : { evaluationError: error }) };
  return { ...review, status: { allowed, ...said } };
}

function attributesOf(user: User, { resourceAttributes, nonResourceAttributes }: Spec): Attributes {
  const {
    namespace = '',
    verb = '',
    group = '',
    resource = '',
    subresource = '',
    name = '',
  }: ResourceAttributes = resourceAttributes ?? {};
  if (resourceAttributes !== undefined) return { user, verb, path: '', namespace, group, resource, subresource, name };
  const { path = '', verb: method = '' } = nonResourceAttributes ?? {};
  return { user, verb: method, path, namespace: '', group: '', resource: '', subresource: '', name: '' };
}
