import { findResults, parseJsonPath, relaxedJsonPath } from '../../../engine/apimachinery/jsonpath.js';
import type { JsonObject } from '../../../engine/apimachinery/object.js';
import { goValue } from '../../../engine/apimachinery/quote.js';
import { isSet, type Arguments } from '../flags.js';
import { fail, isFailure, type Failure } from '../failure.js';
import { readText } from '../resources/files.js';
import { isList } from '../resources/info.js';
import { itemsOf } from '../resources/requests.js';
import type { Session } from '../session.js';
import { TABLE, tabulate } from '../text/tab-writer.js';
import { readTemplate, type Print } from './print-flags.js';

export const COLUMN_FORMATS = ['custom-columns', 'custom-columns-file'];

interface CustomColumn {
  readonly header: string;
  readonly path: string;
}

/** -o custom-columns=HEADER:PATH,… (kubectl/pkg/cmd/get/customcolumn.go); undefined: another format. */
export function customColumnsPrinter(session: Session, args: Arguments, format: string): Print | Failure | undefined {
  const template = readTemplate(args, format, [...COLUMN_FORMATS].reverse());
  if (template === undefined) return undefined;
  if (template.text === '') return fail('custom-columns format specified but no custom columns given');
  const isFile = template.format === 'custom-columns-file';
  const columns = isFile ? columnsOfFile(session, template.text) : columnsOf(template.text);
  return isFailure(columns) ? columns : printerOf(session, columns, isSet(args, 'no-headers') && !isFile);
}

function columnsOf(spec: string): readonly CustomColumn[] | Failure {
  const columns: CustomColumn[] = [];
  for (const part of spec.split(',')) {
    const colon = part.indexOf(':');
    if (colon < 0) return fail(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    const path = relaxedJsonPath(part.slice(colon + 1));
    if (!path.ok) return fail(path.error);
    columns.push({ header: part.slice(0, colon), path: path.value });
  }
  return columns;
}

/** Two lines of words: headers and paths. */
function columnsOfFile(session: Session, name: string): readonly CustomColumn[] | Failure {
  const text = readText(session.invocation.files, name);
  if (isFailure(text)) return fail(`error reading template ${name}, ${text.failed}\n`);
  const format = 'Expected format is one line of space separated headers, one line of space separated column specs.';
  const [headers, paths] = text.split('\n').map((line) => line.split(/\s+/).filter((word) => word !== ''));
  if (text === '' || headers === undefined) return fail(`invalid template, missing header line. ${format}`);
  if (paths === undefined || paths.length === 0) return fail(`invalid template, missing spec line. ${format}`);
  if (headers.length !== paths.length)
    return fail(`number of headers (${headers.length}) and field specifications (${paths.length}) don't match`);
  return columnsOf(headers.map((header, at) => `${header}:${paths[at] ?? ''}`).join(','));
}

function printerOf(session: Session, columns: readonly CustomColumn[], noHeaders: boolean): Print {
  let wasList: boolean | undefined;
  return (object) => {
    const lines: string[] = [];
    if (!noHeaders && wasList !== isList(object)) lines.push(columns.map(({ header }) => header).join('\t'));
    wasList = isList(object);
    for (const { path } of columns) {
      const parsed = parseJsonPath(path);
      if (!parsed.ok) return fail(parsed.error);
    }
    for (const item of wasList ? itemsOf(object) : [object]) {
      const cells = cellsOf(item, columns);
      if (isFailure(cells)) return cells;
      lines.push(cells.join('\t'));
    }
    session.write(tabulate(lines.map((line) => `${line}\n`).join(''), TABLE));
    return undefined;
  };
}

function cellsOf(object: JsonObject, columns: readonly CustomColumn[]): readonly string[] | Failure {
  const cells: string[] = [];
  for (const { path } of columns) {
    const found = findResults(path, object);
    if (!found.ok) return fail(found.error);
    const [first = []] = found.value;
    const texts = found.value.flat().map(goValue);
    cells.push([...(first.length === 0 ? ['<none>'] : []), ...texts].join(','));
  }
  return cells;
}
