import type { JsonObject } from '../../apimachinery/object.js';
import { resourceKey } from '../../apis/resource.js';
import type { StaticTokens } from '../authentication/authenticate.js';
import { decodeObject, readDocument } from '../body.js';
import { inNamespace } from '../registry/generic/metadata.js';
import type { ResourceRequest } from '../request-info.js';
import type { Response } from '../request.js';
import { isRefusal, type Refusal, type Transaction } from '../transaction.js';
import { reviewLocally, reviewSelf, reviewSubject } from './access.js';
import { reviewIdentity, reviewToken } from './identity.js';
import { reviewRules } from './rules.js';

type Review = (
  transaction: Transaction,
  review: JsonObject,
  request: ResourceRequest,
  tokens: StaticTokens,
) => JsonObject | Refusal;

/** Collections that answer what is posted to them and keep nothing. */
const reviews: Readonly<Record<string, Review>> = {
  'authorization.k8s.io/selfsubjectaccessreviews': reviewSelf,
  'authorization.k8s.io/subjectaccessreviews': reviewSubject,
  'authorization.k8s.io/localsubjectaccessreviews': (transaction, review, { namespace }) =>
    reviewLocally(transaction, review, namespace),
  'authorization.k8s.io/selfsubjectrulesreviews': reviewRules,
  'authentication.k8s.io/selfsubjectreviews': reviewIdentity,
  'authentication.k8s.io/tokenreviews': (transaction, review, _request, tokens) =>
    reviewToken(transaction, review, tokens),
};

const GROUPS: readonly string[] = ['authorization.k8s.io', 'authentication.k8s.io'];

/** Answers a POST of a review; undefined when the collection holds objects. */
export function answerReview(
  transaction: Transaction,
  request: ResourceRequest,
  tokens: StaticTokens,
): Response | Refusal | undefined {
  const { resource } = request.served;
  const isReview = request.verb === 'create' && GROUPS.includes(resource.group);
  const review = isReview ? reviews[resourceKey(resource)] : undefined;
  if (review === undefined) return undefined;
  const document = readDocument(transaction, resource.kind);
  if (isRefusal(document)) return document;
  const decoded = decodeObject(transaction, request.served, document);
  if (isRefusal(decoded)) return decoded;
  const placed = inNamespace(decoded, resource.namespaced ? request.namespace : '');
  if (isRefusal(placed)) return placed;
  const { metadata, ...rest } = placed;
  const answer = review(transaction, { ...rest, metadata }, request, tokens);
  if (isRefusal(answer)) return answer;
  const { namespace } = metadata;
  const shown = namespace === undefined ? { creationTimestamp: null } : { namespace, creationTimestamp: null };
  return { code: 201, body: { ...answer, metadata: shown } };
}
