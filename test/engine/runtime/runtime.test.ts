import fc from 'fast-check';
import t from 'tap';
import { behaviourOf } from '../../../engine/runtime/catalogue.js';
import { logged, type CallLog } from '../../../engine/runtime/cri-call.js';
import { hex64 } from '../../../engine/runtime/identity.js';
import { imageReference } from '../../../engine/runtime/image-reference.js';
import { allocate, newIpam, release } from '../../../engine/runtime/ipam.js';
import { readProgram } from '../../../engine/runtime/program.js';
import { answerOf, turningPoints, type ContainerRequest } from '../../../engine/runtime/request.js';
import type { ContainerRun } from '../../../engine/runtime/container.js';
import type { ImageBehaviour } from '../../../engine/runtime/image-behaviour.js';
import { SortedMap } from '../../../engine/core/sorted-map.js';

t.test('command lines that are understood', async (t) => {
  const rows: readonly [string, string, string][] = [
    ['true', '', '0 after 0'],
    ['false', '', '1 after 0'],
    ['sleep', '5', '0 after 5000'],
    ['sleep', '1.5', '0 after 1500'],
    ['sleep', '2m', '0 after 120000'],
    ['sleep', 'infinity', 'for ever'],
    ['sh', '', '0 after 0'],
    ['sh', 'exit 3', '3 after 0'],
    ['/bin/sh', 'sleep 1; exit 4', '4 after 1000'],
    ['bash', 'sleep 1 && false', '1 after 1000'],
    ['sh', 'echo hi; exec sleep 9', '0 after 9000 hi'],
    ['sh', 'while true; do sleep 1; done', 'for ever'],
    ['sh', 'while :; do sleep .1; done', 'for ever'],
    ['sh', "trap 'exit 7' TERM; while :; do sleep .1; done", 'for ever, 7 on TERM'],
    ['sh', "trap 'echo no' TERM; sleep 5", '0 after 5000'],
    ['sh', 'cat /etc/passwd | wc -l', 'unknown'],
    ['sh', 'while read x; do true; done', 'unknown'],
    ['python3', 'app.py', 'unknown'],
  ];
  for (const [name, argument, expected] of rows) {
    const isShell = /sh$/.test(name);
    const program = readProgram([name, ...(argument === '' ? [] : isShell ? ['-c', argument] : [argument])]);
    const lines = program?.output.map(({ line }) => ` ${line}`).join('') ?? '';
    const end = program?.end === undefined ? 'for ever' : `${program.end.code} after ${program.end.after}`;
    const term = program?.onTerm === undefined ? '' : `, ${program.onTerm} on TERM`;
    t.equal(program === undefined ? 'unknown' : `${end}${term}${lines}`, expected, `${name} ${argument}`);
  }
});

t.test('image references in full', async (t) => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const rows: readonly [string, string][] = [
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['me/app', 'docker.io/me/app:latest'],
    ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
    ['localhost:5000/x', 'localhost:5000/x:latest'],
    [`nginx@${digest}`, `docker.io/library/nginx@${digest}`],
    [`nginx:1@${digest}`, `docker.io/library/nginx:1@${digest}`],
  ];
  for (const [image, full] of rows) {
    const reference = imageReference(image);
    t.equal(reference.ok ? reference.value.full : reference.error, full);
  }
});

t.test('declared images go before known ones, known before unknown', async (t) => {
  const declared: ImageBehaviour = { ready: 7 };
  const images = { 'docker.io/library/nginx:1.27': declared };
  t.equal(behaviourOf(images, 'nginx:1.27', [], []).behaviour, declared);
  t.equal(behaviourOf(images, 'nginx:1.27', ['sleep', '5'], []).behaviour, declared, 'whatever its command');
  t.same(behaviourOf(images, 'nginx:1.26', [], []).behaviour.listens, [80]);
  t.same(behaviourOf({}, 'busybox', [], []).behaviour.exits, [{ after: 0, code: 0 }]);
  t.match(behaviourOf({}, 'busybox', ['sleep'], ['3']).behaviour, {
    exits: [{ after: 3_000, code: 0 }],
    sigterm: 'ignore',
  });
  t.match(behaviourOf({}, 'busybox', [], ['false']).behaviour, { exits: [{ after: 0, code: 1 }] });
  t.same(behaviourOf({}, 'mine', [], []), { behaviour: {}, guessed: 'mine' });
});

t.test('addresses: each one once, the next free after the last, given back ones again', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(300)), { maxLength: 400 }), (steps) => {
      let ipam = newIpam('10.244.7');
      const held = new Set<string>();
      for (const [takes, n] of steps) {
        if (takes) {
          const allocated = allocate(ipam, 'uid');
          if (allocated === undefined) {
            if (held.size !== 253) return false;
            continue;
          }
          if (held.has(allocated.ip)) return false;
          held.add(allocated.ip);
          ipam = allocated.ipam;
        } else {
          const ip = `10.244.7.${n}`;
          held.delete(ip);
          ipam = release(ipam, ip);
        }
      }
      return ipam.used.size === held.size;
    }),
  );
  const first = allocate(newIpam('10.244.7'), 'a');
  t.equal(first?.ip, '10.244.7.2');
  const again = first === undefined ? undefined : allocate(release(first.ipam, first.ip), 'b');
  t.equal(again?.ip, '10.244.7.3');
});

t.test('ids are 64 hexadecimal digits and differ', async (t) => {
  const ids = Array.from({ length: 20_000 }, (_, i) => hex64(`${i}/c/0`));
  t.equal(new Set(ids).size, ids.length);
  t.ok(ids.every((id) => /^[0-9a-f]{64}$/.test(id)));
});

t.test('the call log keeps the latest thousand', async (t) => {
  let log: CallLog = SortedMap.empty();
  for (let at = 0; at < 1_500; at++) log = logged(log, { at, call: 'ExecSync', pod: 'a/b' });
  t.equal(log.size, 1_000);
  t.equal(log.values()[0]?.at, 500);
});

t.test('between two turning points every answer is the same', async () => {
  const moment = fc.integer({ min: 0, max: 50 });
  const answer = fc.record({
    http: fc.constantFrom('/', '/x', '*'),
    status: fc.constantFrom(200, 404, 500),
    from: fc.option(moment, { nil: undefined }),
    until: fc.option(moment, { nil: undefined }),
    refuse: fc.boolean(),
  });
  const behaviour = fc.record({ ready: moment, answers: fc.array(answer, { maxLength: 4 }) });
  fc.assert(
    fc.property(behaviour, moment, fc.option(moment, { nil: undefined }), (behaviour, startedAt, lasts) => {
      const termination =
        lasts === undefined ? {} : { termination: { at: startedAt + lasts, code: 0, reason: 'Completed' } };
      const run: ContainerRun = {
        id: '',
        name: '',
        attempt: 0,
        image: '',
        imageRef: '',
        imageID: '',
        behaviour,
        createdAt: 0,
        startedAt,
        ...termination,
      };
      const request: ContainerRequest = { type: 'http', port: 80, path: '/' };
      const points = new Set(turningPoints(run, request));
      for (let now = startedAt + 1; now < 120; now++)
        if (
          !points.has(now) &&
          JSON.stringify(answerOf(run, request, now)) !== JSON.stringify(answerOf(run, request, now - 1))
        )
          return false;
      return true;
    }),
  );
});
