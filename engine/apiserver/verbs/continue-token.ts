import { isObject } from '../../apimachinery/object.js';
import { failed, ok, type Result } from '../../apimachinery/result.js';
import { base64OfText, textOfBase64 } from '../../apis/decoding/base64.js';
import { scanJson } from '../../apis/decoding/json-text.js';

/** Where a cut list goes on: which state it shows, and the key after which it begins again. */
export interface Position {
  readonly revision: number;
  readonly after: string;
}

const VERSION = 'meta.k8s.io/v1';
const INVALID = 'continue key is not valid';

/** Follows EncodeContinue (apiserver/pkg/storage). */
export function encodeContinue({ revision, after }: Position): string {
  const token = JSON.stringify({ v: VERSION, rv: revision, start: `${after}\u0000` });
  return base64OfText(token).replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
}

/** Follows DecodeContinue. */
export function decodeContinue(token: string): Result<Position> {
  const bad = token.search(/[^A-Za-z0-9_-]/);
  if (bad >= 0 || token.length % 4 === 1)
    return failed(`${INVALID}: illegal base64 data at input byte ${bad >= 0 ? bad : token.length}`);
  const text = textOfBase64(token.replaceAll('-', '+').replaceAll('_', '/'));
  const { error } = scanJson(text);
  if (error !== undefined) return failed(`${INVALID}: ${error}`);
  const value: unknown = JSON.parse(text);
  const { v = '', rv = 0, start = '' } = isObject(value) ? value : {};
  if (v !== VERSION)
    return failed(`${INVALID}: server does not recognize this encoded version ${typeof v === 'string' ? v : ''}`);
  if (typeof rv !== 'number' || rv === 0)
    return failed(`${INVALID}: incorrect encoded start resourceVersion (version ${VERSION})`);
  if (typeof start !== 'string' || start === '')
    return failed(`${INVALID}: encoded start key empty (version ${VERSION})`);
  return ok({ revision: rv, after: start.replace(/\0$/, '') });
}
