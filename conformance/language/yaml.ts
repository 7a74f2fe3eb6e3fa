import { isScalar, LineCounter, parseAllDocuments, type Document, type Scalar } from 'yaml';
import { convert } from './yaml-values.js';
import { FLATTER, refusal, tooDeep, type Refusal } from './limits.js';
import { Located } from './located.js';
import type { Problem } from './problem.js';

export interface Parsed {
  readonly documents: readonly Located[];
  readonly problems: readonly Problem[];
}

/** What to do about the parser's errors, by their codes. */
const FIXES: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces: YAML does not take tabs',
  BAD_INDENT: 'align it with its neighbours',
  BAD_SCALAR_START: 'put the text in quotes',
  MISSING_CHAR: 'close the quote or bracket, and put a space after ":" and "-"',
  BLOCK_IN_FLOW: 'write the inner part with braces or brackets too',
  MULTILINE_IMPLICIT_KEY: 'put the key on one line, or its text in quotes',
  BAD_ALIAS: 'define the anchor (&name) before it is used (*name)',
  UNEXPECTED_TOKEN: 'check the quotes and the indentation',
};

/**
 * Reads the YAML documents of a file as Kubernetes does (YAML 1.1 scalars, merge keys). Empty documents are left out;
 * a byte order mark, CRLF and several documents are fine. Never throws.
 */
export function parseYaml(file: string, content: string, maxBytes: number): Parsed {
  const text = content.charCodeAt(0) === 0xfeff ? content.slice(1) : content;
  const lines = new LineCounter();
  const refused = refusal(text, maxBytes);
  if (refused !== undefined) return refusedFile(file, text, refused);
  let documents: readonly Document.Parsed[];
  try {
    const parsed = parseAllDocuments(text, {
      lineCounter: lines,
      schema: 'failsafe',
      uniqueKeys: false,
      prettyErrors: false,
    });
    documents = 'empty' in parsed ? [] : parsed;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return refusedFile(file, text, { message: tooDeep(), offset: 0, fix: FLATTER });
  }
  return readDocuments(file, text, lines, documents);
}

function refusedFile(file: string, text: string, refused: Refusal): Parsed {
  const before = text.slice(0, refused.offset).split('\n');
  const position = { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  return { documents: [], problems: [{ position, message: refused.message, fix: refused.fix }] };
}

function readDocuments(file: string, text: string, lines: LineCounter, documents: readonly Document.Parsed[]): Parsed {
  const problems: Problem[] = [];
  const located: Located[] = [];
  const nowhere = new Located(file, text, lines, { value: null, start: 0, end: 0 });
  for (const document of documents) {
    const [error] = document.errors;
    if (error !== undefined) {
      problems.push({
        position: nowhere.positionAt(error.pos[0]),
        message: `not valid YAML: ${sentence(error.message)}`,
        fix: FIXES[error.code],
      });
      continue;
    }
    if (isEmpty(document)) continue;
    const converted = convert(document);
    for (const { offset, message, fix } of converted.problems) {
      problems.push({ position: nowhere.positionAt(offset), message, fix });
    }
    if (converted.problems.length === 0) located.push(new Located(file, text, lines, converted.root));
  }
  return { documents: located, problems };
}

function sentence(message: string): string {
  const [first = message] = message.split('\n');
  return first.charAt(0).toLowerCase() + first.slice(1);
}

function isEmpty({ contents }: Document.Parsed): boolean {
  return contents === null || (isScalar(contents) && isPlainNull(contents));
}

function isPlainNull(scalar: Scalar): boolean {
  return scalar.type === 'PLAIN' && scalar.value === '';
}
