import t from 'tap';
import type { KubeObject } from '../../../../engine/apimachinery/object.js';
import { timestamp } from '../../../../engine/apimachinery/time.js';
import { pods } from '../../../../engine/apis/generated/resources.js';
import { rowsFor } from '../../../../engine/apiserver/printers/registry.js';
import { SECOND } from '../../../../engine/core/time.js';
import { AGE, isTrue, NOW, object } from './stored.js';

interface Status {
  readonly state?: unknown;
  readonly lastState?: unknown;
  readonly ready?: boolean;
  readonly started?: boolean;
  readonly restartCount?: number;
}

const status = (name: string, fields: Status = {}): unknown => ({
  name,
  image: 'i',
  imageID: '',
  lastState: {},
  state: {},
  ready: false,
  restartCount: 0,
  ...fields,
});
const RUNNING: Status = { state: { running: {} }, ready: true };
const terminated = (exitCode: number, reason?: string, more: object = {}): Status => ({
  state: { terminated: { exitCode, ...(reason === undefined ? {} : { reason }), ...more } },
});
const waiting = (reason?: string): Status => ({ state: { waiting: reason === undefined ? {} : { reason } } });

interface PodFields {
  readonly phase?: string;
  readonly reason?: string;
  readonly conditions?: unknown;
  readonly containers?: readonly Status[];
  readonly init?: readonly (Status & { readonly sidecar?: boolean })[];
  readonly deleted?: boolean;
}

function pod({ phase = 'Running', reason, conditions, containers = [{}], init = [], deleted }: PodFields): KubeObject {
  return object(
    {
      spec: {
        containers: containers.map((_, i) => ({ name: `c${i}`, image: 'i' })),
        initContainers: init.map(({ sidecar }, i) => ({
          name: `i${i}`,
          image: 'i',
          ...(sidecar ? { restartPolicy: 'Always' } : {}),
        })),
      },
      status: {
        phase,
        ...(reason === undefined ? {} : { reason }),
        conditions: conditions ?? [],
        containerStatuses: containers.map((fields, i) => status(`c${i}`, fields)),
        initContainerStatuses: init.map(({ sidecar: _sidecar, ...fields }, i) => status(`i${i}`, fields)),
      },
    },
    deleted ? { deletionTimestamp: timestamp(NOW) } : {},
  );
}

/** What a pod is like, and its READY, STATUS and RESTARTS. */
const PODS: readonly (readonly [claim: string, fields: PodFields, ready: string, status: string, restarts: string])[] =
  [
    ['a running pod', { containers: [RUNNING] }, '1/1', 'Running', '0'],
    ['a pending one', { phase: 'Pending' }, '0/1', 'Pending', '0'],
    [
      'a gated one',
      { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] },
      '0/1',
      'SchedulingGated',
      '0',
    ],
    ['one that waits', { phase: 'Pending', containers: [waiting('ImagePullBackOff')] }, '0/1', 'ImagePullBackOff', '0'],
    [
      'the first container names the state',
      { containers: [waiting('ErrImagePull'), waiting('ImagePullBackOff')] },
      '0/2',
      'ErrImagePull',
      '0',
    ],
    ['a finished one', { phase: 'Succeeded', containers: [terminated(0, 'Completed')] }, '0/1', 'Completed', '0'],
    ['one that failed', { phase: 'Failed', containers: [terminated(1, 'Error')] }, '0/1', 'Error', '0'],
    [
      'one that was killed',
      { phase: 'Failed', containers: [terminated(137, undefined, { signal: 9 })] },
      '0/1',
      'Signal:9',
      '0',
    ],
    ['one that ended without a reason', { phase: 'Failed', containers: [terminated(3)] }, '0/1', 'ExitCode:3', '0'],
    ['an evicted one', { phase: 'Failed', reason: 'Evicted', containers: [] }, '0/0', 'Evicted', '0'],
    [
      'one of two done, the other ready',
      { conditions: isTrue('Ready'), containers: [terminated(0, 'Completed'), RUNNING] },
      '1/2',
      'Running',
      '0',
    ],
    ['one of two done, pod not ready', { containers: [terminated(0, 'Completed'), RUNNING] }, '1/2', 'NotReady', '0'],
    [
      'one completed, one failed',
      { phase: 'Failed', containers: [terminated(0, 'Completed'), terminated(1, 'Error')] },
      '0/2',
      'Error',
      '0',
    ],
    ['a terminating one', { containers: [RUNNING], deleted: true }, '1/1', 'Terminating', '0'],
    [
      'a terminating one that is done',
      { phase: 'Succeeded', containers: [terminated(0, 'Completed')], deleted: true },
      '0/1',
      'Completed',
      '0',
    ],
    ['one on a lost node', { reason: 'NodeLost', containers: [RUNNING], deleted: true }, '1/1', 'Unknown', '0'],
    [
      'the first init container runs',
      { phase: 'Pending', init: [{ state: { running: {} } }, {}] },
      '0/1',
      'Init:0/2',
      '0',
    ],
    [
      'the second init container waits',
      { phase: 'Pending', init: [terminated(0, 'Completed'), waiting('PodInitializing')] },
      '0/1',
      'Init:1/2',
      '0',
    ],
    ['an init container failed', { phase: 'Failed', init: [terminated(1, 'Error')] }, '0/1', 'Init:Error', '0'],
    [
      'an init container was killed',
      { phase: 'Failed', init: [terminated(137, '', { signal: 9 })] },
      '0/1',
      'Init:Signal:9',
      '0',
    ],
    [
      'an init container crashes',
      { phase: 'Pending', init: [{ ...waiting('CrashLoopBackOff'), restartCount: 3 }] },
      '0/1',
      'Init:CrashLoopBackOff',
      '3',
    ],
    [
      'a started sidecar counts',
      { init: [{ ...RUNNING, started: true, sidecar: true }], containers: [RUNNING] },
      '2/2',
      'Running',
      '0',
    ],
    [
      'restarts and when the last was',
      {
        containers: [
          {
            ...RUNNING,
            restartCount: 2,
            lastState: { terminated: { exitCode: 1, finishedAt: timestamp(NOW - 5 * SECOND) } },
          },
          {
            ...RUNNING,
            restartCount: 1,
            lastState: { terminated: { exitCode: 1, finishedAt: timestamp(NOW - 90 * SECOND) } },
          },
        ],
      },
      '2/2',
      'Running',
      '3 (5s ago)',
    ],
  ];

t.test('pods', (t) => {
  for (const [claim, fields, ready, state, restarts] of PODS)
    t.same(rowsFor(pods, pod(fields), NOW).slice(0, 5), ['x', ready, state, restarts, AGE], claim);
  const wide = object({
    spec: { containers: [], nodeName: 'n1', readinessGates: [{ conditionType: 'a' }, { conditionType: 'b' }] },
    status: { phase: 'Running', podIPs: [{ ip: '10.0.0.1' }], conditions: isTrue('a') },
  });
  t.same(rowsFor(pods, wide, NOW).slice(5), ['10.0.0.1', 'n1', '<none>', '1/2']);
  t.end();
});
