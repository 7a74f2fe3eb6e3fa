import { select, formatSelection } from '../../expectations/select.js';
import type { LogsStep } from '../../language/plan.js';
import { problem } from '../problem.js';
import type { Run } from '../run.js';
import type { Waiting } from '../waiting.js';
import { containerLogs } from '../../../engine/index.js';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { waitUntil } from './observe.js';
import { describeText, matchesText } from './requests.js';

export function logs({ now }: Run, step: LogsStep): Waiting {
  const text = (run: Run): string =>
    select(run.world, step.target)
      .map((object) => {
        // The language only lets pods be selected here.
        const lines = containerLogs(run.cluster, object as Pod, step.container, step.previous);
        return lines.ok ? lines.value.map(({ line }) => `${line}\n`).join('') : '';
      })
      .join('');
  const holds = (run: Run): boolean => matchesText(step.text, text(run)) !== step.absent;
  return waitUntil(now, step.within, holds, (run) => {
    const what = `logs of ${formatSelection(step.target)} ${step.absent ? 'do not match: ' : ''}${describeText(step.text)}`;
    return problem(step.source, what, text(run) === '' ? 'nothing was logged' : `they are:\n${text(run).trimEnd()}`);
  });
}
