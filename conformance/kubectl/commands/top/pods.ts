import { parseTimestamp } from '../../../../engine/apimachinery/time.js';
import { formatDuration } from '../../../../engine/apimachinery/duration.js';
import { isObject, type JsonObject } from '../../../../engine/apimachinery/object.js';
import { MINUTE } from '../../../../engine/core/time.js';
import { ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG } from '../../choosing.js';
import type { Kubectl } from '../../effect.js';
import { fail, isSuccess, type Failure } from '../../failure.js';
import { isSet, textOf, type Arguments } from '../../flags.js';
import { itemsOf } from '../../resources/requests.js';
import type { Session } from '../../session.js';
import { TABLE, tabulate } from '../../text/tab-writer.js';
import { cpuText, memoryText, sorted, type Measured } from './metrics.js';
import { top, type Query } from './top.js';

/** `kubectl top pods`: what pods use, as the metrics server has measured it. */
export const topPods = top({
  kind: 'pod',
  short: 'po',
  flags: [
    FIELD_SELECTOR_FLAG,
    ALL_NAMESPACES_FLAG,
    { name: 'containers', type: 'bool' },
    { name: 'sum', type: 'bool' },
  ],
  both: 'only one of NAME or selector can be provided',
  collection: ({ namespace }, args) => (isEverywhere(args) ? 'pods' : `namespaces/${namespace}/pods`),
  query: (args) => ({ labelSelector: textOf(args, 'selector'), fieldSelector: textOf(args, 'field-selector') }),
  *show(session, args, found, query) {
    if (found.length === 0) return yield* nothing(session, query, isEverywhere(args));
    session.write(table(found, args, isEverywhere(args)));
    return undefined;
  },
});

function isEverywhere(args: Arguments): boolean {
  return isSet(args, 'all-namespaces');
}

/** Pods that have no metrics yet are another matter than no pods. Follows verifyEmptyMetrics. */
function* nothing(session: Session, query: Query, everywhere: boolean): Kubectl<Failure | undefined> {
  const response = yield* session.send({ method: 'GET', path: `/api/v1/namespaces/${session.namespace}/pods`, query });
  const pods = isSuccess(response) ? itemsOf(response.body as JsonObject) : [];
  for (const pod of pods) {
    const metadata = isObject(pod['metadata']) ? pod['metadata'] : {};
    const age = session.now - (parseTimestamp(String(metadata['creationTimestamp'])) ?? 0);
    if (age > 2 * MINUTE)
      return fail(
        `Metrics not available for pod ${String(metadata['namespace'])}/${String(metadata['name'])}, age: ${formatDuration(age)}`,
      );
  }
  if (pods.length > 0) return fail('metrics not available yet');
  session.warn(everywhere ? 'No resources found' : `No resources found in ${session.namespace} namespace.`);
  return undefined;
}

function table(found: readonly Measured[], args: Arguments, everywhere: boolean): string {
  const byContainer = isSet(args, 'containers');
  const sortBy = textOf(args, 'sort-by');
  const lines: string[][] = [];
  const lead = (...cells: readonly string[]): string[] => (everywhere ? [...cells] : cells.slice(1));
  if (!isSet(args, 'no-headers'))
    lines.push([...lead('NAMESPACE', ...(byContainer ? ['POD'] : [])), 'NAME', 'CPU(cores)', 'MEMORY(bytes)']);
  for (const pod of sorted(found, sortBy)) {
    if (!byContainer) lines.push([...lead(pod.namespace), pod.name, cpuText(pod), memoryText(pod)]);
    else
      for (const each of sorted(pod.containers, sortBy))
        lines.push([...lead(pod.namespace, pod.name), each.name, cpuText(each), memoryText(each)]);
  }
  if (isSet(args, 'sum')) lines.push(...sumOf(found, 3 + (everywhere ? 1 : 0) + (byContainer ? 1 : 0)));
  return tabulate(lines.map((cells) => `${cells.join('\t')}\t\n`).join(''), TABLE);
}

function sumOf(found: readonly Measured[], width: number): readonly string[][] {
  const total = { milliCpu: 0, memory: 0 };
  for (const { milliCpu, memory } of found) {
    total.milliCpu += milliCpu;
    total.memory += memory;
  }
  const blanks = (count: number): string[] => Array.from({ length: count }, () => '');
  return [
    [...blanks(width - 2), '________', '________'],
    [...blanks(width - 2), cpuText(total), memoryText(total)],
  ];
}
