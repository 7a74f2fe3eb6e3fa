/** A core rule broken in one place of what is compiled: `is` becomes `broken`. At least one spec, or its test, must fail. */
export interface Mutation extends Edit {
  readonly rule: string;
  /** A rule that is kept in two places is broken in both. */
  readonly also?: Edit;
  /** Where the specs are that must notice; absent: anywhere. */
  readonly specs?: string;
  /** A test that must notice in place of specs, below dist/test. */
  readonly test?: string;
}

export interface Edit {
  /** Below dist. */
  readonly file: string;
  readonly is: string;
  readonly broken: string;
}

export const MUTATIONS: readonly Mutation[] = [
  {
    rule: 'a percentage of surge rounds up',
    file: 'engine/controllers/deployment/fenceposts.js',
    is: 'const surge = scaled(maxSurge, desired(deployment), true);',
    broken: 'const surge = scaled(maxSurge, desired(deployment), false);',
  },
  {
    rule: 'the new ReplicaSet grows by a surge that rounds up',
    file: 'engine/controllers/deployment/fenceposts.js',
    is: 'rollingUpdate?.maxSurge, desired(deployment), true)',
    broken: 'rollingUpdate?.maxSurge, desired(deployment), false)',
  },
  {
    rule: 'a percentage of unavailable rounds down',
    file: 'engine/controllers/deployment/fenceposts.js',
    is: 'scaled(maxUnavailable, desired(deployment), false)',
    broken: 'scaled(maxUnavailable, desired(deployment), true)',
  },
  {
    rule: 'a readiness gate holds Ready back',
    file: 'engine/kubelet/status/conditions.js',
    is: 'if (spec.readinessGates === undefined)',
    broken: 'if (true)',
  },
  {
    rule: 'the same template returns to the same ReplicaSet, whatever its hash label',
    file: 'engine/controllers/deployment/replica-sets.js',
    is: 'semanticEqual(withoutHash(a), withoutHash(b))',
    broken: 'semanticEqual(a.metadata, b.metadata)',
  },
  {
    rule: 'a controller takes no pod that another owns',
    file: 'engine/controllers/framework/claim.js',
    is: 'if (owner.uid !== uid)\n                continue;',
    broken: '',
    also: {
      file: 'engine/controllers/replicaset/sync.js',
      is: 'const orphans = view.orphans(pods, namespaceOf(owner));',
      broken: 'const orphans = view.list(pods, namespaceOf(owner)).filter((pod) => !owned.includes(pod));',
    },
  },
  {
    rule: 'a controller adopts orphans that match',
    file: 'engine/controllers/framework/claim.js',
    is: "if (adopted === 'adopted')",
    broken: "if (adopted === 'never')",
  },
  {
    rule: 'back-off doubles',
    file: 'engine/kubelet/backoff.js',
    is: 'Math.min(backoff.delay * 2, LONGEST)',
    broken: 'Math.min(backoff.delay, LONGEST)',
  },
  {
    rule: 'back-off ends at five minutes',
    file: 'engine/kubelet/backoff.js',
    is: 'const LONGEST = 5 * MINUTE;',
    broken: 'const LONGEST = 50 * MINUTE;',
  },
  {
    rule: 'a container that ran for ten minutes starts over',
    file: 'engine/kubelet/backoff.js',
    is: 'const EXPIRY = 10 * MINUTE;',
    broken: 'const EXPIRY = 1000 * MINUTE;',
  },
  {
    rule: 'a rollout has its progressDeadlineSeconds and no longer',
    file: 'engine/controllers/deployment/progress.js',
    is: '(spec.progressDeadlineSeconds ?? 0) * SECOND',
    broken: '(spec.progressDeadlineSeconds ?? 0) * 2 * SECOND',
  },
  {
    rule: 'scaling down takes pods that are not ready first, then the cheapest to delete',
    file: 'engine/controllers/replicaset/manage-replicas.js',
    is: 'const ordered = count < active.length ?',
    broken: 'const ordered = count > active.length ?',
  },
  {
    rule: 'a probe has failed when its failureThreshold is reached',
    file: 'engine/kubelet/prober/schedule.js',
    is: 'return failureThreshold;',
    broken: 'return failureThreshold + 1;',
  },
  {
    rule: 'a probe has succeeded when its successThreshold is reached',
    file: 'engine/kubelet/prober/schedule.js',
    is: 'return successThreshold;',
    broken: 'return 1;',
  },
  {
    rule: 'a pod stays its tolerationSeconds on a node that is tainted',
    file: 'engine/controllers/taint-eviction/tolerance.js',
    is: 'Math.max(tolerationSeconds, 0) * SECOND',
    broken: 'Math.max(tolerationSeconds, 0) * SECOND * 2',
  },
  {
    rule: 'a terminating pod is no ready endpoint',
    file: 'engine/controllers/endpointslice/endpoint.js',
    is: '(serving && !terminating)',
    broken: 'serving',
  },
  {
    rule: 'no more than BURST_REPLICAS and no fewer than are missing are created',
    file: 'engine/controllers/replicaset/manage-replicas.js',
    is: 'Math.min(-tooMany, BURST_REPLICAS)',
    broken: 'Math.min(-tooMany + 1, BURST_REPLICAS)',
  },
];
