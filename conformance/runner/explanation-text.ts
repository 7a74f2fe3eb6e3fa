import type { Explanation, Remedy } from '../../engine/index.js';

const NODES_SHOWN = 20;
const COSTS_SHOWN = 5;

/** An explanation as people read it: whether and where the pod fits, the table, what preemption costs, what would help. */
export function explanationLines(pod: string, explanation: Explanation): readonly string[] {
  const { handled, gate, nodes, message, preemption, remedies } = explanation;
  if (!handled) return [`${pod} asks for a scheduler that does not run`, ...remedyLines(remedies)];
  const fits = nodes.filter((one) => one.fits);
  const head = gate === undefined ? [] : [`${pod} is held back by ${gate.plugin}: ${gate.reason}`];
  if (fits.length > 0) head.push(`${pod} fits on ${fits.map(({ node }) => node).join(', ')}`);
  else head.push(`${pod} fits on no node`, ...(message === '' ? [] : [`  ${message}`]));
  return [
    ...head,
    '',
    ...filterTable(explanation),
    ...section('scores', scoreTable(explanation)),
    ...section('preemption', preemption.slice(0, COSTS_SHOWN).map(costText)),
    ...remedyLines(remedies),
  ];
}

/** What would help, each remedy on lines of its own. */
export function remedyLines(remedies: readonly Remedy[]): readonly string[] {
  return section('what would let it be scheduled (each was tried)', remedies.flatMap(remedyText));
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

/** 'remove the taint a=b:NoSchedule from node n1 → n1' */
export function remedyTitle({ changes, nodes, victims }: Remedy): string {
  const where = nodes.length > COSTS_SHOWN ? `${nodes.length} nodes` : nodes.join(', ');
  const evicting = victims.length === 0 ? '' : `, evicting ${victims.join(', ')}`;
  return `${changes.map(({ text }) => text).join('; ')} → ${where}${evicting}`;
}

function remedyText(remedy: Remedy): readonly string[] {
  const commands = remedy.changes.flatMap(({ command }) => command ?? []);
  return [remedyTitle(remedy), ...commands.map((command) => `    ${command}`)];
}

function costText({ node, victims, pdbViolations, highestPriority }: Explanation['preemption'][number]): string {
  const budgets =
    pdbViolations === 0 ? '' : `, against ${pdbViolations} disruption budget${pdbViolations > 1 ? 's' : ''}`;
  return `${node}: evict ${victims.join(', ')} (highest priority ${highestPriority}${budgets})`;
}

/** Nodes and the plugins that have a say: ok, or no with the reason at the end of the row. */
function filterTable({ nodes }: Explanation): readonly string[] {
  const names = nodes[0]?.verdicts.map(({ plugin }) => plugin) ?? [];
  const columns = names.filter((_, i) => nodes.some(({ verdicts }) => verdicts[i]?.code !== 'Skip'));
  const rows = nodes.slice(0, NODES_SHOWN).map(({ node, verdicts }) => {
    const told = verdicts.filter(({ plugin }) => columns.includes(plugin));
    const signs = told.map(({ code }) => (code === 'Success' ? 'ok' : code === 'Skip' ? '-' : 'no'));
    const reasons = told.filter(({ reason }) => reason !== '').map(({ reason }) => reason);
    return [node, ...signs, reasons.join('; ')];
  });
  const more = nodes.length > NODES_SHOWN ? [`and ${nodes.length - NODES_SHOWN} more nodes`] : [];
  return nodes.length === 0 ? ['there are no nodes'] : [...table([['NODE', ...columns, ''], ...rows]), ...more];
}

function scoreTable({ scores }: Explanation): readonly string[] {
  const columns = scores[0]?.scores.map(({ plugin, weight }) => `${plugin}×${weight}`) ?? [];
  const rows = scores
    .slice(0, NODES_SHOWN)
    .map(({ node, total, scores: all }) => [node, String(total), ...all.map(({ score }) => String(score))]);
  return scores.length === 0 ? [] : table([['NODE', 'TOTAL', ...columns], ...rows]);
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
