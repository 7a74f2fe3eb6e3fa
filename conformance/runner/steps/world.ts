import { formatDuration } from '../../../engine/apimachinery/duration.js';
import type { NodeAction, AdvanceStep, FaultStep, NodeStep, SettleStep } from '../../language/plan.js';
import { HOUR } from '../../../engine/core/time.js';
import { resourcePath } from '../../../engine/apis/resource.js';
import { nodes } from '../../../engine/apis/generated/resources.js';
import { problem, type Problem } from '../problem.js';
import { mendingOf } from '../mending.js';
import { Unrest } from '../endless.js';
import type { Run } from '../run.js';
import type { Waiting } from '../waiting.js';
import { checkResponse } from './requests.js';
import { runKubectl } from './kubectl.js';

/** A cluster that is busy for longer than this does not settle. */
const SETTLE_LIMIT = 24 * HOUR;

/** Time passes, whether anything happens in it or not. */
export function advance(run: Run, step: AdvanceStep): Waiting {
  return { until: run.now + step.by, passes: 'always', over: never, conclude: nothing };
}

function never(): boolean {
  return false;
}

function nothing(): undefined {
  return undefined;
}

export function settle(run: Run, step: SettleStep): Waiting {
  run.unrest = Unrest.from(run.cluster);
  return {
    until: run.now + (step.within ?? SETTLE_LIMIT),
    passes: 'never',
    over: (now) => now.settled || now.unrest?.notice(now.cluster) !== undefined,
    conclude: (now) => (now.settled || now.isCut ? undefined : unsettled(now, step)),
  };
}

function unsettled(run: Run, { source, within = SETTLE_LIMIT }: SettleStep): Problem {
  const why = run.unrest?.notice(run.cluster);
  const message = why === undefined ? `something is still due: ${nextOf(run)}` : `it goes round and round: ${why}`;
  return problem(source, `settles within ${formatDuration(within)}`, message);
}

function nextOf(run: Run): string {
  const first = run.cluster.queue.first();
  return first === undefined ? 'nothing' : first[1].component;
}

export function fault(run: Run, step: FaultStep): undefined {
  const faults = step.fault.type === 'heal' ? mendingOf(run.cluster) : [step.fault];
  for (const one of faults) run.apply({ type: 'fault', fault: one });
}

/** The kubectl words of an action on a node. */
function words(action: Exclude<NodeAction, { type: 'add' | 'remove' }>): readonly string[] {
  switch (action.type) {
    case 'cordon':
    case 'uncordon':
      return [action.type, action.node];
    case 'taint':
      return [
        'taint',
        'node',
        action.node,
        '--overwrite',
        ...action.taints.map(({ key, value, effect }) => `${key}${value === undefined ? '' : `=${value}`}:${effect}`),
      ];
    case 'untaint':
      return [
        'taint',
        'node',
        action.node,
        ...action.taints.map(({ key, effect }) => `${key}${effect === undefined ? '' : `:${effect}`}-`),
      ];
    case 'label':
      return [
        'label',
        'node',
        action.node,
        '--overwrite',
        ...Object.entries(action.labels).map(([key, value]) => (value === null ? `${key}-` : `${key}=${value}`)),
      ];
    case 'drain': {
      const { force, ignoreDaemonSets, deleteEmptyDirData, disableEviction, gracePeriodSeconds, podSelector, timeout } =
        action.options;
      return [
        'drain',
        action.node,
        ...(force ? ['--force'] : []),
        ...(ignoreDaemonSets ? ['--ignore-daemonsets'] : []),
        ...(deleteEmptyDirData ? ['--delete-emptydir-data'] : []),
        ...(disableEviction ? ['--disable-eviction'] : []),
        ...(gracePeriodSeconds === undefined ? [] : [`--grace-period=${gracePeriodSeconds}`]),
        ...(podSelector === undefined ? [] : [`--pod-selector=${podSelector}`]),
        ...(timeout === undefined ? [] : [`--timeout=${timeout}ms`]),
      ];
    }
  }
}

export function node(run: Run, step: NodeStep): Problem | undefined {
  const { action } = step;
  if (action.type === 'add') {
    for (const config of action.nodes) run.apply({ type: 'node', node: config });
    return undefined;
  }
  if (action.type === 'remove') return removeNode(run, step, action.node);
  const argv = words(action);
  const { outcome, refused } = runKubectl(run, { argv, files: {}, namespace: 'default' });
  if (step.expect !== undefined && refused !== undefined)
    return checkResponse(step.source, `kubectl ${argv.join(' ')}`, step.expect, refused);
  if (step.expect?.any === true) return undefined;
  const wanted = step.expect?.error === true;
  if ((outcome.exit !== 0) === wanted) return undefined;
  return problem(
    step.source,
    `${action.type} ${action.node} ${wanted ? 'fails' : 'succeeds'}`,
    (outcome.stderr || outcome.stdout).trim(),
  );
}

/** The machine stops, then its Node is deleted, as a cloud provider does it. */
function removeNode(run: Run, step: NodeStep, name: string): Problem | undefined {
  run.apply({ type: 'fault', fault: { type: 'node-stop', node: name } });
  const response = run.send({ type: 'request', method: 'DELETE', path: resourcePath(nodes, '', name) });
  return checkResponse(step.source, `remove node ${name}`, step.expect, response);
}
