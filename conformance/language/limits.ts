/** Bytes of a spec file. What is larger is generated, and belongs in manifests. */
export const MAX_SPEC_BYTES = 1024 * 1024;
/** Bytes of a manifest that a spec names. */
export const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;
/** Collections within collections. */
export const MAX_DEPTH = 100;
/** Values of one document once its aliases are replaced by what they stand for. */
export const MAX_VALUES = 1_000_000;
/** Uses of aliases in one document. */
export const MAX_ALIASES = 1_000;
/** Combinations of a matrix, as on GitHub. */
export const MAX_COMBINATIONS = 256;
/** Spec files are looked for this deep in folders. */
export const MAX_INCLUDES = 20;

export const FLATTER = 'split it up, or write it flatter';

/** Why a text is not read, where, and what to do. */
export interface Refusal {
  readonly message: string;
  readonly offset: number;
  readonly fix: string;
}

const DEEP_BLOCK = new RegExp(`^ {${MAX_DEPTH * 8},}|(?:[-?] +){${MAX_DEPTH},}`, 'm');

/** What YAML takes for no text at all, and what is put where bytes are no UTF-8. */

const FOREIGN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ufffe\uffff]/;

function foreignSign(sign: string): string {
  if (sign === '\ufffd') return 'the file is no UTF-8 text';
  const code = sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return `a control character stands here (U+${code}), which YAML does not take`;
}

/**
 * Why a text must not even be given to the parser, whose recursion follows the nesting of the text; undefined when it
 * may. Exact depths are checked later: this keeps out what is absurd.
 */
export function refusal(text: string, maxBytes: number): Refusal | undefined {
  if (text.length > maxBytes) {
    const size = `${(text.length / 1024 / 1024).toFixed(1)} MiB`;
    return {
      message: `the file is too large: ${size}, the limit is ${maxBytes / 1024 / 1024} MiB`,
      offset: 0,
      fix: FLATTER,
    };
  }
  const foreign = FOREIGN.exec(text);
  if (foreign !== null)
    return {
      message: foreignSign(foreign[0]),
      offset: foreign.index,
      fix: 'write it as UTF-8 text; in quotes, control characters are "\\0" or "\\x1b"',
    };
  const block = DEEP_BLOCK.exec(text);
  if (block !== null) return { message: tooDeep(), offset: block.index, fix: FLATTER };
  const offset = deepFlow(text);
  return offset === undefined ? undefined : { message: tooDeep(), offset, fix: FLATTER };
}

export function tooDeep(): string {
  return `nested too deeply: more than ${MAX_DEPTH} lists and maps within each other`;
}

/** Where brackets nest deeper than the limit; quotes and comments are taken for what they are only roughly. */
function deepFlow(text: string): number | undefined {
  if (!opensOften(text)) return undefined;
  let depth = 0;
  for (const { 0: bracket, index } of text.matchAll(
    /"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|(?<=^|\s)#.*$|^\s*$|[[\]{}]/gm,
  )) {
    if (bracket === '[' || bracket === '{') depth++;
    else if (bracket === ']' || bracket === '}') depth = Math.max(0, depth - 1);
    if (depth > MAX_DEPTH) return index;
  }
  return undefined;
}

/** Whether there are enough opening brackets to nest too deeply at all. */
function opensOften(text: string): boolean {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code === 0x5b || code === 0x7b) && ++count > MAX_DEPTH) return true;
  }
  return false;
}
