import type { KubeObject } from '../../apimachinery/object.js';
import type { Resource } from '../../apis/resource.js';
import type { Millis } from '../../core/time.js';
import { autoscalingPrinters } from './autoscaling.js';
import { tableKey, type Row } from './cells.js';
import { corePrinters } from './core.js';
import { eventPrinters } from './event.js';
import { extensionPrinters } from './extensions.js';
import { networkingPrinters } from './networking.js';
import { podPrinters } from './pod.js';
import { policyPrinters } from './policy.js';
import { storagePrinters } from './storage.js';
import { workloadPrinters } from './workloads.js';

const printers = new Map([
  ...podPrinters,
  ...workloadPrinters,
  ...corePrinters,
  ...networkingPrinters,
  ...storagePrinters,
  ...policyPrinters,
  ...autoscalingPrinters,
  ...eventPrinters,
  ...extensionPrinters,
]);

/**
 * The cells of one object, aligned with its kind's columns in apis/generated/tables. A kind without a printer of its own
 * shows its name and when it was created, as rest.NewDefaultTableConvertor.
 */
export function rowsFor(resource: Resource, object: KubeObject, now: Millis): Row {
  const print = printers.get(tableKey(resource));
  return print === undefined ? [object.metadata.name, object.metadata.creationTimestamp] : print(object, now);
}

/** Whether a kind has a printer of its own. */
export function hasPrinter(resource: Resource): boolean {
  return printers.has(tableKey(resource));
}
