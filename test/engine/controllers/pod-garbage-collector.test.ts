import t from 'tap';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { nodes, pods } from '../../../engine/apis/generated/resources.js';
import {
  byEvictionAndCreationTimestamp,
  isPodTerminated,
} from '../../../engine/controllers/pod-garbage-collector/due.js';
import { running, Stage } from '../../support/stage.js';

const SECOND = 1000;

function stageWith(...names: readonly string[]): Stage {
  const stage = new Stage('pod-garbage-collector-controller');
  for (const name of names) stage.node(name);
  return stage.run(SECOND);
}

t.test('pods of a node that is gone go after 40 s, in the rounds of 20 s', async (t) => {
  const stage = stageWith('n1', 'n2');
  stage.pod('orphan', { spec: { nodeName: 'n1' }, status: running() });
  stage.pod('done', { spec: { nodeName: 'n1' }, status: { ...running(), phase: 'Succeeded' } });
  stage.pod('fine', { spec: { nodeName: 'n2' }, status: running() });
  t.equal(stage.settle().now, SECOND, 'nothing is due while all is well');
  stage.delete(nodes, 'n1');
  stage.run(59 * SECOND);
  t.strictSame(stage.names(pods), ['done', 'fine', 'orphan']);
  stage.run(0.2 * SECOND);
  t.strictSame(stage.names(pods), ['fine']);
  const { now } = stage;
  t.equal(stage.settle().now, now);
});

t.test('an orphan is marked before it is deleted', async (t) => {
  const stage = stageWith();
  stage.pod('orphan', { spec: { nodeName: 'n1' }, status: running(), metadata: { finalizers: ['x.y/hold'] } });
  stage.run(61 * SECOND);
  t.match(stage.get(pods, 'orphan'), {
    metadata: { deletionTimestamp: /./ },
    status: {
      phase: 'Failed',
      conditions: [
        { type: 'Ready' },
        {
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'DeletionByPodGC',
          message: 'PodGC: node no longer exists',
        },
      ],
    },
  });
});

t.test('a node that comes back in time keeps its pods', async (t) => {
  const stage = stageWith();
  stage.pod('p', { spec: { nodeName: 'n1' }, status: running() });
  stage.run(30 * SECOND).node('n1');
  stage.run(120 * SECOND);
  t.strictSame(stage.names(pods), ['p']);
});

t.test('a terminating pod without a node goes in the next round', async (t) => {
  const stage = stageWith();
  stage.pod('p', { metadata: { finalizers: ['x.y/hold'] } });
  stage.delete(pods, 'p');
  stage.run(18 * SECOND);
  t.equal(stage.get(pods, 'p')?.status.phase, 'Pending');
  stage.run(2 * SECOND);
  t.equal(stage.get(pods, 'p')?.status.phase, 'Failed');
});

t.test('pods that terminate on a node out of service go, if it is not ready either', async (t) => {
  const stage = stageWith('n1', 'n2');
  const taint = { key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' };
  for (const node of ['n1', 'n2']) {
    stage.pod(`p-${node}`, { spec: { nodeName: node }, status: running() });
    stage.pod(`staying-${node}`, { spec: { nodeName: node }, status: running() });
    stage.delete(pods, `p-${node}`);
    stage.patch(nodes, node, { spec: { taints: [taint] } });
  }
  stage.nodeReady('n1', 'False');
  stage.settle();
  t.strictSame(stage.names(pods), ['p-n2', 'staying-n1', 'staying-n2']);
});

t.test('of ended pods the evicted go first, then the oldest', async (t) => {
  const pod = (name: string, created: number, reason?: string) =>
    ({
      metadata: { name, creationTimestamp: `2026-01-01T00:00:0${created}Z` },
      status: { phase: 'Failed', reason },
    }) as Pod;
  const all = [pod('c', 3), pod('b', 2), pod('a', 2), pod('e', 9, 'Evicted')];
  t.strictSame(
    all.sort(byEvictionAndCreationTimestamp).map(({ metadata }) => metadata.name),
    ['e', 'a', 'b', 'c'],
  );
  const phases = ['Pending', 'Running', 'Unknown', 'Succeeded', 'Failed'];
  const ended = phases.filter((phase) => isPodTerminated({ ...pod('p', 1), status: { phase } } as Pod));
  t.strictSame(ended, ['Succeeded', 'Failed']);
});
