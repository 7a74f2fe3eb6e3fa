import t from 'tap';
import type { Container, Pod } from '../../../../engine/apis/generated/core.v1.js';
import { containerResources } from '../../../../engine/kubelet/cm/container-resources.js';
import { allocatableOf } from '../../../../engine/kubelet/cm/machine.js';
import { oomScoreAdjust } from '../../../../engine/kubelet/cm/oom-score.js';
import { podCgroup } from '../../../../engine/kubelet/cm/pod-cgroup.js';

type Resources = Container['resources'] | undefined;

function container(name: string, resources: Resources, sidecar = false): Container {
  return { name, image: 'app:1', resources: resources ?? {}, ...(sidecar ? { restartPolicy: 'Always' } : {}) };
}

function pod(spec: Partial<Pod['spec']>): Pod {
  return {
    metadata: {
      name: 'p',
      uid: 'u',
      namespace: 'default',
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec: { containers: [], ...spec },
    status: {},
  };
}

const both = (cpu: string, memory: string): NonNullable<Resources> => ({
  requests: { cpu, memory },
  limits: { cpu, memory },
});
const MI = 1024 * 1024;

t.test("a pod's cgroup follows from what all of its containers request and limit", async (t) => {
  const rows: readonly [string, Pod, object][] = [
    [
      'nothing asked',
      pod({ containers: [container('a', undefined)] }),
      { qos: 'BestEffort', cpuShares: 2, requestedMilliCpu: 0 },
    ],
    [
      'guaranteed',
      pod({ containers: [container('a', both('500m', '64Mi')), container('b', both('250m', '64Mi'))] }),
      { qos: 'Guaranteed', cpuShares: 768, requestedMilliCpu: 750, cpuQuota: 75_000, memoryLimit: 128 * MI },
    ],
    [
      'one container without limits leaves the pod without',
      pod({ containers: [container('a', both('500m', '64Mi')), container('b', undefined)] }),
      { qos: 'Burstable', cpuShares: 512, requestedMilliCpu: 500 },
    ],
    [
      'only memory is limited everywhere',
      pod({ containers: [container('a', both('500m', '64Mi')), container('b', { limits: { memory: '32Mi' } })] }),
      { qos: 'Burstable', cpuShares: 512, requestedMilliCpu: 500, memoryLimit: 96 * MI },
    ],
    [
      'an init container without limits',
      pod({ containers: [container('a', both('500m', '64Mi'))], initContainers: [container('i', undefined)] }),
      { qos: 'Burstable', cpuShares: 512, requestedMilliCpu: 500 },
    ],
    [
      'a limited sidecar counts for the init container after it',
      pod({
        containers: [container('a', both('500m', '64Mi'))],
        initContainers: [container('s', both('100m', '16Mi'), true), container('i', undefined)],
      }),
      { qos: 'Burstable', cpuShares: 614, requestedMilliCpu: 600, cpuQuota: 60_000, memoryLimit: 80 * MI },
    ],
    [
      'overhead comes on top of requests and limits',
      pod({ containers: [container('a', both('500m', '64Mi'))], overhead: { cpu: '100m', memory: '16Mi' } }),
      { qos: 'Guaranteed', cpuShares: 614, requestedMilliCpu: 600, cpuQuota: 60_000, memoryLimit: 80 * MI },
    ],
    [
      'pod-level resources stand for all',
      pod({ containers: [container('a', undefined)], resources: both('1', '256Mi') }),
      { qos: 'Guaranteed', cpuShares: 1024, requestedMilliCpu: 1000, cpuQuota: 100_000, memoryLimit: 256 * MI },
    ],
  ];
  for (const [name, given, cgroup] of rows) t.same(podCgroup(given), cgroup, name);
});

t.test('a container gets its own limits, else its pod’s', async (t) => {
  const rows: readonly [string, Resources, Resources, object][] = [
    ['nothing', undefined, undefined, { cpuShares: 2, cpuQuota: 0, memoryLimit: 0 }],
    ['its own', both('100m', '16Mi'), undefined, { cpuShares: 102, cpuQuota: 10_000, memoryLimit: 16 * MI }],
    [
      'a limit stands for a request',
      { limits: { cpu: '1' } },
      undefined,
      { cpuShares: 1024, cpuQuota: 100_000, memoryLimit: 0 },
    ],
    [
      'a request of 0 is none',
      { requests: { cpu: '0' }, limits: { cpu: '1' } },
      undefined,
      { cpuShares: 2, cpuQuota: 100_000, memoryLimit: 0 },
    ],
    ['its pod’s', undefined, both('2', '1Gi'), { cpuShares: 2048, cpuQuota: 200_000, memoryLimit: 1024 * MI }],
    [
      '1m of cpu is 1 ms of every 100',
      { limits: { cpu: '1m' } },
      undefined,
      { cpuShares: 2, cpuQuota: 1000, memoryLimit: 0 },
    ],
  ];
  for (const [name, own, whole, resources] of rows) {
    const only = container('a', own);
    const given = pod({ containers: [only], ...(whole && { resources: whole }) });
    const { oomScoreAdj: _score, ...rest } = containerResources(given, only, 4096 * MI);
    t.same(rest, resources, name);
  }
});

t.test('the kernel kills BestEffort first and Guaranteed last', async (t) => {
  const memory = (amount: string): Resources => ({ requests: { memory: amount } });
  const rows: readonly [string, Pod, number][] = [
    ['BestEffort', pod({ containers: [container('a', undefined)] }), 1000],
    ['Guaranteed', pod({ containers: [container('a', both('1', '1Gi'))] }), -997],
    ['Burstable by its part of the node', pod({ containers: [container('a', memory('1Gi'))] }), 750],
    ['Burstable that asks for hardly anything', pod({ containers: [container('a', memory('1Mi'))] }), 999],
    ['Burstable that asks for all', pod({ containers: [container('a', memory('4Gi'))] }), 3],
    ['Burstable with cpu only', pod({ containers: [container('a', { requests: { cpu: '1' } })] }), 999],
    [
      'critical for the node',
      pod({
        containers: [container('a', undefined)],
        priority: 2_000_001_000,
        priorityClassName: 'system-node-critical',
      }),
      -997,
    ],
    [
      'a pod-level request is shared out',
      pod({
        containers: [container('a', memory('1Gi')), container('b', undefined)],
        resources: { requests: { memory: '2Gi' } },
      }),
      625,
    ],
  ];
  for (const [name, given, score] of rows)
    t.equal(oomScoreAdjust(given, given.spec.containers[0] ?? container('', undefined), 4096 * MI), score, name);
});

t.test('a sidecar is killed no sooner than the least of the containers beside it', async (t) => {
  const sidecar = container('s', { requests: { memory: '100Mi' } }, true);
  const beside = (memory: string): Pod =>
    pod({ containers: [container('a', { requests: { memory } })], initContainers: [sidecar] });
  t.equal(oomScoreAdjust(beside('2Gi'), sidecar, 4096 * MI), 500);
  t.equal(oomScoreAdjust(beside('10Mi'), sidecar, 4096 * MI), 976);
});

t.test('what is reserved is not allocatable', async (t) => {
  const capacity = { cpu: '4', memory: '8Gi', 'ephemeral-storage': '100Gi' };
  const rows: readonly [string, object, object][] = [
    ['nothing', {}, { cpu: '4', memory: '8Gi', 'ephemeral-storage': '100Gi' }],
    [
      'kube and system together',
      { kubeReserved: { cpu: '200m', memory: '1Gi' }, systemReserved: { cpu: '300m' } },
      { cpu: '3500m', memory: '7Gi', 'ephemeral-storage': '100Gi' },
    ],
    [
      'thresholds of hard eviction, as amount and as part',
      { evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '10%' } },
      { cpu: '4', memory: '8092Mi', 'ephemeral-storage': '90Gi' },
    ],
    [
      'more than there is',
      { systemReserved: { memory: '9Gi' } },
      { cpu: '4', memory: '0', 'ephemeral-storage': '100Gi' },
    ],
  ];
  for (const [name, settings, allocatable] of rows)
    t.match(allocatableOf({ name: 'n1', capacity, ...settings }), allocatable, name);
});
