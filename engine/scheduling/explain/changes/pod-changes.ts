import { amountsOf } from '../../../apis/core/pod/amounts.js';
import type { Affinity, Container, Pod, PodAffinityTerm, Taint } from '../../../apis/generated/core.v1.js';
import { podChange, withSpec, type Change } from './change.js';
import { amountText, taintText } from './node-changes.js';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

export function tolerate(pod: Pod, taint: Taint): Change {
  const toleration = { key: taint.key, operator: 'Exists', effect: taint.effect } as const;
  return podChange('pod-tolerations', pod, `let the pod tolerate ${taintText(taint)}`, (current) =>
    withSpec(current, { tolerations: [...(current.spec.tolerations ?? []), toleration] }),
  );
}

/** Takes keys off the node selector. */
export function dropSelector(pod: Pod, keys: readonly string[]): Change {
  const selector = pod.spec.nodeSelector ?? {};
  const what = keys.map((key) => `${key}=${selector[key] ?? ''}`).join(', ');
  return podChange('pod-node-selector', pod, `take ${what} off the pod's nodeSelector`, (current) => {
    const left = Object.entries(current.spec.nodeSelector ?? {}).filter(([key]) => !keys.includes(key));
    return withSpec(current, { nodeSelector: left.length === 0 ? undefined : Object.fromEntries(left) });
  });
}

export function dropNodeAffinity(pod: Pod): Change {
  return podChange('pod-node-affinity', pod, 'take the required node affinity off the pod', (current) => {
    const { [REQUIRED]: _required, ...rest } = current.spec.affinity?.nodeAffinity ?? {};
    return withAffinity(current, { nodeAffinity: rest });
  });
}

function withAffinity(pod: Pod, part: Affinity): Pod {
  return withSpec(pod, { affinity: { ...pod.spec.affinity, ...part } });
}

type Side = 'podAffinity' | 'podAntiAffinity';

/** One change for each required term of a side. */
export function dropTerms(pod: Pod, side: Side): readonly Change[] {
  const terms = pod.spec.affinity?.[side]?.[REQUIRED] ?? [];
  return terms.map((term) => {
    const what = side === 'podAffinity' ? 'affinity' : 'anti-affinity';
    return podChange('pod-affinity', pod, `take the required pod ${what} ${termText(term)} off the pod`, (current) => {
      const own = current.spec.affinity?.[side];
      return withAffinity(current, {
        [side]: { ...own, [REQUIRED]: own?.[REQUIRED]?.filter((other) => other !== term) },
      });
    });
  });
}

function termText({ labelSelector, topologyKey }: PodAffinityTerm): string {
  const labels = Object.entries(labelSelector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const expressions = (labelSelector?.matchExpressions ?? []).map(
    ({ key, operator, values = [] }) => `${key} ${operator}${values.length === 0 ? '' : ` (${values.join(', ')})`}`,
  );
  return `"${[...labels, ...expressions].join(', ') || 'all pods'}" by ${topologyKey}`;
}

/** Lets a hard spread constraint differ by more. */
export function raiseMaxSkew(pod: Pod, index: number, to: number): Change {
  const constraint = pod.spec.topologySpreadConstraints?.[index];
  const text = `raise maxSkew of the spread by ${constraint?.topologyKey ?? ''} from ${constraint?.maxSkew ?? 0} to ${to}`;
  return podChange('pod-spread', pod, text, (current) => withConstraint(current, index, { maxSkew: to }));
}

/** Makes a hard spread constraint a wish. */
export function softenSpread(pod: Pod, index: number): Change {
  const constraint = pod.spec.topologySpreadConstraints?.[index];
  const text = `make the spread by ${constraint?.topologyKey ?? ''} ScheduleAnyway`;
  return podChange('pod-spread', pod, text, (current) =>
    withConstraint(current, index, { whenUnsatisfiable: 'ScheduleAnyway', minDomains: undefined }),
  );
}

type Constraint = NonNullable<Pod['spec']['topologySpreadConstraints']>[number];

function withConstraint(pod: Pod, index: number, part: Partial<Constraint>): Pod {
  const list = (pod.spec.topologySpreadConstraints ?? []).map((one, i) => (i === index ? { ...one, ...part } : one));
  return withSpec(pod, { topologySpreadConstraints: list });
}

export function dropHostPorts(pod: Pod): Change {
  const without = (containers: readonly Container[] | undefined) =>
    containers?.map((container) => ({
      ...container,
      ports: container.ports?.map(({ hostPort: _hostPort, ...port }) => port),
    }));
  return podChange('pod-host-ports', pod, 'take the host ports off the pod', (current) =>
    withSpec(current, {
      containers: without(current.spec.containers) ?? [],
      initContainers: without(current.spec.initContainers),
    }),
  );
}

/** Takes `by` of a resource off the requests of the pod's containers, the largest first. */
export function lowerRequests(pod: Pod, resource: string, from: number, by: number): Change {
  const text = `lower the pod's ${resource} request from ${amountText(resource, from)} to ${amountText(resource, from - by)}`;
  return podChange('pod-requests', pod, text, (current) => {
    const requested = (container: Container) => amountsOf(container.resources?.requests)[resource] ?? 0;
    const order = [...current.spec.containers].sort((a, b) => requested(b) - requested(a));
    let left = by;
    const cuts = new Map<Container, number>();
    for (const container of order) {
      const cut = Math.min(left, requested(container));
      cuts.set(container, cut);
      left -= cut;
    }
    const containers = current.spec.containers.map((container) => {
      const cut = cuts.get(container) ?? 0;
      return cut === 0 ? container : withRequest(container, resource, requested(container) - cut);
    });
    return withSpec(current, { containers });
  });
}

function withRequest(container: Container, resource: string, amount: number): Container {
  const { resources } = container;
  return {
    ...container,
    resources: { ...resources, requests: { ...resources?.requests, [resource]: amountText(resource, amount) } },
  };
}

export function raisePriority(pod: Pod, to: number): Change {
  const text = `give the pod a priority of ${to} or more (it has ${pod.spec.priority ?? 0})`;
  return podChange('pod-priority', pod, text, (current) => withSpec(current, { priority: to }));
}

export function allowPreemption(pod: Pod): Change {
  return podChange(
    'pod-priority',
    pod,
    'let the pod preempt others: preemptionPolicy PreemptLowerPriority',
    (current) => withSpec(current, { preemptionPolicy: 'PreemptLowerPriority' }),
  );
}

export function removeGates(pod: Pod): Change {
  const names = (pod.spec.schedulingGates ?? []).map(({ name }) => name);
  const { namespace = '', name } = pod.metadata;
  return {
    ...podChange('pod-gates', pod, `remove the scheduling gates ${names.join(', ')}`, (current) =>
      withSpec(current, { schedulingGates: undefined }),
    ),
    command: `kubectl patch pod -n ${namespace} ${name} --type=json -p '[{"op":"remove","path":"/spec/schedulingGates"}]'`,
  };
}

export function setScheduler(pod: Pod, schedulerName: string): Change {
  return podChange('pod-scheduler', pod, `set the pod's schedulerName to ${schedulerName}`, (current) =>
    withSpec(current, { schedulerName }),
  );
}
