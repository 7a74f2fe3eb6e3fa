import type { JsonObject } from '../../../../engine/apimachinery/object.js';
import type { Kubectl } from '../../effect.js';
import { fail, hasReason, isFailure, type Failure } from '../../failure.js';
import { createObject } from '../../resources/requests.js';
import type { Session } from '../../session.js';

/** POSTs a review, which is answered but not kept. */
export function* createReview(
  session: Session,
  group: string,
  kind: string,
  spec?: JsonObject,
): Kubectl<JsonObject | Failure> {
  const mapping = yield* session.mappingOfKind(group, kind, 'v1');
  if (isFailure(mapping)) return mapping;
  const body = { apiVersion: `${group}/v1`, kind, metadata: {}, ...(spec === undefined ? {} : { spec }) };
  const answer = yield* createObject(session, mapping, '', body);
  // No server refuses these bodies; one that has no reviews takes them for objects that need a name.
  const isUnknown = isFailure(answer) && hasReason(answer, 'Invalid');
  return isUnknown ? fail(`${kind} is not modelled (see limitations)`) : answer;
}
