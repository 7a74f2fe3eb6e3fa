import {
  nodes,
  persistentvolumeclaims,
  persistentvolumes,
  poddisruptionbudgets,
} from '../../../../engine/apis/generated/resources.js';
import { node, pod, type World } from '../world.js';
import type { App, Machine, Term, Wish } from './cluster.js';

/** What the words of the naive rules are called in Kubernetes. */

const ZONE = 'topology.kubernetes.io/zone';
const LABEL = { zone: ZONE, host: 'kubernetes.io/hostname' };

export function applyMachine(world: World, name: string, machine: Machine): void {
  const { cpu, memory, pods, disk, zone, tainted, cordoned } = machine;
  const capacity = { cpu: String(cpu), memory: `${memory}Gi`, pods: String(pods) };
  const taints = tainted ? [{ key: 'a', effect: 'NoSchedule' }] : [];
  world.apply(nodes, node(name, { capacity, labels: { disk, [ZONE]: zone }, taints, unschedulable: cordoned }));
}

/** The claims that wishes may name: two bound to volumes of a zone, one for a single pod. */
export function applyVolumes(world: World): void {
  for (const zone of ['a', 'b', 'once'] as const) {
    const matchExpressions = [{ key: ZONE, operator: 'In', values: zone === 'once' ? ['a', 'b', 'c'] : [zone] }];
    const accessModes = [zone === 'once' ? 'ReadWriteOncePod' : 'ReadWriteMany'];
    const claimRef = { namespace: 'default', name: zone, uid: `claim-${zone}` };
    world.apply(persistentvolumes, {
      metadata: { name: `volume-${zone}` },
      spec: {
        capacity: { storage: '1Gi' },
        accessModes,
        claimRef,
        nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions }] } },
      },
      status: { phase: 'Bound' },
    });
    world.apply(persistentvolumeclaims, {
      metadata: { name: zone, uid: `claim-${zone}`, annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
      spec: { accessModes, resources: { requests: { storage: '1Gi' } }, volumeName: `volume-${zone}` },
      status: { phase: 'Bound' },
    });
  }
}

export function applyBudget(world: World, app: App, disruptionsAllowed: number): void {
  const spec = { selector: { matchLabels: { app } } };
  world.apply(poddisruptionbudgets, { metadata: { name: app }, spec, status: { disruptionsAllowed } });
}

export function podOf(name: string, wish: Wish): object {
  const { cpu, memory, app, priority, peaceful, tolerant, port, disk, volume } = wish;
  const requests = {
    ...(cpu === 0 ? {} : { cpu: String(cpu) }),
    ...(memory === 0 ? {} : { memory: `${memory}Gi` }),
  };
  const ports = port ? [{ containerPort: 80, hostPort: 80 }] : [];
  const spec = {
    priority,
    preemptionPolicy: peaceful ? 'Never' : 'PreemptLowerPriority',
    containers: [{ name: 'c', image: 'app', resources: { requests }, ports }],
    ...(disk === undefined ? {} : { nodeSelector: { disk } }),
    ...(tolerant ? { tolerations: [{ key: 'a', operator: 'Exists' }] } : {}),
    ...(volume === undefined ? {} : { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: volume } }] }),
    ...affinityOf(wish),
    ...spreadOf(wish),
  };
  return pod(name, requests, spec, { labels: { app } });
}

function affinityOf({ terms }: Wish): object {
  if (terms.length === 0) return {};
  const required = (wanted: Term['type']) => ({
    requiredDuringSchedulingIgnoredDuringExecution: terms
      .filter(({ type }) => type === wanted)
      .map(({ app, key }) => ({ labelSelector: { matchLabels: { app } }, topologyKey: LABEL[key] })),
  });
  return { affinity: { podAffinity: required('with'), podAntiAffinity: required('apart') } };
}

function spreadOf({ spreads }: Wish): object {
  if (spreads.length === 0) return {};
  const topologySpreadConstraints = spreads.map(({ maxSkew, key, app, minDomains }) => ({
    maxSkew,
    topologyKey: LABEL[key],
    whenUnsatisfiable: 'DoNotSchedule',
    labelSelector: { matchLabels: { app } },
    ...(minDomains === undefined ? {} : { minDomains }),
  }));
  return { topologySpreadConstraints };
}
