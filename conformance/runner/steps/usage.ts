import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { formatSelection, select } from '../../expectations/select.js';
import type { LoadStep, UsageStep } from '../../language/plan.js';
import { problem, type Problem } from '../problem.js';
import type { Run } from '../run.js';

/** Says what containers, or what is none, use from now on. */
export function usage(run: Run, step: UsageStep): Problem | undefined {
  const { target, amounts, source } = step;
  const found = select(run.world, target);
  if (found.length === 0) return problem(source, `${formatSelection(target)} to say the usage of`, 'there is none');
  for (const object of found) {
    if (target.resource.kind === 'Node') {
      run.apply({ type: 'usage', node: object.metadata.name, usage: { type: 'system', amounts } });
      continue;
    }
    const wrong = ofPod(run, step, object as Pod);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function ofPod(run: Run, { source, container, amounts }: UsageStep, pod: Pod): Problem | undefined {
  const { name, uid } = pod.metadata;
  const { initContainers = [], containers, nodeName } = pod.spec;
  const chosen = container ?? containers[0]?.name ?? '';
  if (container === undefined && containers.length > 1)
    return problem(source, `one container of pod/${name}`, `it has ${containers.map((each) => each.name).join(', ')}`);
  if (![...containers, ...initContainers].some((each) => each.name === chosen))
    return problem(
      source,
      `pod/${name} has a container ${chosen}`,
      `it has ${containers.map((each) => each.name).join(', ')}`,
    );
  const statuses = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])];
  const isRunning = statuses.some((each) => each.name === chosen && each.state.running !== undefined);
  if (nodeName === undefined || !isRunning)
    return problem(source, `container ${chosen} of pod/${name} runs`, `the pod is ${pod.status.phase ?? 'Pending'}`);
  run.apply({ type: 'usage', node: nodeName, usage: { type: 'container', pod: uid, container: chosen, amounts } });
  return undefined;
}

/** Gives work from outside to pods. */
export function load(run: Run, step: LoadStep): undefined {
  run.apply({ type: 'load', load: step.load });
}
