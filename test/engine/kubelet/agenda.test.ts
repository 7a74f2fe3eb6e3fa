import fc from 'fast-check';
import t from 'tap';
import { EMPTY_AGENDA, schedule, takeFirst } from '../../../engine/kubelet/agenda.js';
import { backoffUntil, nextBackoff, type Backoff } from '../../../engine/kubelet/backoff.js';
import type { PodCondition, PodStatus } from '../../../engine/apis/generated/core.v1.js';
import { canonicalJson } from '../../../engine/apimachinery/hash.js';
import { applyStrategicMergePatch } from '../../../engine/apimachinery/patch/strategic-merge-patch.js';
import { schemas } from '../../../engine/apis/generated/schemas.js';
import { statusPatch } from '../../../engine/kubelet/status/patch.js';

t.test('an agenda is worked off in order of time, each subject once, and knows what is firm', async () => {
  const wish = fc.record({
    subject: fc.constantFrom('a', 'b', 'c', 'd'),
    at: fc.nat(20),
    retry: fc.boolean(),
    off: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(wish), (wishes) => {
      let agenda = EMPTY_AGENDA;
      const keys = new Map<string, string | undefined>();
      const wanted = new Map<string, { at: number; retry: boolean }>();
      for (const { subject, at, retry, off } of wishes) {
        const placed = schedule(agenda, off ? undefined : { at, subject, cause: 0, retry }, keys.get(subject));
        agenda = placed.agenda;
        keys.set(subject, placed.key);
        if (off) wanted.delete(subject);
        else wanted.set(subject, { at, retry });
      }
      if (agenda.firm !== [...wanted.values()].filter(({ retry }) => !retry).length) return false;
      let last = -1;
      for (let taken = takeFirst(agenda); taken !== undefined; taken = takeFirst(agenda)) {
        const { subject, at } = taken.appointment;
        if (at < last || wanted.get(subject)?.at !== at) return false;
        wanted.delete(subject);
        last = at;
        agenda = taken.agenda;
      }
      return wanted.size === 0 && agenda.firm === 0;
    }),
  );
});

t.test('back-off: 10 s, doubled, at most 5 min, forgotten after 10 min of quiet', async (t) => {
  let backoff: Backoff | undefined;
  const delays: number[] = [];
  for (let i = 0; i < 8; i++) {
    backoff = nextBackoff(backoff, i * 400_000, i * 400_000);
    delays.push(backoff.delay / 1000);
  }
  t.same(delays, [10, 20, 40, 80, 160, 300, 300, 300]);
  t.equal(nextBackoff(backoff, 7 * 400_000 + 600_001, 0).delay, 10_000);
  t.equal(backoffUntil({ delay: 20_000, updatedAt: 0 }, 5_000, 24_999), 25_000);
  t.equal(backoffUntil({ delay: 20_000, updatedAt: 0 }, 5_000, 25_000), undefined);
  t.equal(backoffUntil(undefined, 5_000, 5_000), undefined);
});

const POD_SCHEMA = schemas['io.k8s.api.core.v1.Pod'];

/** A status as text, whatever the order of its lists; empty lists and absent ones are alike. */
function sameness(status: PodStatus): string {
  const { conditions = [], podIPs = [], containerStatuses = [], ...rest } = status;
  const told = conditions.map(({ lastProbeTime: _never, ...condition }) => canonicalJson(condition)).sort();
  return canonicalJson({ ...rest, told, podIPs: podIPs.map(({ ip }) => ip).sort(), containerStatuses });
}

t.test('a status patch turns one status into the other', async () => {
  if (POD_SCHEMA === undefined) throw new Error('pods have a schema');
  const text = fc.constantFrom('x', 'y');
  const condition: fc.Arbitrary<PodCondition> = fc.record(
    {
      type: fc.constantFrom('Ready', 'Initialized', 'x.io/own'),
      status: fc.constantFrom('True', 'False'),
      reason: text,
      message: text,
    },
    { requiredKeys: ['type', 'status'] },
  );
  const status: fc.Arbitrary<PodStatus> = fc.record(
    {
      phase: fc.constantFrom('Pending' as const, 'Running' as const),
      reason: text,
      podIP: text,
      podIPs: fc.uniqueArray(fc.record({ ip: fc.constantFrom('1', '2', '3') }), { selector: ({ ip }) => ip }),
      conditions: fc.uniqueArray(condition, { selector: ({ type }) => type }),
      containerStatuses: fc.array(
        fc.constant({ name: 'c', image: '', imageID: '', ready: true, restartCount: 0, state: {}, lastState: {} }),
        { maxLength: 1 },
      ),
    },
    { requiredKeys: ['phase'] },
  );
  fc.assert(
    fc.property(status, status, (from, to) => {
      const patch = statusPatch(from, to);
      if (patch === undefined) return sameness(from) === sameness(to);
      const result = applyStrategicMergePatch({ status: from }, { status: patch }, POD_SCHEMA, schemas);
      return result.ok && sameness(result.value['status'] as PodStatus) === sameness(to);
    }),
  );
});
