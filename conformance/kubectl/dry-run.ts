import { quote } from '../../engine/apimachinery/quote.js';
import { fail, type Failure } from './failure.js';
import { flagOf, textOf, type Arguments, type Flag } from './flags.js';
import type { Validation } from './resources/manifests.js';
import type { Session } from './session.js';

export type DryRun = 'none' | 'client' | 'server';

const UNCHANGED = 'unchanged';

export const DRY_RUN_FLAG: Flag = { name: 'dry-run', type: 'string', bare: UNCHANGED };

/** The value of --dry-run (cmdutil.GetDryRunStrategy). */
export function dryRunOf(session: Session, args: Arguments): DryRun | Failure {
  const value = flagOf(args, 'dry-run') ?? 'none';
  switch (value) {
    case 'none':
    case 'client':
    case 'server':
      return value;
    case UNCHANGED:
      session.warn(`${KLOG} --dry-run is deprecated and can be replaced with --dry-run=client.`);
      return 'client';
  }
  if (!/^([01tf]|true|false)$/i.test(value))
    return fail(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
  const meant = /^(1|t|true)$/i.test(value) ? 'client' : 'none';
  session.warn(`${KLOG} --dry-run=${value} is deprecated (boolean value) and can be replaced with --dry-run=${meant}.`);
  return meant;
}

/** The head of a line that klog writes; its time and process are not modelled. */
const KLOG = 'W0101 00:00:00.000000       1 helpers.go:731]';

/** 'created', 'created (dry run)' or 'created (server dry run)': what a line says was done. */
export function withDryRun(operation: string, dryRun: DryRun): string {
  return operation + dryRunSuffix(dryRun);
}

export function dryRunSuffix(dryRun: DryRun): string {
  return dryRun === 'none' ? '' : dryRun === 'client' ? ' (dry run)' : ' (server dry run)';
}

export const VALIDATE_FLAG: Flag = { name: 'validate', type: 'string', bare: 'strict' };

/** What --validate asks of the server (cmdutil.GetValidationDirective). */
export function validationOf(args: Arguments): Validation | Failure {
  const value = textOf(args, 'validate');
  if (value === '' || value === 'strict' || /^(1|t|true)$/i.test(value)) return 'Strict';
  if (value === 'warn') return 'Warn';
  if (value === 'ignore' || /^(0|f|false)$/i.test(value)) return 'Ignore';
  return fail(`invalid - validate option ${quote(value)}; must be one of: strict (or true), warn, ignore (or false)`);
}

export const SAVE_CONFIG_FLAG: Flag = { name: 'save-config', type: 'bool' };

export const FIELD_MANAGER_FLAG: Flag = { name: 'field-manager', type: 'string' };
