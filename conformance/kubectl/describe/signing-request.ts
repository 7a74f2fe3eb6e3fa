import { humanDuration } from '../../../engine/apimachinery/duration.js';
import type { CertificateSigningRequest } from '../../../engine/apis/generated/certificates.v1.js';
import { fail } from '../failure.js';
import { ofKind } from '../resources/info.js';
import { decodeBase64 } from '../text/base64.js';
import { derChildren, derIdentifier, derText, derValues, OBJECT_IDENTIFIER, type DerValue } from '../text/der.js';
import { describeEvents } from './events.js';
import { labelsText } from './listings.js';
import type { Report } from './report.js';
import type { Describer } from './subject.js';
import { dateText } from './times.js';

const PEM = /-----BEGIN CERTIFICATE REQUEST-----([\s\S]*?)-----END/;

/** Follows describeCertificateSigningRequest. */
export const describeSigningRequest: Describer = function* (subject, report) {
  const { metadata, spec, status } = ofKind<CertificateSigningRequest>(subject.object);
  const request = requestOf(spec.request);
  if (request === undefined) return fail('Error parsing CSR: asn1: structure error: the request is no DER');
  report.field('Name', metadata.name);
  report.field('Labels', labelsText(metadata.labels));
  report.field('Annotations', labelsText(metadata.annotations));
  report.field('CreationTimestamp', dateText(metadata.creationTimestamp));
  report.field('Requesting User', spec.username ?? '');
  if (spec.signerName !== '') report.field('Signer', spec.signerName);
  if (spec.expirationSeconds !== undefined)
    report.field('Requested Duration', humanDuration(spec.expirationSeconds * 1_000));
  report.field('Status', statusText(status));
  describeSubject(report, request);
  describeNames(report, request);
  return yield* describeEvents(subject, report);
};

/** extractCSRStatus. */
function statusText({ conditions = [], certificate = '' }: CertificateSigningRequest['status']): string {
  const has = (type: string): boolean => (conditions ?? []).some((condition) => condition.type === type);
  const verdict = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return `${verdict}${has('Failed') ? ',Failed' : ''}${certificate === '' ? '' : ',Issued'}`;
}

const SUBJECT_LISTS: readonly (readonly [title: string, identifier: string])[] = [
  ['Organization', '2.5.4.10'],
  ['Organizational Unit', '2.5.4.11'],
  ['Country', '2.5.4.6'],
  ['Locality', '2.5.4.7'],
  ['Province', '2.5.4.8'],
  ['StreetAddress', '2.5.4.9'],
  ['PostalCode', '2.5.4.17'],
];
const COMMON_NAME = '2.5.4.3';
const SERIAL_NUMBER = '2.5.4.5';

function describeSubject(report: Report, { subject }: SigningRequest): void {
  const last = (identifier: string): string => subject.get(identifier)?.at(-1) ?? '';
  report.line(0, 'Subject:');
  report.line(0, `\tCommon Name:\t${last(COMMON_NAME)}`);
  report.line(0, `\tSerial Number:\t${last(SERIAL_NUMBER)}`);
  for (const [title, identifier] of SUBJECT_LISTS) describeList(report, title, subject.get(identifier));
}

/** Tags of subjectAltName's choices, in the order they are told. */
const NAMES: readonly (readonly [title: string, tag: number])[] = [
  ['DNS Names', 0x82],
  ['Email Addresses', 0x81],
  ['URIs', 0x86],
  ['IP Addresses', 0x87],
];

function describeNames(report: Report, { names }: SigningRequest): void {
  const lists = NAMES.map(([title, tag]) => ({ title, values: names.filter((name) => name.tag === tag) }));
  if (lists.every(({ values }) => values.length === 0)) return;
  report.line(0, 'Subject Alternative Names:');
  for (const { title, values } of lists) {
    const texts = values.map((value) => (title === 'IP Addresses' ? addressText(value) : derText(value)));
    describeList(report, title, texts);
  }
}

function describeList(report: Report, title: string, values: readonly string[] = []): void {
  if (values.length > 0) report.line(0, `\t${title}:\t${values.join('\n\t\t')}`);
}

function addressText({ content }: DerValue): string {
  if (content.length === 4) return content.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => (content[2 * i] ?? 0) * 256 + (content[2 * i + 1] ?? 0));
  return groups
    .map((group) => group.toString(16))
    .join(':')
    .replace(/(^|:)0(:0)+(:|$)/, '::');
}

interface SigningRequest {
  readonly subject: ReadonlyMap<string, readonly string[]>;
  readonly names: readonly DerValue[];
}

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const ALTERNATIVE_NAMES = '2.5.29.17';

/** The subject and alternative names of a PKCS #10 request (x509.ParseCertificateRequest). */
function requestOf(base64: string): SigningRequest | undefined {
  const pem = PEM.exec(new TextDecoder().decode(decodeBase64(base64)))?.[1];
  const [whole] = pem === undefined ? [] : (derValues(decodeBase64(pem.replace(/\s/g, ''))) ?? []);
  const [info] = derChildren(whole);
  const [, name, , attributes] = derChildren(info);
  if (name === undefined) return undefined;
  const subject = new Map<string, readonly string[]>();
  for (const [identifier, value] of derChildren(name).flatMap((set) => derChildren(set).flatMap(pairOf)))
    subject.set(identifier, [...(subject.get(identifier) ?? []), derText(value)]);
  return { subject, names: alternativeNames(attributes) };
}

/** An identifier and the last value beside it. */
function pairOf(sequence: DerValue): readonly (readonly [string, DerValue])[] {
  const [identifier, ...values] = derChildren(sequence);
  const value = values.at(-1);
  return identifier?.tag === OBJECT_IDENTIFIER && value !== undefined ? [[derIdentifier(identifier), value]] : [];
}

function alternativeNames(attributes: DerValue | undefined): readonly DerValue[] {
  return derChildren(attributes)
    .flatMap(pairOf)
    .filter(([identifier]) => identifier === EXTENSION_REQUEST)
    .flatMap(([, set]) => derChildren(set).flatMap(derChildren).flatMap(pairOf))
    .filter(([identifier]) => identifier === ALTERNATIVE_NAMES)
    .flatMap(([, octets]) => derValues(octets.content)?.flatMap(derChildren) ?? []);
}
