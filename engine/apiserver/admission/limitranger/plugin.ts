import { joinMessages } from '../../../apimachinery/field-error.js';
import { podTotals } from '../../../apis/core/pod-totals.js';
import type { LimitRange, LimitRangeItem, PersistentVolumeClaim, Pod } from '../../../apis/generated/core.v1.js';
import { limitranges, persistentvolumeclaims, pods } from '../../../apis/generated/resources.js';
import type { RequestContext } from '../../registry/strategy.js';
import { forbidden, isAbout, objectOf } from '../attributes.js';
import type { AdmissionPlugin, Attributes } from '../types.js';
import { maxProblem, maxRequestProblem, minProblem, ratioProblem, type Asked } from './constraints.js';
import { withDefaults } from './defaults.js';

/** Pods are limited when they are made and when they are resized, claims always; nothing that is going. */
function isLimited(attributes: Attributes): boolean {
  const { operation, subresource, old } = attributes;
  if (operation !== 'CREATE' && operation !== 'UPDATE') return false;
  if (old?.metadata.deletionTimestamp !== undefined) return false;
  if (isAbout(attributes, pods, 'resize'))
    return operation === 'CREATE' ? subresource === '' : subresource === 'resize';
  return isAbout(attributes, persistentvolumeclaims);
}

function rangesOf({ namespace }: Attributes, { store }: RequestContext): readonly LimitRange[] {
  return store.list(limitranges, namespace);
}

function podProblems({ spec }: Pod, { spec: rangeSpec }: LimitRange): readonly string[] {
  return (rangeSpec?.limits ?? []).flatMap((item) => {
    if (item.type === 'Pod') return problemsOf(item, podTotals(spec));
    if (item.type !== 'Container') return [];
    const containers = [...spec.containers, ...(spec.initContainers ?? [])];
    return containers.flatMap(({ resources }) =>
      problemsOf(item, { requests: resources.requests ?? {}, limits: resources.limits ?? {} }),
    );
  });
}

function problemsOf(
  { type, min = {}, max = {}, maxLimitRequestRatio = {} }: LimitRangeItem,
  asked: Asked,
): readonly string[] {
  return [
    ...Object.entries(min).map(([name, amount]) => minProblem(type, name, amount, asked)),
    ...Object.entries(max).map(([name, amount]) => maxProblem(type, name, amount, asked)),
    ...Object.entries(maxLimitRequestRatio).map(([name, ratio]) => ratioProblem(type, name, ratio, asked)),
  ].filter((problem) => problem !== undefined);
}

function claimProblems({ spec }: PersistentVolumeClaim, { spec: rangeSpec }: LimitRange): readonly string[] {
  const requests = spec.resources.requests ?? {};
  return (rangeSpec?.limits ?? [])
    .filter(({ type }) => type === 'PersistentVolumeClaim')
    .flatMap(({ type, min = {}, max = {} }) => [
      ...Object.entries(min).map(([name, amount]) => minProblem(type, name, amount, { requests, limits: {} })),
      ...Object.entries(max).map(([name, amount]) => maxRequestProblem(type, name, amount, requests)),
    ])
    .filter((problem) => problem !== undefined);
}

/** Fills in and enforces the LimitRanges of a namespace. Follows LimitRanger (plugin/pkg/admission/limitranger). */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  concerns: (asked) => isAbout(asked, pods, 'resize') || isAbout(asked, persistentvolumeclaims),
  admit(attributes, context) {
    const pod = isLimited(attributes) && isAbout(attributes, pods, 'resize') ? podOf(attributes) : undefined;
    if (pod === undefined) return { object: attributes.object };
    return { object: rangesOf(attributes, context).reduce(withDefaults, pod) };
  },
  validate(attributes, context) {
    if (!isLimited(attributes)) return undefined;
    const pod = podOf(attributes);
    const claim = objectOf(attributes, persistentvolumeclaims);
    for (const range of rangesOf(attributes, context)) {
      const problems =
        pod !== undefined ? podProblems(pod, range) : claim !== undefined ? claimProblems(claim, range) : [];
      if (problems.length > 0) return forbidden(attributes, joinMessages(problems));
    }
    return undefined;
  },
};

/** The pod of a create or of a resize. */
function podOf(attributes: Attributes): Pod | undefined {
  return objectOf(attributes.subresource === 'resize' ? { ...attributes, subresource: '' } : attributes, pods);
}
