import { flagOf, type Arguments, type Flag } from './flags.js';

export type DryRun = 'none' | 'client' | 'server';

export const NO_DRY_RUN: DryRun = 'none';

export const DRY_RUN_FLAGS: readonly Flag[] = [{ name: 'dry-run', type: 'optional', bare: 'unchanged' }];

/** The value of --dry-run; without one, as kubectl warns and takes it, 'client'. */
export function dryRunOf(args: Arguments): DryRun {
  const value = flagOf(args, 'dry-run');
  return value === 'server'
    ? 'server'
    : value === 'client' || value === 'unchanged' || value === 'true'
      ? 'client'
      : 'none';
}

/** ' (dry run)', ' (server dry run)' or nothing: the end of a line that says what was done. */
export function dryRunSuffix(dryRun: DryRun): string {
  return dryRun === 'none' ? '' : dryRun === 'client' ? ' (dry run)' : ' (server dry run)';
}
