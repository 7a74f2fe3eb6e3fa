import type { Status } from '../../apis/generated/meta.v1.js';
import { quote } from '../quote.js';
import { applyConflict } from '../status.js';
import { pathsOf, pathText } from '../structured-merge/field-set.js';
import type { Conflict } from '../structured-merge/managers.js';
import { managerOf } from './managed.js';

/** The refusal of an apply that would change what others manage: NewConflictError. */
export function conflictStatus(conflicts: readonly Conflict[]): Status {
  const found = conflicts.map(({ manager, fields }) => ({
    name: printedManager(manager),
    paths: [...pathsOf(fields)].map(pathText),
  }));
  const causes = found.flatMap(({ name, paths }) =>
    paths.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${name}`, field })),
  );
  const [only] = causes;
  if (only !== undefined && causes.length === 1)
    return applyConflict(causes, `Apply failed with 1 conflict: ${only.message}: ${only.field}`);
  const lines = found.flatMap(({ name, paths }) => [`conflicts with ${name}:`, ...paths.map((path) => `- ${path}`)]);
  return applyConflict(causes, `Apply failed with ${causes.length} conflicts: ${lines.join('\n')}`);
}

/** '"kubectl" with subresource "status" using apps/v1' (printManager). */
function printedManager(key: string): string {
  const { manager = '', subresource = '', operation, apiVersion = '' } = managerOf(key);
  const within = subresource === '' ? '' : ` with subresource ${quote(subresource)}`;
  return quote(manager) + within + (operation === 'Update' ? ` using ${apiVersion}` : '');
}
