const DASH = 0x2d;
const DOT = 0x2e;
const UNDERSCORE = 0x5f;

function isLowerOrDigit(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
}

function isAlphanumeric(code: number): boolean {
  return isLowerOrDigit(code) || (code >= 0x41 && code <= 0x5a);
}

/**
 * Whether a text is an RFC 1123 label ('[a-z0-9]([-a-z0-9]*[a-z0-9])?'), or, with dots, labels with dots between them.
 * Every created object has several such names: a walk costs less than a regular expression.
 */
export function isDotted(text: string, dots: boolean): boolean {
  let previous = DOT;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (!isLowerOrDigit(code)) {
      const inside = code === DASH ? previous !== DOT : code === DOT && dots && previous !== DOT && previous !== DASH;
      if (!inside) return false;
    }
    previous = code;
  }
  return previous !== DOT && previous !== DASH;
}

/** Whether a text is the name part of a qualified name: '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'. */
export function isQualified(text: string): boolean {
  if (!isAlphanumeric(text.charCodeAt(0)) || !isAlphanumeric(text.charCodeAt(text.length - 1))) return false;
  for (let i = 1; i < text.length - 1; i++) {
    const code = text.charCodeAt(i);
    if (!isAlphanumeric(code) && code !== DASH && code !== DOT && code !== UNDERSCORE) return false;
  }
  return true;
}
