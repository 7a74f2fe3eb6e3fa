import { isObject, type JsonObject } from '../../apimachinery/object.js';
import { badRequest } from '../../apimachinery/status.js';
import type { NonResourceRule, ResourceRule } from '../../apis/generated/authorization.v1.js';
import { aggregated } from '../authorization/authorize.js';
import { rulesFor } from '../authorization/rbac.js';
import { refuse, type Refusal, type Transaction } from '../transaction.js';

/** SelfSubjectRulesReview: what may I do in a namespace? By the rules of roles; the privileged group has none of its own. */
export function reviewRules({ context, user }: Transaction, review: JsonObject): JsonObject | Refusal {
  const { spec } = review;
  const namespace = isObject(spec) && typeof spec['namespace'] === 'string' ? spec['namespace'] : '';
  if (namespace === '') return refuse(badRequest('no namespace on request'));
  const resourceRules: ResourceRule[] = [];
  const nonResourceRules: NonResourceRule[] = [];
  const errors: string[] = [];
  for (const granted of rulesFor(context.store, user, namespace)) {
    if ('error' in granted) {
      errors.push(granted.error);
      continue;
    }
    const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = granted.rule;
    if ((resources ?? []).length > 0)
      resourceRules.push({
        verbs,
        ...(apiGroups === undefined ? {} : { apiGroups }),
        ...(resources === undefined ? {} : { resources }),
        ...(resourceNames === undefined ? {} : { resourceNames }),
      });
    if ((nonResourceURLs ?? []).length > 0) nonResourceRules.push({ verbs, nonResourceURLs: nonResourceURLs ?? [] });
  }
  const evaluationError = errors.length === 0 ? '' : aggregated(errors);
  return {
    ...review,
    spec: {},
    status: {
      resourceRules,
      nonResourceRules,
      // RBAC tells of what it cannot resolve, and calls the rest whole.
      incomplete: false,
      ...(evaluationError === '' ? {} : { evaluationError }),
    },
  };
}
