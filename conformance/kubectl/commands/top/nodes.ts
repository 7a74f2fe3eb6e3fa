import { isObject, type JsonObject } from '../../../../engine/apimachinery/object.js';
import { milliValue, quantityOf } from '../../../../engine/apimachinery/quantity.js';
import type { Kubectl } from '../../effect.js';
import { fail, isFailure, isSuccess, refusal, type Failure } from '../../failure.js';
import { isSet, textOf } from '../../flags.js';
import { itemsOf } from '../../resources/requests.js';
import type { Session } from '../../session.js';
import { TABLE, tabulate } from '../../text/tab-writer.js';
import { cpuText, memoryText, sorted, type Measured } from './metrics.js';
import { top, type Query } from './top.js';

/** `kubectl top nodes`: what nodes use, and how much that is of what pods can be given. */
export const topNodes = top({
  kind: 'node',
  short: 'no',
  flags: [{ name: 'show-capacity', type: 'bool' }],
  both: 'only one of NAME or --selector can be provided',
  collection: () => 'nodes',
  query: (args) => ({ labelSelector: textOf(args, 'selector') }),
  *show(session, args, found, query) {
    if (found.length === 0) return fail('metrics not available yet');
    const available = yield* availableOn(session, args.positional[0], query, isSet(args, 'show-capacity'));
    if (isFailure(available)) return available;
    const header = isSet(args, 'no-headers') ? [] : [HEADER];
    const lines = sorted(found, textOf(args, 'sort-by')).map((node) => lineOf(node, available.get(node.name)));
    const measuredNames = new Set(found.map((node) => node.name));
    const missing = [...available.keys()].filter((each) => !measuredNames.has(each)).map((each) => [each, ...UNKNOWN]);
    const text = [...header, ...lines, ...missing].map((cells) => `${cells.join('\t')}\t\n`).join('');
    session.write(tabulate(text, TABLE));
    return undefined;
  },
});

const HEADER = ['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)'];
const UNKNOWN = ['<unknown>', '<unknown>', '<unknown>', '<unknown>'];

/** Quantities of cpu and memory by node. */
type Available = ReadonlyMap<string, JsonObject>;

function* availableOn(
  session: Session,
  name: string | undefined,
  query: Query,
  capacity: boolean,
): Kubectl<Available | Failure> {
  const path = `/api/v1/nodes${name === undefined ? '' : `/${name}`}`;
  const response = yield* session.send({ method: 'GET', path, ...(name === undefined ? { query } : {}) });
  if (!isSuccess(response)) return refusal(response);
  const body = response.body as JsonObject;
  const nodes = name === undefined ? itemsOf(body) : [body];
  return new Map(
    nodes.map(({ metadata, status }) => {
      const list = isObject(status) ? status[capacity ? 'capacity' : 'allocatable'] : undefined;
      return [isObject(metadata) ? String(metadata['name']) : '', isObject(list) ? list : {}];
    }),
  );
}

function lineOf(node: Measured, available: JsonObject = {}): readonly string[] {
  const part = (name: string, used: number): string => {
    const quantity = available[name];
    const whole = milliValue(quantityOf(typeof quantity === 'string' ? quantity : undefined));
    return `${whole === 0 ? 0 : Math.floor((used / whole) * 100)}%`;
  };
  return [node.name, cpuText(node), part('cpu', node.milliCpu), memoryText(node), part('memory', node.memory * 1000)];
}
