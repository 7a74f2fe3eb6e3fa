import type { Consumption } from '../../core/consumption.js';
import type { Millis } from '../../core/time.js';

/** What a container uses at one moment: cpu in millicores wanted, everything else in bytes or pieces. */
export type Used = Required<Consumption>;

/** What it uses from a moment after its start on, until the next change of the same resource. */
export interface UsageChange extends Consumption {
  readonly at: Millis;
}

const MEBIBYTE = 1024 * 1024;

/** A container of which nothing is declared: it waits, and its runtime holds a little memory. */
export const IDLE: Used = { cpu: 0, memory: MEBIBYTE, disk: 0, pids: 1, volumes: {} };

export const UNUSED: Used = { cpu: 0, memory: 0, disk: 0, pids: 0, volumes: {} };

/** What is said in `change` wins. */
export function changed(used: Used, change: Consumption): Used {
  const { cpu = used.cpu, memory = used.memory, disk = used.disk, pids = used.pids } = change;
  const volumes = change.volumes === undefined ? used.volumes : { ...used.volumes, ...change.volumes };
  return { cpu, memory, disk, pids, volumes };
}

/** Both together. */
export function plus(a: Used, b: Consumption): Used {
  const { cpu = 0, memory = 0, disk = 0, pids = 0, volumes = {} } = b;
  const both: Record<string, number> = { ...a.volumes };
  for (const [name, bytes] of Object.entries(volumes)) both[name] = (both[name] ?? 0) + bytes;
  return { cpu: a.cpu + cpu, memory: a.memory + memory, disk: a.disk + disk, pids: a.pids + pids, volumes: both };
}
