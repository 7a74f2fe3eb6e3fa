import type { KubeObject } from '../../../apimachinery/object.js';
import { podConstraints } from '../../../apis/core/quota/pod-evaluator.js';
import { quotaEvaluatorOf } from '../../../apis/core/quota/registry.js';
import { resourceKey } from '../../../apis/resource.js';
import { persistentvolumeclaims, pods, resourcequotas, services } from '../../../apis/generated/resources.js';
import type { Pod } from '../../../apis/generated/core.v1.js';
import type { Millis } from '../../../core/time.js';
import { forbidden, isAbout, objectOf, oldOf } from '../attributes.js';
import type { AdmissionPlugin, Asked as RequestKind, Attributes, Reserved } from '../types.js';
import { checkRequest, type Asked } from './check.js';

const IGNORED = new Set(['bindings', 'componentstatuses', 'events', 'events.k8s.io/events']);
const NOTHING: Reserved = { writes: [] };

const REVIEWS = new Set(['authentication.k8s.io', 'authorization.k8s.io']);

function hasDeadline({ spec }: Pod): boolean {
  return (spec.activeDeadlineSeconds ?? -1) >= 0;
}

/** Which requests may change what is used: the evaluators' Handles. */
function isCountable(asked: RequestKind): boolean {
  const { operation, resource, subresource } = asked;
  if (IGNORED.has(resourceKey(resource)) || REVIEWS.has(resource.group)) return false;
  if (subresource === 'resize' && isAbout(asked, pods, 'resize')) return operation === 'UPDATE';
  if (subresource !== '') return false;
  if (operation === 'CREATE') return true;
  if (operation !== 'UPDATE') return false;
  return isAbout(asked, services) || isAbout(asked, persistentvolumeclaims) || isAbout(asked, pods);
}

/** Of the updates of pods, only those that give a pod a deadline or take it away. */
function isCounted(attributes: Attributes): boolean {
  if (attributes.operation !== 'UPDATE' || !isAbout(attributes, pods)) return true;
  const pod = objectOf(attributes, pods);
  const old = oldOf(attributes, pods);
  return pod !== undefined && old !== undefined && hasDeadline(pod) !== hasDeadline(old);
}

function askedOf(attributes: Attributes & { readonly object: KubeObject }, now: Millis): Asked {
  const { object, old, subresource } = attributes;
  const pod = objectOf(subresource === 'resize' ? { ...attributes, subresource: '' } : attributes, pods);
  return {
    object,
    now,
    ...(old === undefined ? {} : { old }),
    ...(pod === undefined ? {} : { constraints: (required) => podConstraints(pod, required) }),
  };
}

/** Counts what is created against the quotas of its namespace. Follows ResourceQuota (apiserver/pkg/admission/plugin/resourcequota). */
export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  concerns: isCountable,
  reserve(attributes, { store, now }) {
    const { namespace, object, resource } = attributes;
    if (namespace === '' || object === undefined || !isCounted(attributes)) return NOTHING;
    const quotas = store.list(resourcequotas, namespace);
    const evaluator = quotas.length === 0 ? undefined : quotaEvaluatorOf(resource);
    if (evaluator === undefined) return NOTHING;
    const checked = checkRequest(quotas, evaluator, askedOf({ ...attributes, object }, now));
    if (typeof checked === 'string') return { refused: forbidden(attributes, checked) };
    return { writes: checked.map((quota) => ({ resource: resourcequotas, object: quota })) };
  },
};
