import type { Affinity, Pod, PodAffinity, PodAffinityTerm, TopologySpreadConstraint } from '../../generated/core.v1.js';
import type { LabelSelector, LabelSelectorRequirement } from '../../generated/meta.v1.js';
import { changed, changedItems } from './fill.js';

type Labels = Readonly<Record<string, string>>;

/**
 * Turns matchLabelKeys and mismatchLabelKeys into requirements on the pod's own labels, once, when it is created.
 * Follows mutatePodAffinity and mutateTopologySpreadConstraints (pkg/registry/core/pod).
 */
export function mergeLabelKeys(pod: Pod): Pod {
  const { affinity, topologySpreadConstraints } = pod.spec;
  if (affinity === undefined && topologySpreadConstraints === undefined) return pod;
  const labels = pod.metadata.labels ?? {};
  return changed(pod, 'spec', (spec) => {
    const affine = changed(spec, 'affinity', (given) => mergedAffinity(given, labels));
    return changedItems(affine, 'topologySpreadConstraints', (constraint) => mergedConstraint(constraint, labels));
  });
}

function mergedAffinity(given: Affinity, labels: Labels): Affinity {
  const near = changed(given, 'podAffinity', (side) => mergedSide(side, labels));
  return changed(near, 'podAntiAffinity', (side) => mergedSide(side, labels));
}

function mergedSide(side: PodAffinity, labels: Labels): PodAffinity {
  const merge = (term: PodAffinityTerm) => mergedTerm(term, labels);
  const hard = changedItems(side, 'requiredDuringSchedulingIgnoredDuringExecution', merge);
  return changedItems(hard, 'preferredDuringSchedulingIgnoredDuringExecution', (weighted) =>
    changed(weighted, 'podAffinityTerm', merge),
  );
}

function mergedTerm(term: PodAffinityTerm, labels: Labels): PodAffinityTerm {
  return changed(term, 'labelSelector', (selector) =>
    extended(extended(selector, term.matchLabelKeys, 'In', labels), term.mismatchLabelKeys, 'NotIn', labels),
  );
}

function mergedConstraint(constraint: TopologySpreadConstraint, labels: Labels): TopologySpreadConstraint {
  return changed(constraint, 'labelSelector', (selector) =>
    extended(selector, constraint.matchLabelKeys, 'In', labels),
  );
}

function extended(
  selector: LabelSelector,
  keys: readonly string[] | undefined,
  operator: 'In' | 'NotIn',
  labels: Labels,
): LabelSelector {
  const added = (keys ?? []).flatMap((key): LabelSelectorRequirement[] => {
    const value = labels[key];
    return value === undefined ? [] : [{ key, operator, values: [value] }];
  });
  return added.length === 0
    ? selector
    : { ...selector, matchExpressions: [...(selector.matchExpressions ?? []), ...added] };
}
