import type { Mutation } from './rules.js';

const PLUGINS = 'engine/scheduling/plugins';

const IN_PLUGINS: readonly Mutation[] = (
  [
    ['SchedulingGates: a gated pod is held back', 'scheduling-gates/scheduling-gates', 'gates.length === 0', 'true'],
    [
      'PrioritySort: the higher priority first',
      'priority-sort/priority-sort',
      'HIGHEST - priorityOf(pod)',
      'HIGHEST + priorityOf(pod)',
    ],
    [
      'NodeUnschedulable filter',
      'node-unschedulable/node-unschedulable',
      'node.spec.unschedulable ? UNSCHEDULABLE : undefined',
      'undefined',
    ],
    [
      'TaintToleration filter',
      'taint-toleration/taint-toleration',
      '=== undefined ? undefined : UNTOLERATED',
      '=== undefined ? undefined : undefined',
    ],
    ['TaintToleration score', 'taint-toleration/taint-toleration', 'count++;', 'count += 0;'],
    [
      'NodeAffinity filter',
      'node-affinity/node-affinity',
      'affinity.matches(node) ? undefined : POD_MISMATCH',
      'undefined',
    ],
    [
      'NodeAffinity filter: affinity that a profile adds',
      'node-affinity/node-affinity',
      'return ENFORCED_MISMATCH;',
      'return undefined;',
    ],
    ['NodeAffinity score', 'node-affinity/node-affinity', '(own?.score(node) ?? 0)', '0'],
    ['NodePorts filter', 'node-ports/node-ports', 'anyConflict(wanted, usedPorts) ? TAKEN : undefined', 'undefined'],
    [
      'NodeResourcesFit filter: cpu',
      'node-resources-fit/fits-request',
      "lacks('cpu', request.cpu, allocatable.cpu, requested.cpu);",
      '',
    ],
    [
      'NodeResourcesFit filter: memory',
      'node-resources-fit/fits-request',
      "lacks('memory', request.memory, allocatable.memory, requested.memory);",
      '',
    ],
    [
      'NodeResourcesFit filter: extended resources',
      'node-resources-fit/fits-request',
      'lacks(name, request.scalars[name] ?? 0, allocatable.scalars[name] ?? 0, requested.scalars[name] ?? 0);',
      '',
    ],
    [
      'NodeResourcesFit filter: number of pods',
      'node-resources-fit/fits-request',
      'pods.length + 1 > allowedPods',
      'pods.length > allowedPods',
    ],
    [
      'NodeResourcesFit score: least allocated',
      'node-resources-fit/scoring-strategies',
      '((capacity - requested) * MAX_NODE_SCORE)',
      '(requested * MAX_NODE_SCORE)',
    ],
    [
      'NodeResourcesFit score: most allocated',
      'node-resources-fit/scoring-strategies',
      '(Math.min(requested, capacity) * MAX_NODE_SCORE)',
      '((capacity - Math.min(requested, capacity)) * MAX_NODE_SCORE)',
    ],
    [
      'NodeResourcesFit score: requested to capacity ratio',
      'node-resources-fit/scoring-strategies',
      'raw(amount > capacity ? 100 : Math.trunc((amount * 100) / capacity))',
      'raw(100)',
    ],
    [
      'NodeResourcesBalancedAllocation score',
      'node-resources-balanced-allocation/node-resources-balanced-allocation',
      '(1 - deviation(fractions))',
      'deviation(fractions)',
    ],
    ['ImageLocality score', 'image-locality/image-locality', 'sum += score;', 'sum += 0;'],
    [
      'VolumeRestrictions filter: ReadWriteOncePod',
      'volume-restrictions/volume-restrictions',
      'conflicts > 0 ? IN_USE : undefined',
      'undefined',
    ],
    [
      'VolumeRestrictions filter: disks',
      'volume-restrictions/volume-restrictions',
      'haveConflict(disks, node) ? DISK_CONFLICT',
      'false ? DISK_CONFLICT',
    ],
    [
      'NodeVolumeLimits filter',
      'node-volume-limits/node-volume-limits',
      'count(attached, driver) + count(wanted, driver) > limit',
      'false',
    ],
    [
      'NodeVolumeLimits filter: a shared volume counts once',
      'node-volume-limits/node-volume-limits',
      'wanted.delete(id);',
      ';',
    ],
    [
      'VolumeBinding filter: where a bound volume can be reached',
      'volume-binding/find-pod-volumes',
      'return NODE_CONFLICT;',
      'return undefined;',
    ],
    [
      'VolumeBinding filter: a claim that is not bound',
      'volume-binding/pod-volume-claims',
      "return unresolvable('pod has unbound immediate PersistentVolumeClaims');",
      '',
    ],
    ['VolumeZone filter', 'volume-zone/volume-zone', 'return fits ? undefined : CONFLICT;', 'return undefined;'],
    ['PodTopologySpread filter', 'pod-topology-spread/spread-filter', 'return MISMATCH;', 'return undefined;'],
    [
      'PodTopologySpread filter: minDomains',
      'pod-topology-spread/spread-filter',
      'sums.size < constraint.minDomains ? 0',
      'sums.size < 0 ? 0',
    ],
    [
      'PodTopologySpread score',
      'pod-topology-spread/spread-scorer',
      'highest + lowest - (scores[i] ?? 0)',
      '(scores[i] ?? 0)',
    ],
    [
      'InterPodAffinity filter: affinity',
      'inter-pod-affinity/affinity-filter',
      'missing && !mayBeFirst ? AFFINITY : undefined',
      'undefined',
    ],
    [
      'InterPodAffinity filter: the first of a group',
      'inter-pod-affinity/affinity-filter',
      'missing && !mayBeFirst ? AFFINITY : undefined',
      'missing ? AFFINITY : undefined',
    ],
    [
      'InterPodAffinity filter: anti-affinity',
      'inter-pod-affinity/affinity-filter',
      'return ANTI_AFFINITY;',
      'return undefined;',
    ],
    [
      "InterPodAffinity filter: running pods' anti-affinity",
      'inter-pod-affinity/affinity-filter',
      'return EXISTING_ANTI_AFFINITY;',
      'return undefined;',
    ],
    [
      'InterPodAffinity score: affinity',
      'inter-pod-affinity/affinity-scorer',
      '...points(pod.terms.preferredAffinity, other, undefined, info, 1),',
      '',
    ],
    [
      'InterPodAffinity score: anti-affinity',
      'inter-pod-affinity/affinity-scorer',
      '...points(pod.terms.preferredAntiAffinity, other, undefined, info, -1),',
      '',
    ],
    [
      "InterPodAffinity score: running pods' preferences",
      'inter-pod-affinity/affinity-scorer',
      '...points(theirs.preferredAffinity, pod.pod, pod.namespaceLabels, info, 1),',
      '',
    ],
    ['DefaultPreemption: who need not go stays', 'default-preemption/victims', 'if (fits)', 'if (fits && false)'],
    [
      'DefaultPreemption: the less important go first',
      'default-preemption/importance',
      'priorityOf(b) - priorityOf(a)',
      'priorityOf(a) - priorityOf(b)',
    ],
    ['DefaultPreemption: budgets that are used up', 'default-preemption/victims', 'if (left < 0)', 'if (false)'],
    [
      'pickOneNode: the fewest broken budgets',
      'default-preemption/candidates',
      'a.pdbViolations - b.pdbViolations ||',
      '',
    ],
    [
      'pickOneNode: the lowest highest priority',
      'default-preemption/candidates',
      'a.highestPriority - b.highestPriority ||',
      '',
    ],
    [
      'pickOneNode: the lowest sum of priorities',
      'default-preemption/candidates',
      'a.sumOfPriorities - b.sumOfPriorities ||',
      '',
    ],
    [
      'pickOneNode: the latest start',
      'default-preemption/candidates',
      'a.earliestStart > b.earliestStart ? -1 : a.earliestStart < b.earliestStart ? 1 : 0',
      '0',
    ],
    [
      'DefaultPreemption: preemptionPolicy Never',
      'default-preemption/default-preemption',
      "pod.spec.preemptionPolicy === 'Never'",
      'false',
    ],
    [
      'DynamicResources: refused by name',
      'dynamic-resources/dynamic-resources',
      "spec.resourceClaims?.length ? { type: 'rejected', status: NOT_MODELLED } : { type: 'skip' }",
      "{ type: 'skip' }",
    ],
    ['DefaultBinder: the pod is bound', 'default-binder/default-binder', "'binding')", "'bindings')"],
  ] as const
).map(([rule, file, is, broken]) => ({ rule, file: `${PLUGINS}/${file}.js`, is, broken, specs: 'specs/scheduling' }));

/**
 * Each plugin of the scheduler broken at each of its extension points, and each criterion of preemption. Not here: NodeName,
 * since a pod that names its node never comes to the scheduler; "the fewest victims", since the sum of priorities, to each
 * of which 2^31 is added, has decided before; and VolumeBinding's search for volumes, which needs the volume controllers.
 */
export const SCHEDULING_MUTATIONS: readonly Mutation[] = [
  ...IN_PLUGINS,
  {
    rule: 'filters run with nominated pods and without them',
    file: 'engine/scheduling/cycle/pod-filters.js',
    is: 'return filters.check(crowded) ?? this.check(node);',
    broken: 'return filters.check(crowded);',
    specs: 'specs/scheduling',
  },
  {
    rule: 'the room of nominated pods is held',
    file: 'engine/scheduling/cycle/pod-filters.js',
    is: 'return filters.check(crowded) ?? this.check(node);',
    broken: 'return this.check(node);',
    specs: 'specs/scheduling',
  },
];
