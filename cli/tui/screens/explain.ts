import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { explainScheduling, type Explanation } from '../../../engine/index.js';
import { fitLine, fitLines, plain, span, type Line, type Look, type Size, type Span } from '../canvas/line.js';
import { wrap } from '../canvas/width.js';
import { labelOf } from '../step/tree-item.js';
import { traceOf, type StepState } from '../step/state.js';
import { bottomLine } from './step.js';
import { headLine, stepLines, trackLines } from './timeline.js';

const FRAME = 6;

/** Where the selected pod can go: nodes against plugins, points, what preemption would cost. */
export function explainScreen(state: StepState, size: Size, look: Look): readonly Line[] {
  const { columns, rows } = size;
  const all = explainLines(state, columns, look);
  const visible = rows - FRAME;
  const start = Math.max(0, Math.min(state.scroll['explain'] ?? 0, all.length - visible));
  return [
    headLine(state, columns, look),
    ...trackLines(state, columns, look),
    ...stepLines(state, columns, look),
    ...fitLines(all.slice(start, start + visible), visible),
    bottomLine(state, columns, look),
  ];
}

function explainLines(state: StepState, columns: number, look: Look): readonly Line[] {
  const { selected = '' } = state;
  const cluster = traceOf(state).stateAt(state.step);
  const pod = selected.startsWith('pods/') ? cluster.server.store.objects.get(selected) : undefined;
  if (pod === undefined)
    return [
      plain('Explain', 'bold'),
      ...wrap('select a pod that is there at this step, then e', columns).map((line) => plain(line, 'dim')),
    ];
  const explanation = explainScheduling(cluster, pod as Pod);
  const title = plain(`Explain ${labelOf(selected)}`, 'bold');
  if (explanation === undefined) return [title, plain('there is no scheduler in this cluster', 'dim')];
  return [
    title,
    ...verdictLines(pod as Pod, explanation, columns),
    ...tableLines(explanation, columns, look),
    ...scoreLines(explanation, columns, look),
    ...preemptionLines(explanation, columns, look),
  ];
}

function verdictLines(
  { spec, status }: Pod,
  { handled, gate, message, scores }: Explanation,
  columns: number,
): readonly Line[] {
  if (!handled) return [plain(`another scheduler's: ${spec.schedulerName ?? ''}`, 'yellow')];
  const where =
    spec.nodeName === undefined || spec.nodeName === ''
      ? []
      : [plain(`it runs on ${spec.nodeName} (${status.phase ?? ''}); were it to be placed now:`, 'dim')];
  const held = gate === undefined ? [] : [plain(`held back by ${gate.plugin}: ${gate.reason}`, 'yellow')];
  const best = scores[0];
  const says = message === '' ? (best === undefined ? '' : `fits ${scores.length}, best ${best.node}`) : message;
  return [...where, ...held, ...wrap(says, columns).map((line) => plain(line, message === '' ? 'green' : 'red')), []];
}

/** Only plugins that have a say of some node are columns. */
function tableLines({ nodes }: Explanation, columns: number, look: Look): readonly Line[] {
  const [first] = nodes;
  if (first === undefined) return [];
  const speaking = first.verdicts.flatMap(({ plugin }, index) =>
    nodes.some(({ verdicts }) => verdicts[index]?.code !== 'Skip') ? [{ plugin, index }] : [],
  );
  const width = Math.min(30, Math.max(4, ...nodes.map(({ node }) => node.length)));
  const names = speaking.map(({ plugin }, at) => span(` ${at + 1} ${plugin}`, 'dim'));
  const rows = nodes.map(({ node, fits, verdicts }): Line => {
    const cells = speaking.flatMap(({ index }): readonly Span[] => {
      const code = verdicts[index]?.code;
      if (code === 'Skip') return [span(` ${look.signs.dot}`, 'dim')];
      return code === 'Success'
        ? [span(` ${look.ascii ? 'y' : look.signs.passed}`, 'green')]
        : [span(` ${look.signs.failure}`, 'red')];
    });
    const reasons = [...new Set(verdicts.flatMap(({ reason }) => (reason === '' ? [] : [reason])))];
    return fitLine(
      [span(node.padEnd(width), fits ? 'green' : 'red'), ...cells, span(`  ${reasons.join(', ')}`)],
      columns,
      look,
    );
  });
  const heads = span(`${' '.repeat(width)}${speaking.map((_, at) => ` ${at + 1}`.slice(-2)).join('')}`, 'dim');
  return [...legend(names, columns), [heads], ...rows, []];
}

function legend(names: readonly Span[], columns: number): readonly Line[] {
  return wrap(names.map(({ text }) => text.trim().replace(' ', ':')).join('  '), columns).map((line) =>
    plain(line, 'dim'),
  );
}

function scoreLines({ scores }: Explanation, columns: number, look: Look): readonly Line[] {
  if (scores.length === 0) return [];
  const rows = scores.map(({ node, scores: points, total }) =>
    fitLine(
      [
        span(`${String(total).padStart(6)} `, 'bold'),
        span(`${node}  `),
        span(points.map(({ plugin, score, weight }) => `${plugin} ${score}x${weight}`).join(', '), 'dim'),
      ],
      columns,
      look,
    ),
  );
  return [plain('Points', 'bold'), ...rows, []];
}

function preemptionLines({ preemption }: Explanation, columns: number, look: Look): readonly Line[] {
  if (preemption.length === 0) return [];
  const rows = preemption.map(({ node, victims, pdbViolations }) =>
    fitLine(
      [
        span(`${node}  `),
        span(`without ${victims.join(', ')}`, 'dim'),
        span(pdbViolations > 0 ? `, breaking ${pdbViolations} budgets` : '', 'red'),
      ],
      columns,
      look,
    ),
  );
  return [plain('It would fit', 'bold'), ...rows];
}
