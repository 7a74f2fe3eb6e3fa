import {
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
  type FieldError,
} from '../../apimachinery/field-error.js';
import type { Errors } from '../core/pod/validation/checks.js';
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition as Condition,
} from '../generated/certificates.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../meta/kube-meta.js';
import { certificateProblem, requestProblem } from './pem.js';
import { checkSignerName } from './signer-name.js';

const LEGACY_SIGNER = 'kubernetes.io/legacy-unknown';
const SHORTEST_SECONDS = 600;
const VERDICTS = ['Approved', 'Denied'];
const ALWAYS_TRUE = [...VERDICTS, 'Failed'];
const STATUSES = ['False', 'True', 'Unknown'];
const EXCLUSIVE = 'Approved and Denied conditions are mutually exclusive';
const USAGES = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
];

/** What the endpoint of an update may set. */
export interface Endpoint {
  readonly verdicts: boolean;
  readonly certificate: boolean;
}

/** Follows ValidateCertificateSigningRequestCreate, but that neither keys nor signatures are read. */
export function validateSigningRequest(request: CertificateSigningRequest): readonly FieldError[] {
  return checked(request, undefined);
}

/** Follows validateCertificateSigningRequestUpdate. */
export function validateSigningRequestUpdate(
  request: CertificateSigningRequest,
  old: CertificateSigningRequest,
  { verdicts, certificate }: Endpoint,
): readonly FieldError[] {
  const errors: Errors = [...checked(request, old)];
  const count = (of: CertificateSigningRequest, type: string) =>
    conditionsOf(of).filter((condition) => condition.type === type).length;
  const report = (type: string, what: string) =>
    errors.push(forbidden('status.conditions', `updates may not ${what} a condition of type "${type}"`));
  for (const type of ALWAYS_TRUE) if (count(request, type) < count(old, type)) report(type, 'remove');
  for (const type of VERDICTS) if (!verdicts && count(request, type) > count(old, type)) report(type, 'add');
  const [now = '', before = ''] = [request.status.certificate, old.status.certificate];
  if (now !== before && !certificate)
    errors.push(forbidden('status.certificate', 'updates may not set certificate content'));
  else if (now !== before && before !== '')
    errors.push(forbidden('status.certificate', 'updates may not modify existing certificate content'));
  return [...errors, ...validateKubeMetaUpdate(request.metadata, old.metadata)];
}

const conditionsOf = ({ status }: CertificateSigningRequest): readonly Condition[] => status.conditions ?? [];

/** Whatever is wrong with the old object is forgiven. */
function checked(
  request: CertificateSigningRequest,
  old: CertificateSigningRequest | undefined,
): readonly FieldError[] {
  const { metadata, spec, status } = request;
  const errors: Errors = [...validateKubeMeta(metadata, false, () => [])];
  const problem = requestProblem(spec.request);
  if (problem !== undefined) errors.push(invalid('spec.request', spec.request || null, problem));
  checkUsages(spec.usages ?? [], old?.spec.usages ?? [], errors);
  if (spec.signerName !== LEGACY_SIGNER) checkSignerName(spec.signerName, 'spec.signerName', errors);
  else if (old?.spec.signerName !== LEGACY_SIGNER)
    errors.push(
      invalid('spec.signerName', spec.signerName, 'the legacy signerName is not allowed via this API version'),
    );
  const seconds = spec.expirationSeconds;
  if (seconds !== undefined && seconds < SHORTEST_SECONDS)
    errors.push(
      invalid('spec.expirationSeconds', seconds, 'may not specify a duration less than 600 seconds (10 minutes)'),
    );
  checkConditions(conditionsOf(request), old === undefined ? [] : conditionsOf(old), errors);
  const certificate = status.certificate ?? '';
  const bad = certificate === old?.status.certificate ? undefined : certificateProblem(certificate);
  if (bad !== undefined) errors.push(invalid('status.certificate', '<certificate data>', bad));
  return errors;
}

function repeats(list: readonly string[]): boolean {
  return new Set(list).size < list.length;
}

function checkUsages(usages: readonly string[], old: readonly string[], errors: Errors): void {
  if (usages.length === 0) errors.push(required('spec.usages'));
  const anyUsage = old.some((usage) => !USAGES.includes(usage));
  usages.forEach((usage, i) => {
    if (!anyUsage && !USAGES.includes(usage)) errors.push(notSupported(`spec.usages[${i}]`, usage, USAGES));
  });
  if (repeats(old)) return;
  usages.forEach((usage, i) => {
    if (usages.indexOf(usage) < i) errors.push(duplicate(`spec.usages[${i}]`, usage));
  });
}

/** Follows validateConditions. */
function checkConditions(conditions: readonly Condition[], old: readonly Condition[], errors: Errors): void {
  const oldTypes = old.map(({ type }) => type);
  const both = VERDICTS.every((type) => oldTypes.includes(type));
  const seen = new Set<string>();
  conditions.forEach(({ type, status }, i) => {
    const path = `status.conditions[${i}]`;
    if (type === '' && !oldTypes.includes('')) errors.push(required(`${path}.type`));
    const allowed = ALWAYS_TRUE.includes(type) ? ['True'] : STATUSES;
    if (status === '') errors.push(required(`${path}.status`));
    else if (!allowed.includes(status)) errors.push(notSupported(`${path}.status`, status, allowed));
    const other = VERDICTS.includes(type) ? VERDICTS.find((verdict) => verdict !== type) : undefined;
    if (!both && other !== undefined && seen.has(other)) errors.push(invalid('status.conditions', type, EXCLUSIVE));
    if (seen.has(type) && !repeats(oldTypes)) errors.push(duplicate(`${path}.type`, type));
    seen.add(type);
  });
}
