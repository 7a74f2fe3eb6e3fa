import { quote } from '../../apimachinery/quote.js';
import { textOfBase64 } from '../decoding/base64.js';

export interface PemBlock {
  readonly type: string;
  readonly hasHeaders: boolean;
}

const BLOCK = /-----BEGIN ([^\n]*?)-----[ \t\r]*\n([\s\S]*?)-----END \1-----/g;

/** The PEM blocks of base64 bytes, other text between them skipped, as pem.Decode finds them one after the other. */
export function pemBlocks(base64: string): readonly PemBlock[] {
  return [...textOfBase64(base64).matchAll(BLOCK)]
    .map(([, type = '', body = '']) => ({ type, hasHeaders: body.includes(':'), body }))
    .filter(({ body, hasHeaders }) => hasHeaders || /^[A-Za-z0-9+/=\s]*$/.test(body))
    .map(({ type, hasHeaders }) => ({ type, hasHeaders }));
}

/** What is wrong with a signing request; the bytes inside its PEM block are not looked at (ParseCSR). */
export function requestProblem(base64: string): string | undefined {
  const ok = pemBlocks(base64)[0]?.type === 'CERTIFICATE REQUEST';
  return ok ? undefined : 'PEM block type must be CERTIFICATE REQUEST';
}

/** What is wrong with issued certificates; the bytes inside the PEM blocks are not looked at (validateCertificate). */
export function certificateProblem(base64: string): string | undefined {
  if (base64 === '') return undefined;
  const blocks = pemBlocks(base64);
  for (const { type, hasHeaders } of blocks) {
    if (type !== 'CERTIFICATE') return `only CERTIFICATE PEM blocks are allowed, found ${quote(type)}`;
    if (hasHeaders) return 'no PEM block headers are permitted';
  }
  return blocks.length === 0 ? 'must contain at least one CERTIFICATE PEM block' : undefined;
}
