import { explainScheduling, type Explanation } from '../../../engine/index.js';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { formatSelection, select } from '../../expectations/select.js';
import type { ExplainStep } from '../../language/plan.js';
import { explanationLines, remedyTitle } from '../explanation-text.js';
import { problem } from '../problem.js';
import type { Run } from '../run.js';
import type { Waiting } from '../waiting.js';
import { waitUntil } from './observe.js';
import { describeText, matchesText } from './requests.js';

/** Demands that the scheduler's explanation of a pod says what the step says. */
export function explain({ now }: Run, step: ExplainStep): Waiting {
  const what = `explanation of ${formatSelection(step.target)}`;
  let wrong = 'there is no such pod';
  const holds = (run: Run): boolean => {
    const [pod] = select(run.world, step.target);
    // The language only lets pods be selected here.
    const explanation = pod === undefined ? undefined : explainScheduling(run.cluster, pod as Pod);
    if (pod !== undefined && explanation === undefined) wrong = 'no scheduler runs';
    if (explanation === undefined) return false;
    const differences = differencesOf(step, explanation);
    wrong = [...differences, ...explanationLines(`pod/${pod?.metadata.name ?? ''}`, explanation)].join('\n');
    return differences.length === 0;
  };
  return waitUntil(now, step.within, holds, () => problem(step.source, what, wrong));
}

function differencesOf(step: ExplainStep, explanation: Explanation): readonly string[] {
  const { nodes, message, preemption, remedies, gate } = explanation;
  const fitting = nodes.filter(({ fits }) => fits).map(({ node }) => node);
  const [cheapest] = preemption;
  const told: string[] = [];
  if (step.fits !== undefined && !sameSet(step.fits, fitting))
    told.push(`it fits on ${list(fitting)}, not on ${list(step.fits)}`);
  for (const [node, plugins] of Object.entries(step.refuses ?? {})) {
    const row = nodes.find((one) => one.node === node);
    const refusing = row?.verdicts
      .filter(({ code }) => code !== 'Success' && code !== 'Skip')
      .map(({ plugin }) => plugin);
    if (refusing === undefined) told.push(`there is no node ${node}`);
    else if (!sameSet(plugins, refusing)) told.push(`${node} is refused by ${list(refusing)}, not by ${list(plugins)}`);
  }
  if (step.gate !== undefined && gate?.plugin !== step.gate)
    told.push(`it is held back by ${gate?.plugin ?? 'nothing'}, not by ${step.gate}`);
  if (step.message !== undefined && !matchesText(step.message, message))
    told.push(`the message does not match ${describeText(step.message)}: ${message}`);
  const victims = cheapest?.victims.map((name) => name.split('/')[1] ?? name) ?? [];
  if (step.evicts !== undefined && !sameSet(step.evicts, victims))
    told.push(`preemption would evict ${list(victims)}, not ${list(step.evicts)}`);
  const { change } = step;
  if (change !== undefined && !remedies.some((remedy) => matchesText(change, remedyTitle(remedy))))
    told.push(`no change that would do matches ${describeText(change)}`);
  return told;
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
