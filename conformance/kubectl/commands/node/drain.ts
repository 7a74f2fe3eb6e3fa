import { parseLabelSelector } from '../../../../engine/apimachinery/labels.js';
import type { Command } from '../../command.js';
import { dryRunOf, withDryRun } from '../../dry-run.js';
import type { Kubectl } from '../../effect.js';
import { aggregate, fail, isFailure, type Failure } from '../../failure.js';
import { durationOf, intOf, isSet, textOf } from '../../flags.js';
import { nameOfObject, type Info } from '../../resources/info.js';
import type { Session } from '../../session.js';
import { NODE_FLAGS, nodesOf, setUnschedulable } from './cordon.js';
import { judgePods, type FilterOptions } from './pod-filters.js';
import { Removal, type RemovalOptions } from './removal.js';

/** `kubectl drain NODE`: cordons it, then evicts its pods and waits until they are gone (kubectl/pkg/drain). */
export const drain: Command = {
  name: 'drain',
  flags: [
    ...NODE_FLAGS,
    { name: 'force', type: 'bool' },
    { name: 'ignore-daemonsets', type: 'bool' },
    { name: 'delete-emptydir-data', type: 'bool' },
    { name: 'disable-eviction', type: 'bool' },
    { name: 'grace-period', type: 'int' },
    { name: 'pod-selector', type: 'string' },
    { name: 'timeout', type: 'duration' },
    { name: 'skip-wait-for-delete-timeout', type: 'int' },
  ],
  *run(session, args) {
    const dryRun = dryRunOf(session, args);
    if (isFailure(dryRun)) return dryRun;
    const podSelector = textOf(args, 'pod-selector');
    if (!parseLabelSelector(podSelector).ok)
      return fail('--pod-selector=<pod_selector> must be a valid label selector');
    const nodes = yield* nodesOf(session, args, 'drain');
    if (isFailure(nodes)) return nodes;
    const skipWaitSeconds = intOf(args, 'skip-wait-for-delete-timeout', 0);
    yield* setUnschedulable(session, nodes, true, dryRun);
    return yield* drainAll(session, nodes, {
      force: isSet(args, 'force'),
      ignoreDaemonSets: isSet(args, 'ignore-daemonsets'),
      deleteEmptyDir: isSet(args, 'delete-emptydir-data'),
      skipWaitSeconds,
      podSelector,
      limit: intOf(args, 'chunk-size', 500),
      dryRun,
      disableEviction: isSet(args, 'disable-eviction'),
      gracePeriod: intOf(args, 'grace-period', -1),
      timeout: durationOf(args, 'timeout', 0),
    });
  },
};

type DrainOptions = FilterOptions & RemovalOptions;

function* drainAll(session: Session, nodes: readonly Info[], options: DrainOptions): Kubectl<Failure | undefined> {
  const errors: Failure[] = [];
  const remaining: string[] = [];
  for (const { name, object } of nodes) {
    const error = yield* drainOne(session, name, options);
    if (error === undefined) {
      session.print(`${nameOfObject(object ?? {})} ${withDryRun('drained', options.dryRun)}`);
      continue;
    }
    session.warn(`error: unable to drain node "${name}" due to error: ${error.failed}, continuing command...`);
    errors.push(error);
    remaining.push(name);
  }
  if (remaining.length > 0)
    session.warn(['There are pending nodes to be drained:', ...remaining.map((name) => ` ${name}`)].join('\n'));
  return aggregate(errors);
}

function* drainOne(session: Session, node: string, options: DrainOptions): Kubectl<Failure | undefined> {
  const { doomed, warnings, errors } = yield* judgePods(session, node, options);
  if (errors.length > 0) return aggregate(errors);
  if (warnings !== '') session.warn(`Warning: ${warnings}`);
  if (options.dryRun === 'client') {
    for (const { metadata } of doomed) session.print(`evicting pod ${metadata.namespace}/${metadata.name} (dry run)`);
    return undefined;
  }
  if (doomed.length === 0) return undefined;
  const removal = new Removal(session, options, doomed);
  const error = aggregate(yield* removal.run());
  if (error !== undefined) yield* tellPending(session, node, options, error);
  return options.disableEviction && error?.parts?.length === 1 ? error.parts[0] : error;
}

function* tellPending(session: Session, node: string, options: DrainOptions, error: Failure): Kubectl<void> {
  const { doomed, errors } = yield* judgePods(session, node, options);
  if (doomed.length > 0) {
    session.warn(`There are pending pods in node "${node}" when an error occurred: ${error.failed}`);
    for (const { metadata } of doomed) session.warn(`pod/${metadata.name}`);
  }
  const wrong = aggregate(errors);
  if (wrong !== undefined)
    session.warn(`Following errors occurred while getting the list of pods to delete:\n${wrong.failed}`);
}
