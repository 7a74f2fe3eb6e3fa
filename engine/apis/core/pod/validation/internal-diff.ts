import { internalForm } from '../internal-form.js';
import { unifiedDiff } from '../unified-diff.js';

/** How two values of an internal type differ, as diff.Diff of apimachinery prints it. */
export function internalDiff(type: string, before: unknown, after: unknown): string {
  return unifiedDiff(prettyForm(type, before), prettyForm(type, after));
}

/** json.MarshalIndent with one blank, which escapes some characters. */
function prettyForm(type: string, value: unknown): string {
  return JSON.stringify(internalForm(type, value), null, 1).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
