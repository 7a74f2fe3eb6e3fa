import { isObject } from '../../engine/apimachinery/object.js';
import { suggestion, type Cursor } from './cursor.js';
import { API_VERSION, KINDS } from './schema/documents.js';

/** Whether a document is one of kspec, of one of these kinds; told of when not. */
export function isKind(cursor: Cursor, kinds: readonly string[] = KINDS): boolean {
  const { value } = cursor;
  if (!isObject(value)) {
    cursor.report('this is no kspec document', `write apiVersion: ${API_VERSION} and kind: Scenario`);
    return false;
  }
  const { apiVersion, kind } = value;
  if (apiVersion !== API_VERSION) {
    const fix = `write apiVersion: ${API_VERSION}; manifests belong in files of their own`;
    if (apiVersion === undefined) cursor.report('apiVersion is missing', fix);
    else cursor.at('apiVersion').report(`apiVersion ${JSON.stringify(apiVersion)} is not one of kspec`, fix);
    return false;
  }
  if (typeof kind === 'string' && kinds.includes(kind)) return true;
  reportKind(kind, cursor, kinds);
  return false;
}

function reportKind(kind: unknown, cursor: Cursor, kinds: readonly string[]): void {
  const at = cursor.at('kind');
  const choice = `write kind: ${kinds.join(' or ')}`;
  if (typeof kind !== 'string') cursor.report('kind is missing', choice);
  else if (kind === 'Suite') at.report('a Suite stands in a file of its own', 'move it to suite.yaml in its folder');
  else at.report(`no kind is called "${kind}"`, suggestion(kind, kinds));
}
