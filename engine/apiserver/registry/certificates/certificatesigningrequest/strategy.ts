import { timestamp } from '../../../../apimachinery/time.js';
import { filled, without } from '../../../../apis/core/pod/fill.js';
import { validateSigningRequest, validateSigningRequestUpdate } from '../../../../apis/certificates/signing-request.js';
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition as Condition,
} from '../../../../apis/generated/certificates.v1.js';
import { certificatesigningrequests } from '../../../../apis/generated/resources.js';
import type { Millis } from '../../../../core/time.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/certificates. */
export const signingRequestStrategy: Strategy<CertificateSigningRequest> = {
  resource: certificatesigningrequests,
  validateName: () => [],
  prepareForCreate({ spec, ...request }, { user }) {
    const { username: _name, uid: _uid, groups: _groups, extra: _extra, ...asked } = spec;
    const { name: username, groups, uid } = user;
    return { ...request, spec: { ...asked, username, ...(uid === undefined ? {} : { uid }), groups }, status: {} };
  },
  prepareForUpdate: (request, { spec, status }) => ({ ...request, spec, status }),
  validate: validateSigningRequest,
  validateUpdate: (request, old) => validateSigningRequestUpdate(request, old, { verdicts: false, certificate: false }),
  subresources: {
    status: {
      prepareForUpdate(request, old, { now }) {
        const conditions = stamped(keptVerdicts(conditionsOf(request), conditionsOf(old)), conditionsOf(old), now);
        return { ...request, spec: old.spec, status: withConditions(request.status, conditions) };
      },
      validateUpdate: (request, old) =>
        validateSigningRequestUpdate(request, old, { verdicts: false, certificate: true }),
    },
    approval: {
      prepareForUpdate: (request, old, { now }) => ({
        ...request,
        spec: old.spec,
        status: withConditions(old.status, stamped(conditionsOf(request), conditionsOf(old), now)),
      }),
      validateUpdate: (request, old) =>
        validateSigningRequestUpdate(request, old, { verdicts: true, certificate: false }),
    },
  },
  selectableFields: ({ spec }) => ({ 'spec.signerName': spec.signerName }),
};

type Status = CertificateSigningRequest['status'];

const withConditions = (status: Status, conditions: readonly Condition[]): Status =>
  conditions.length === 0 ? without(status, 'conditions') : { ...status, conditions };

const conditionsOf = ({ status }: CertificateSigningRequest): readonly Condition[] => status.conditions ?? [];

/** Verdicts as they were, unless some were added or removed, which validation then refuses. */
function keptVerdicts(conditions: readonly Condition[], old: readonly Condition[]): readonly Condition[] {
  return ['Approved', 'Denied'].reduce((list, verdict) => {
    const before = old.filter(({ type }) => type === verdict);
    if (list.filter(({ type }) => type === verdict).length !== before.length) return list;
    let next = 0;
    return list.map((condition) => (condition.type === verdict ? (before[next++] ?? condition) : condition));
  }, conditions);
}

/** Follows populateConditionTimestamps. */
function stamped(conditions: readonly Condition[], old: readonly Condition[], now: Millis): readonly Condition[] {
  const time = timestamp(now);
  return conditions.map((condition) => {
    const same = old.find(
      ({ type, status, lastTransitionTime }) =>
        type === condition.type && status === condition.status && lastTransitionTime !== undefined,
    );
    return filled(condition, { lastUpdateTime: time, lastTransitionTime: same?.lastTransitionTime ?? time });
  });
}
