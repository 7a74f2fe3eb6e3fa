/** What upstream's scheduler_perf makes its nodes and pods from (test/integration/scheduler_perf/templates). */

/** A pod without a name. */
export interface PodTemplate {
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec: Readonly<Record<string, unknown>>;
}

const HOSTNAME = 'kubernetes.io/hostname';
export const ZONE = 'topology.kubernetes.io/zone';
const BOTH = ['sched-1', 'sched-0'];

/** The one class of priority that is not 0. */
export const HIGH_PRIORITY = 'high';

function container(requests: Readonly<Record<string, string>>, limits = requests): object {
  return {
    name: 'pause',
    image: 'registry.k8s.io/pause:3.10.1',
    ports: [{ containerPort: 80 }],
    resources: { requests, limits },
  };
}

const small = { containers: [container({ cpu: '100m', memory: '500Mi' })] };

function coloured(color: string, spec: Readonly<Record<string, unknown>>): PodTemplate {
  return { labels: { color }, spec: { ...small, ...spec } };
}

function colourTerm(color: string, topologyKey: string): object {
  return { labelSelector: { matchLabels: { color } }, topologyKey, namespaces: BOTH };
}

function spreading(whenUnsatisfiable: string): PodTemplate {
  const labelSelector = { matchLabels: { color: 'blue' } };
  return coloured('blue', {
    topologySpreadConstraints: [{ maxSkew: 5, topologyKey: ZONE, whenUnsatisfiable, labelSelector }],
  });
}

export const podDefault: PodTemplate = { spec: small };
export const lightPod: PodTemplate = {
  spec: { containers: [{ name: 'pause', image: 'registry.k8s.io/pause:3.10.1' }], terminationGracePeriodSeconds: 0 },
};
export const gatedPod: PodTemplate = { spec: { ...lightPod.spec, schedulingGates: [{ name: 'test.k8s.io/hold' }] } };
export const podWithTopologySpreading = spreading('DoNotSchedule');
export const podWithPreferredTopologySpreading = spreading('ScheduleAnyway');
export const podWithPodAntiAffinity = coloured('green', {
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [colourTerm('green', HOSTNAME)] } },
});
export const podWithPodAntiAffinityLabel = coloured('green', {});
export const podWithPodAffinity = coloured('blue', {
  affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [colourTerm('blue', ZONE)] } },
});
export const podWithPreferredPodAffinity = coloured('red', {
  affinity: {
    podAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: colourTerm('red', HOSTNAME) }],
    },
  },
});
export const podWithNodeAffinity: PodTemplate = {
  spec: {
    ...small,
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: 'In', values: ['zone1', 'zone2'] }] }],
        },
      },
    },
  },
};
export const podLowPriority: PodTemplate = {
  spec: { containers: [container({ cpu: '900m', memory: '500Mi' })], terminationGracePeriodSeconds: 0 },
};
export const podHighPriority: PodTemplate = {
  spec: { containers: [container({ cpu: '3', memory: '500Mi' })], priorityClassName: HIGH_PRIORITY },
};
export const podHighPriorityLargeCpu: PodTemplate = {
  spec: { containers: [container({ cpu: '9', memory: '500Mi' }, {})], priorityClassName: HIGH_PRIORITY },
};

/** A node's status. */
export const nodeDefault = { pods: '110', cpu: '4', memory: '32Gi' };
export const nodeForEverything = { pods: '90000', cpu: '4', memory: '32Gi' };
export const nodeForNothing = { pods: '0' };
