import fc from 'fast-check';
import t from 'tap';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import type { Reconcile } from '../../../engine/client/reconcile.js';
import { Dice, seeded } from '../../../engine/core/rng.js';
import { allNodes, snapshotOf } from '../../../engine/scheduling/cache/snapshot.js';
import type { SearchContext } from '../../../engine/scheduling/cycle/find-nodes.js';
import { fitErrorMessage } from '../../../engine/scheduling/cycle/diagnosis.js';
import { schedulePod, type Scheduled } from '../../../engine/scheduling/cycle/schedule-pod.js';
import { SchedulerMemos } from '../../../engine/scheduling/cycle/signature-memo.js';
import { nominatedOf } from '../../../engine/scheduling/queue/nominator.js';
import {
  defaultSettings,
  profileOf,
  schedulerSettings,
  type SchedulerSettings,
} from '../../../engine/scheduling/settings.js';
import { anOp, perform } from './operations.js';
import { World } from './world.js';

/**
 * Fast paths of the scheduler, and where each is held against the plain one:
 * - here, by running every attempt twice, with everything that is remembered and with nothing: verdicts, sums and raw
 *   scores that pods of one signature share (SignatureMemo), answers of filters that stay what they are (setOwn),
 *   verdicts with nominated pods (crowded), refusals of all nodes (Refusals), the array of nodes (OrderedNodes),
 *   nominations by slot (Nominations), dry runs of preemption (SharedDryRuns), counts by domain of affinity and spreading
 *   (TopologySums, SharedAffinity, SpreadMemo, NodeMemo), what is forgotten after a while (Recent);
 * - fast-paths.test.ts: NodeInfo, images, node order and counts of nodes with affinity that are kept up to date one pod at a
 *   time, versions of nodes and pods that plugins cannot tell apart, counts of rejections by plugin, sums by domain with
 *   their lowest (TopologySums), persistent slots and their differences (Slots), sampling of nodes, facts of pods that are
 *   computed once (podUsage, hostPorts, podTerms);
 * - random-clusters.test.ts: all of it at once, against rules that know nothing of the engine.
 */

function outcome(result: Scheduled): unknown {
  switch (result.type) {
    case 'placed':
      return [result.host.name, result.nextStart];
    case 'unfit':
      return [fitErrorMessage(result.diagnosis, 0), result.diagnosis.unschedulablePlugins, result.nextStart];
    default:
      return result;
  }
}

/** What preemption comes to. */
function preemption(
  waiting: Pod,
  { diagnosis, filters }: Extract<Scheduled, { type: 'unfit' }>,
  search: SearchContext,
): unknown {
  const [, plugin] = search.profile.postFilter;
  const { statuses } = diagnosis;
  const { nominated, cycle } = search;
  const result = plugin?.postFilter?.(waiting, cycle, { statuses, filters, nominated, hasRun: () => true });
  const room = result?.makeRoom === undefined ? [] : requestsOf(result.makeRoom());
  return [result?.status, result?.nominatedNode, room];
}

function requestsOf(reconcile: Reconcile<boolean>): readonly string[] {
  const paths: string[] = [];
  for (let turn = reconcile.next(); turn.done !== true; turn = reconcile.next({ code: 200, body: {} })) {
    if (turn.value.type === 'request') paths.push(`${turn.value.method} ${turn.value.path}`);
  }
  return paths;
}

/** Fresh plugins remember nothing. */
function fresh(): SchedulerSettings {
  const made = schedulerSettings({});
  if (!made.ok) throw new Error('the defaults are wrong');
  return made.settings;
}

const shared = { settings: fresh(), memos: new SchedulerMemos() };

/** The next pod's outcome with everything that was remembered, and with nothing. */
function compare(world: World, seed: number): readonly [unknown, unknown] | undefined {
  const { work, memory } = world.component.take(world.memory, world.now);
  if (work.pod === undefined) return undefined;
  const { pod: waiting } = work.pod;
  const outcomes = [shared.settings, fresh()].map((settings, i) => {
    const profile = profileOf(settings.profiles, waiting);
    if (profile === undefined) throw new Error('no profile');
    const cycle = {
      view: world.view,
      now: world.now,
      dice: new Dice(seeded(seed)),
      snapshot: snapshotOf(memory.cache),
      volumes: memory.volumes,
    };
    const search = {
      profile,
      cycle,
      start: memory.nextStartNodeIndex,
      nominated:
        i === 0
          ? shared.memos.nominations.of(memory.queue.nominator, memory.cache.slots)
          : nominatedOf(memory.queue.nominator, memory.cache.slots),
      nodes: i === 0 ? shared.memos.nodes.of(cycle.snapshot) : allNodes(cycle.snapshot),
    };
    const result = schedulePod(waiting, search, i === 0 ? shared.memos : undefined);
    return [outcome(result), result.type === 'unfit' ? preemption(waiting, result, search) : undefined];
  });
  return [outcomes[0], outcomes[1]];
}

t.test('what equal pods share never changes where a pod goes', (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.array(anOp, { minLength: 4, maxLength: 25 }), fc.integer(), (ops, seed) => {
        const world = new World(defaultSettings(), seed);
        for (const op of ops) {
          perform(world, op);
          for (;;) {
            const due = world.component.due(world.memory);
            if (due === undefined || due.at > world.now) break;
            const outcomes = compare(world, seed);
            const [sharing, alone] = (outcomes ?? []).map((result) => JSON.stringify(result));
            if (sharing !== alone) throw new Error(`with memory: ${sharing}\nwithout: ${alone}`);
            world.step();
          }
        }
      }),
      { numRuns: 800 },
    ),
  );
  t.end();
});
