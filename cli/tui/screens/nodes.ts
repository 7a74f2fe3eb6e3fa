import { bytes, milliCpu, milliValue, quantityValue } from '../../../engine/apimachinery/quantity.js';
import type { Node, Pod } from '../../../engine/apis/generated/core.v1.js';
import { nodes } from '../../../engine/apis/generated/resources.js';
import { StoreView, type View } from '../../../engine/index.js';
import { podRequestsAndLimits, sumOf, type Amounts } from '../../../conformance/kubectl/describe/pod-resources.js';
import type { Paint } from '../../style.js';
import { fitLine, fitLines, plain, span, type Line, type Look, type Size, type Span } from '../canvas/line.js';
import { traceOf, type StepState } from '../step/state.js';
import { bottomLine } from './step.js';
import { headLine, stepLines, trackLines } from './timeline.js';

const FRAME = 6;
const LINES_EACH = 3;
const NEARLY_FULL = 0.9;

/** The nodes: what is requested of their capacity, their taints, what presses them. */
export function nodesScreen(state: StepState, size: Size, look: Look): readonly Line[] {
  const { columns, rows } = size;
  const view = new StoreView(traceOf(state).stateAt(state.step).server.store);
  const all = view.list(nodes);
  const visible = Math.max(1, Math.floor((rows - FRAME - 1) / LINES_EACH));
  const start = Math.max(0, Math.min(state.scroll['nodes'] ?? 0, all.length - visible));
  const shown = all.slice(start, start + visible).flatMap((node) => nodeLines(node, view, columns, look));
  const title = `Nodes ${all.length === 0 ? '0' : `${start + 1}-${Math.min(all.length, start + visible)} of ${all.length}`}`;
  return [
    ...fitLines(
      [
        headLine(state, columns, look),
        ...trackLines(state, columns, look),
        ...stepLines(state, columns, look),
        plain(title, 'bold'),
        ...shown,
      ],
      rows - 1,
    ),
    bottomLine(state, columns, look),
  ];
}

function nodeLines(node: Node, view: View, columns: number, look: Look): readonly Line[] {
  const { metadata, spec, status } = node;
  const room = status.allocatable ?? status.capacity ?? {};
  const pods = view.podsOnNode(metadata.name).filter(isRunning);
  const requested = sumOf(pods.map(requestsOf));
  const bar = Math.max(4, Math.floor((columns - 46) / 3));
  const cpu = share(requested, 'cpu', milliValue) / Math.max(1, milliCpu(room['cpu']));
  const memory = share(requested, 'memory', quantityValue) / Math.max(1, bytes(room['memory']));
  const pod = pods.length / Math.max(1, Number(room['pods'] ?? 0));
  const ready = status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
  const taints = (spec.taints ?? []).map(
    ({ key, value, effect }) => `${key}${value === undefined ? '' : `=${value}`}:${effect}`,
  );
  return [
    fitLine(
      [
        span(` ${metadata.name} `, 'bold'),
        span(ready ? 'Ready' : 'NotReady', ready ? 'green' : 'red'),
        span(spec.unschedulable === true ? ' cordoned' : '', 'yellow'),
        span(pressures(node), 'red'),
        span(taints.length === 0 ? '' : ` taints ${taints.join(' ')}`, 'yellow'),
      ],
      columns,
      look,
    ),
    fitLine(
      [
        ...gauge('cpu', cpu, bar, look),
        ...gauge('memory', memory, bar, look),
        ...gauge(`pods ${pods.length}/${room['pods'] ?? '?'}`, pod, bar, look),
      ],
      columns,
      look,
    ),
    [],
  ];
}

const requests = new WeakMap<Pod, Amounts>();

/** What a pod requests, added up once. */
function requestsOf(pod: Pod): Amounts {
  let amounts = requests.get(pod);
  if (amounts === undefined) requests.set(pod, (amounts = podRequestsAndLimits(pod).requests));
  return amounts;
}

function isRunning({ status }: Pod): boolean {
  return status.phase !== 'Succeeded' && status.phase !== 'Failed';
}

function share(requests: Amounts, name: string, measure: typeof milliValue): number {
  const amount = requests.get(name);
  return amount === undefined ? 0 : measure(amount);
}

function pressures({ status }: Node): string {
  const pressing = (status.conditions ?? []).filter(({ type, status: value }) => type !== 'Ready' && value === 'True');
  return pressing.map(({ type }) => ` ${type}`).join('');
}

function gauge(name: string, filled: number, width: number, { signs }: Look): readonly Span[] {
  const cells = Math.max(0, Math.min(width, Math.round(filled * width)));
  const paint: Paint = filled > NEARLY_FULL ? 'red' : 'cyan';
  return [
    span(`  ${name} `, 'dim'),
    { text: signs.full.repeat(cells), paint },
    { text: signs.empty.repeat(width - cells), paint: 'dim' },
    span(` ${Math.round(filled * 100)}%`),
  ];
}
