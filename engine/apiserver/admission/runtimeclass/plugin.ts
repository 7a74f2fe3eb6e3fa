import { semanticEqual } from '../../../apimachinery/equality.js';
import { quote } from '../../../apimachinery/quote.js';
import type { Pod, PodSpec } from '../../../apis/generated/core.v1.js';
import type { RuntimeClass, Scheduling } from '../../../apis/generated/node.v1.js';
import { pods, runtimeclasses } from '../../../apis/generated/resources.js';
import { forbidden, isAbout, objectOf } from '../attributes.js';
import type { AdmissionPlugin } from '../types.js';
import { mergeTolerations } from './merge-tolerations.js';

const MISMATCH = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";

function isEmpty(list: object | undefined): boolean {
  return list === undefined || Object.keys(list).length === 0;
}

/** The spec as the class wants it, or why the two do not go together. */
function shaped(spec: PodSpec, { overhead, scheduling }: RuntimeClass): PodSpec | string {
  const fixed = overhead?.podFixed;
  if (overhead !== undefined && !isEmpty(spec.overhead) && !semanticEqual(fixed, spec.overhead)) return MISMATCH;
  const withOverhead = overhead === undefined ? spec : { ...spec, overhead: fixed };
  return scheduling === undefined ? withOverhead : scheduled(withOverhead, scheduling);
}

function scheduled(spec: PodSpec, { nodeSelector = {}, tolerations = [] }: Scheduling): PodSpec | string {
  const own = spec.nodeSelector ?? {};
  for (const [key, value] of Object.entries(nodeSelector))
    if (own[key] !== undefined && own[key] !== value)
      return `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own[key]}`;
  const merged = mergeTolerations(spec.tolerations ?? [], tolerations);
  return {
    ...spec,
    ...(isEmpty(nodeSelector) ? {} : { nodeSelector: { ...own, ...nodeSelector } }),
    ...(merged.length === 0 ? {} : { tolerations: merged }),
  };
}

function nameOf({ spec }: Pod): string | undefined {
  return spec.runtimeClassName;
}

/** Brings a class's overhead and scheduling into pods. Follows RuntimeClass (plugin/pkg/admission/runtimeclass). */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  concerns: (asked) => asked.operation === 'CREATE' && isAbout(asked, pods),
  admit(attributes, { store }) {
    const pod = attributes.operation === 'CREATE' ? objectOf(attributes, pods) : undefined;
    const name = pod === undefined ? undefined : nameOf(pod);
    if (pod === undefined || name === undefined) return { object: attributes.object };
    const found = store.get(runtimeclasses, '', name);
    if (found === undefined)
      return { refused: forbidden(attributes, `pod rejected: RuntimeClass ${quote(name)} not found`) };
    const spec = shaped(pod.spec, found);
    return typeof spec === 'string' ? { refused: forbidden(attributes, spec) } : { object: { ...pod, spec } };
  },
  validate(attributes, { store }) {
    const pod = attributes.operation === 'CREATE' ? objectOf(attributes, pods) : undefined;
    if (pod === undefined) return undefined;
    const name = nameOf(pod);
    const overhead = name === undefined ? undefined : store.get(runtimeclasses, '', name)?.overhead;
    if (overhead !== undefined)
      return semanticEqual(overhead.podFixed, pod.spec.overhead) ? undefined : forbidden(attributes, MISMATCH);
    if (pod.spec.overhead === undefined) return undefined;
    return forbidden(attributes, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
  },
};
