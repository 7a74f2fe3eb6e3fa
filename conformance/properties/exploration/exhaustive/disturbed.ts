import type { Run } from '../../../runner/run.js';

/** Whether anything disturbs or delays what components do, or loads what runs: then who does what hangs on more than their memories. */
export function isDisturbed({ cluster: { faults, loads }, lagging }: Pick<Run, 'cluster' | 'lagging'>): boolean {
  return faults.apiserverDown || faults.rules.length > 0 || loads.length > 0 || lagging.size > 0;
}
