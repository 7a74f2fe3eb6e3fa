import type { Pod } from '../../../apis/generated/core.v1.js';
import type { NodeInfo } from '../../cache/node-info.js';
import { priorityOf } from '../../cache/pod-facts.js';
import type { NodeVerdicts } from '../filter-table.js';
import type { PreemptionCost } from '../preemption-cost.js';
import { weightOf, type Change, type Trial } from './change.js';
import { FIXES, type Place } from './fixes.js';
import { addNodeLike } from './node-changes.js';
import { allowPreemption, raisePriority, removeGates, setScheduler } from './pod-changes.js';

/** What a trial of changes came to. */
export interface Outcome {
  /** Nodes on which the pod would fit. */
  readonly fits: readonly string[];
  /** Nodes on which preemption would make room, when it fits nowhere; the cheapest first. */
  readonly preemption: readonly PreemptionCost[];
}

/** How to try: without changing anything. */
export interface Laboratory {
  readonly start: Trial;
  readonly nodes: readonly NodeInfo[];
  readonly table: readonly NodeVerdicts[];
  /** Whether a plugin still refuses the pod on a node. */
  readonly refuses: (plugin: string, trial: Trial, node: string) => boolean;
  readonly outcome: (trial: Trial) => Outcome;
}

/** Changes that together let the pod be scheduled, found by trying them. */
export interface Remedy {
  readonly changes: readonly Omit<Change, 'apply'>[];
  /** Nodes on which it then fits. */
  readonly nodes: readonly string[];
  /** Pods that preemption would then evict to make room, 'namespace/name'. */
  readonly victims: readonly string[];
}

const NODES_TRIED = 12;
const WAYS_PER_NODE = 60;
const REMEDIES = 10;

/** The smallest changes that would let a pod be scheduled that fits nowhere, the least first; none when none is known. */
export function findRemedies(laboratory: Laboratory): readonly Remedy[] {
  const { start } = laboratory;
  const gates: readonly Change[] = start.pod.spec.schedulingGates?.length ? [removeGates(start.pod)] : [];
  const tried = new Map<string, Found>();
  const attempt = (changes: readonly Change[]): void => {
    const all = [...gates, ...changes];
    const key = all
      .map(({ text }) => text)
      .sort()
      .join('\n');
    if (tried.has(key)) return;
    const outcome = laboratory.outcome(applied(start, all));
    const works = outcome.fits.length > 0 || changes.some(({ type }) => type === 'pod-priority');
    const [cheapest] = outcome.preemption;
    const room = outcome.fits.length === 0 && cheapest !== undefined;
    if (works && (outcome.fits.length > 0 || room))
      tried.set(key, {
        changes: all,
        nodes: room ? [cheapest.node] : outcome.fits,
        victims: room ? cheapest.victims : [],
      });
  };
  attempt([]);
  if (tried.size === 0) {
    for (const changes of candidates(laboratory)) attempt(changes);
  }
  return smallest([...tried.values()]).map(({ changes, nodes, victims }) => ({
    changes: changes.map(({ apply: _apply, ...told }) => told),
    nodes,
    victims,
  }));
}

/** The names of schedulers that would take on a pod of one that does not run, as remedies to be tried by the caller. */
export function schedulerChanges(pod: Pod, names: readonly string[]): readonly Change[] {
  return names.map((name) => setScheduler(pod, name));
}

interface Found {
  readonly changes: readonly Change[];
  readonly nodes: readonly string[];
  readonly victims: readonly string[];
}

export function applied(trial: Trial, changes: readonly Change[]): Trial {
  return changes.reduce((current, { apply }) => apply(current), trial);
}

function* candidates(laboratory: Laboratory): Iterable<readonly Change[]> {
  const { table, nodes, start } = laboratory;
  const byRefusals = table
    .map(({ node, verdicts }) => ({ node, plugins: verdicts.filter(isRefusal).map(({ plugin }) => plugin) }))
    .sort((a, b) => a.plugins.length - b.plugins.length);
  for (const { node, plugins } of byRefusals.slice(0, NODES_TRIED)) {
    const info = nodes.find(({ name }) => name === node);
    if (info !== undefined) yield* forNode({ pod: start.pod, node: info, nodes }, plugins, laboratory);
  }
  for (const { node } of byRefusals.slice(0, NODES_TRIED)) {
    const info = nodes.find(({ name }) => name === node);
    if (info !== undefined) yield [addNodeLike(info)];
  }
  yield* priorities(laboratory);
}

function isRefusal({ code }: NodeVerdicts['verdicts'][number]): boolean {
  return code !== 'Success' && code !== 'Skip';
}

/** For each plugin that refuses the node the first of each family that turns it; then all ways to turn them all. */
function forNode(place: Place, plugins: readonly string[], laboratory: Laboratory): readonly (readonly Change[])[] {
  const { start } = laboratory;
  let ways: readonly (readonly Change[])[] = [[]];
  for (const plugin of plugins) {
    const refused = (changes: readonly Change[]) =>
      laboratory.refuses(plugin, applied(start, changes), place.node.name);
    const families = FIXES[plugin]?.(place) ?? [];
    ways = ways
      .flatMap((way) => {
        // What was done against an earlier plugin may do for this one.
        if (!refused(way)) return [way];
        return families.flatMap((family) => {
          const first = family.find((changes) => changes.length > 0 && !refused([...way, ...changes]));
          return first === undefined ? [] : [[...way, ...first]];
        });
      })
      .slice(0, WAYS_PER_NODE);
  }
  return ways.filter((way) => way.length > 0);
}

/** A priority just above one of those that run: the lowest with which preemption helps. */
function* priorities({ nodes, start, outcome }: Laboratory): Iterable<readonly Change[]> {
  const polite = start.pod.spec.preemptionPolicy === 'Never' ? [allowPreemption(start.pod)] : [];
  if (polite.length > 0) yield polite;
  const own = priorityOf(start.pod);
  const others = new Set(
    nodes.flatMap(({ pods }) => pods.flatMap((other) => [priorityOf(other)])).filter((priority) => priority >= own),
  );
  for (const priority of [...others].sort((a, b) => a - b)) {
    const changes = [...polite, raisePriority(start.pod, priority + 1)];
    if (outcome(applied(start, changes)).preemption.length === 0) continue;
    yield changes;
    return;
  }
}

/** Those that contain no other, the fewest and lightest first. */
function smallest(found: readonly Found[]): readonly Found[] {
  const texts = found.map(({ changes }) => new Set(changes.map(({ text }) => text)));
  const minimal = found.filter(
    (_, i) =>
      !texts.some(
        (other, j) => i !== j && other.size < (texts[i]?.size ?? 0) && [...other].every((text) => texts[i]?.has(text)),
      ),
  );
  const weight = ({ changes }: Found) => changes.reduce((sum, change) => sum + weightOf(change), 0);
  const text = ({ changes }: Found) => changes.map((change) => change.text).join('\n');
  const fewest = Math.min(...minimal.map(({ changes }) => changes.length));
  return minimal
    .filter(({ changes }) => changes.length <= fewest + 1)
    .sort((a, b) => a.changes.length - b.changes.length || weight(a) - weight(b) || (text(a) < text(b) ? -1 : 1))
    .slice(0, REMEDIES);
}
