import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { executeInContainer, executeOnNode } from '../../../engine/index.js';
import type { Executed } from '../../../engine/kubelet/exec/run-in-container.js';
import type { Outcome } from '../../kubectl/effect.js';
import { formatObject, formatSelection, select } from '../../expectations/select.js';
import type { ExecStep } from '../../language/plan.js';
import { problem, type Problem } from '../problem.js';
import type { Run } from '../run.js';
import { checkOutcome } from './kubectl.js';

/** Runs a command in each selected pod, or on each selected node: all must do as expected. */
export function exec(run: Run, step: ExecStep): Problem | undefined {
  const { target, source, command, stdin, expect } = step;
  const found = select(run.world, target);
  if (found.length === 0) return problem(source, `${formatSelection(target)} to run a command in`, 'there is none');
  const execution = { command, ...(stdin === undefined ? {} : { stdin }) };
  for (const object of found) {
    const executed =
      target.resource.kind === 'Node'
        ? executeOnNode(run.cluster, object.metadata.name, execution)
        : executeInContainer(run.cluster, object as Pod, containerOf(object as Pod, step), execution);
    const what = `exec ${command.join(' ')} in ${formatObject(target.resource.kind, object)}`;
    if (executed.type === 'refused' && expect?.message === undefined)
      return problem(source, `${what} can be run`, executed.message);
    const wrong = checkOutcome(source, what, expect, outcomeOf(executed), undefined);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function containerOf({ metadata, spec }: Pod, { container }: ExecStep): string {
  const annotated = metadata.annotations?.['kubectl.kubernetes.io/default-container'];
  return container ?? annotated ?? spec.containers[0]?.name ?? '';
}

function outcomeOf(executed: Executed): Outcome {
  switch (executed.type) {
    case 'ran':
      return executed.ran;
    case 'refused':
      return { exit: 1, stdout: '', stderr: `error: ${executed.message}\n` };
    case 'not-modelled':
      return { exit: 1, stdout: '', stderr: `${executed.what} is not modelled (see limitations)\n` };
  }
}
