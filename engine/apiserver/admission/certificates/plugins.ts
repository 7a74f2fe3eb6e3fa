import { quote } from '../../../apimachinery/quote.js';
import type { CertificateSigningRequest } from '../../../apis/generated/certificates.v1.js';
import { certificatesigningrequests } from '../../../apis/generated/resources.js';
import { authorize } from '../../authorization/authorize.js';
import type { RequestContext } from '../../registry/strategy.js';
import type { User } from '../../request.js';
import { forbidden, isAbout } from '../attributes.js';
import type { AdmissionPlugin, Attributes } from '../types.js';

/** Only who may approve for a signer approves or denies (plugin/pkg/admission/certificates/approval). */
export const certificateApproval: AdmissionPlugin = {
  name: 'CertificateApproval',
  concerns: (asked) => asked.subresource === 'approval',
  validate(attributes, context) {
    const old = attributes.subresource === 'approval' ? requestOf(attributes, attributes.old) : undefined;
    if (old === undefined) return undefined;
    const { signerName } = old.spec;
    if (maySigner(context, attributes.user, 'approve', signerName)) return undefined;
    return forbidden(attributes, `user not permitted to approve requests with signerName ${quote(signerName)}`);
  },
};

/** Only who may sign for a signer issues certificates or says that it failed (plugin/pkg/admission/certificates/signing). */
export const certificateSigning: AdmissionPlugin = {
  name: 'CertificateSigning',
  concerns: (asked) => asked.subresource === 'status' && isAbout(asked, certificatesigningrequests, 'status'),
  validate(attributes, context) {
    if (attributes.subresource !== 'status') return undefined;
    const old = requestOf(attributes, attributes.old);
    const request = requestOf(attributes, attributes.object);
    if (old === undefined || request === undefined || isUnsigned(request, old)) return undefined;
    const { signerName } = old.spec;
    if (maySigner(context, attributes.user, 'sign', signerName)) return undefined;
    return forbidden(attributes, `user not permitted to sign requests with signerName ${quote(signerName)}`);
  },
};

/** The attributes' object as it is decoded for this collection. */
function requestOf(attributes: Attributes, object: Attributes['object']): CertificateSigningRequest | undefined {
  return isAbout(attributes, certificatesigningrequests, 'approval', 'status')
    ? (object as CertificateSigningRequest | undefined)
    : undefined;
}

function isUnsigned(request: CertificateSigningRequest, old: CertificateSigningRequest): boolean {
  const failures = ({ status }: CertificateSigningRequest): number =>
    (status.conditions ?? []).filter(({ type }) => type === 'Failed').length;
  return (request.status.certificate ?? '') === (old.status.certificate ?? '') && failures(request) === failures(old);
}

/** For the signer itself, or for all of its domain: IsAuthorizedForSignerName (pkg/apis/certificates). */
function maySigner({ store }: RequestContext, user: User, verb: string, signer: string): boolean {
  const asked = {
    ...{ user, verb, path: '', namespace: '', group: 'certificates.k8s.io' },
    ...{ resource: 'signers', subresource: '', name: signer },
  };
  const wildcard = `${signer.split('/')[0] ?? ''}/*`;
  return authorize(store, asked).allowed || authorize(store, { ...asked, name: wildcard }).allowed;
}
