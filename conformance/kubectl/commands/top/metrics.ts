import { isObject, type JsonObject } from '../../../../engine/apimachinery/object.js';
import {
  addQuantities,
  milliValue,
  quantityOf,
  quantityValue,
  ZERO,
} from '../../../../engine/apimachinery/quantity.js';
import type { Kubectl } from '../../effect.js';
import { fail, isSuccess, refusal, type Failure } from '../../failure.js';
import { textOf, type Arguments, type Flag } from '../../flags.js';
import { itemsOf } from '../../resources/requests.js';
import type { Session } from '../../session.js';

/** Millicores and bytes. */
export interface Used {
  readonly milliCpu: number;
  readonly memory: number;
}

export interface Measured extends Used {
  readonly name: string;
  readonly namespace: string;
  readonly containers: readonly (Used & { readonly name: string })[];
}

const ROOT = '/apis/metrics.k8s.io/v1beta1';

export const TOP_FLAGS: readonly Flag[] = [
  { name: 'selector', short: 'l', type: 'string' },
  { name: 'sort-by', type: 'string' },
  { name: 'no-headers', type: 'bool' },
  { name: 'use-protocol-buffers', type: 'bool' },
];

/** What is wrong with how a line asks; undefined: nothing. */
export function checkTop(args: Arguments, both: string): Failure | undefined {
  const sortBy = textOf(args, 'sort-by');
  if (sortBy !== '' && sortBy !== 'cpu' && sortBy !== 'memory') return fail('--sort-by accepts only cpu or memory');
  const chosen = textOf(args, 'selector') !== '' || textOf(args, 'field-selector') !== '';
  return args.positional.length > 0 && chosen ? fail(both) : undefined;
}

/** Whether the server has the metrics API at all. */
export function* metricsMissing(session: Session): Kubectl<Failure | undefined> {
  const response = yield* session.send({ method: 'GET', path: '/apis' });
  if (!isSuccess(response)) return refusal(response);
  const groups = isObject(response.body) ? response.body['groups'] : undefined;
  const has =
    Array.isArray(groups) && groups.some((group: unknown) => isObject(group) && group['name'] === 'metrics.k8s.io');
  return has ? undefined : fail('Metrics API not available');
}

/** Metrics below a path of the API, of one object or of all that a selector selects. */
export function* measured(
  session: Session,
  collection: string,
  name: string | undefined,
  query: Readonly<Record<string, string>>,
): Kubectl<readonly Measured[] | Failure> {
  const path = `${ROOT}/${collection}${name === undefined ? '' : `/${name}`}`;
  const response = yield* session.send({ method: 'GET', path, ...(name === undefined ? { query } : {}) });
  if (!isSuccess(response)) return refusal(response);
  const body = response.body as JsonObject;
  return (name === undefined ? itemsOf(body) : [body]).map(measuredOf);
}

function measuredOf(object: JsonObject): Measured {
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  const listed = Array.isArray(object['containers']) ? object['containers'] : [];
  const containers = listed.flatMap((container: unknown) =>
    isObject(container) ? [{ name: String(container['name']), usage: container['usage'] }] : [],
  );
  const usages = object['usage'] === undefined ? containers.map(({ usage }) => usage) : [object['usage']];
  return {
    name: String(metadata['name']),
    namespace: typeof metadata['namespace'] === 'string' ? metadata['namespace'] : '',
    ...usedOf(usages),
    containers: containers.map(({ name, usage }) => ({ name, ...usedOf([usage]) })),
  };
}

/** Quantities are added before they are rounded. */
function usedOf(usages: readonly unknown[]): Used {
  let [cpu, memory] = [ZERO, ZERO];
  for (const usage of usages) {
    if (!isObject(usage)) continue;
    cpu = addQuantities(cpu, quantityOf(String(usage['cpu'])));
    memory = addQuantities(memory, quantityOf(String(usage['memory'])));
  }
  return { milliCpu: milliValue(cpu), memory: quantityValue(memory) };
}

const MEBIBYTE = 1024 * 1024;

export function cpuText({ milliCpu }: Used): string {
  return `${milliCpu}m`;
}

export function memoryText({ memory }: Used): string {
  return `${Math.floor(memory / MEBIBYTE)}Mi`;
}

/** By a resource, most first; by namespace and name without one. */
export function sorted<T extends Used & { readonly name: string; readonly namespace?: string }>(
  list: readonly T[],
  sortBy: string,
): readonly T[] {
  return [...list].sort((a, b) => {
    if (sortBy === 'cpu') return b.milliCpu - a.milliCpu;
    if (sortBy === 'memory') return b.memory - a.memory;
    return compare(a.namespace ?? '', b.namespace ?? '') || compare(a.name, b.name);
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
