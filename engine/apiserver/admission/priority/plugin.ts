import { extended } from '../../../core/extended.js';
import { withField } from '../../../apis/core/pod/fill.js';
import type { Pod } from '../../../apis/generated/core.v1.js';
import { pods, priorityclasses } from '../../../apis/generated/resources.js';
import type { PriorityClass } from '../../../apis/generated/scheduling.v1.js';
import type { RequestContext } from '../../registry/strategy.js';
import { forbidden, isAbout, objectOf, oldOf } from '../attributes.js';
import type { AdmissionPlugin, Admitted, WithObject } from '../types.js';

/** Of several classes that are marked as default, the lowest. */
function defaultClass({ store }: RequestContext): PriorityClass | undefined {
  let lowest: PriorityClass | undefined;
  for (const priorityClass of store.list(priorityclasses))
    if (priorityClass.globalDefault === true && (lowest === undefined || lowest.value > priorityClass.value))
      lowest = priorityClass;
  return lowest;
}

function admitNew(pod: Pod, attributes: WithObject, context: RequestContext): Admitted {
  const { priorityClassName = '', priority, preemptionPolicy } = pod.spec;
  const found =
    priorityClassName === '' ? defaultClass(context) : context.store.get(priorityclasses, '', priorityClassName);
  if (found === undefined && priorityClassName !== '')
    return { refused: forbidden(attributes, `no PriorityClass with name ${priorityClassName} was found`) };
  const value = found?.value ?? 0;
  const policy = found === undefined ? 'PreemptLowerPriority' : found.preemptionPolicy;
  const from = 'must not be provided in pod spec; priority admission controller computed';
  const by = 'from the given PriorityClass name';
  if (priority !== undefined && priority !== value)
    return { refused: forbidden(attributes, `the integer value of priority (${priority}) ${from} ${value} ${by}`) };
  if (policy !== undefined && preemptionPolicy !== undefined && preemptionPolicy !== policy)
    return {
      refused: forbidden(
        attributes,
        `the string value of PreemptionPolicy (${preemptionPolicy}) ${from} ${policy} ${by}`,
      ),
    };
  const named = found === undefined ? pod.spec : extended(pod.spec, { priorityClassName: found.metadata.name });
  const computed = policy === undefined ? { priority: value } : { priority: value, preemptionPolicy: policy };
  return { object: withField(pod, 'spec', extended(named, computed)) };
}

/** Clients that do not know these fields leave them out of updates. */
function keepOld(pod: Pod, old: Pod): Pod {
  if (pod.spec === old.spec) return pod;
  const { priority, preemptionPolicy } = pod.spec;
  const kept = {
    ...(priority === undefined && old.spec.priority !== undefined ? { priority: old.spec.priority } : {}),
    ...(preemptionPolicy === undefined && old.spec.preemptionPolicy !== undefined
      ? { preemptionPolicy: old.spec.preemptionPolicy }
      : {}),
  };
  return Object.keys(kept).length === 0 ? pod : { ...pod, spec: { ...pod.spec, ...kept } };
}

/** Gives pods the number of their priority class, and allows one default class. Follows Priority (plugin/pkg/admission/priority). */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  concerns: (asked) => isAbout(asked, pods) || isAbout(asked, priorityclasses),
  admit(attributes, context) {
    const pod = objectOf(attributes, pods);
    if (pod === undefined) return { object: attributes.object };
    if (attributes.operation === 'CREATE') return admitNew(pod, attributes, context);
    const old = oldOf(attributes, pods);
    return { object: old === undefined ? pod : keepOld(pod, old) };
  },
  validate(attributes, context) {
    const priorityClass = objectOf(attributes, priorityclasses);
    if (priorityClass?.globalDefault !== true) return undefined;
    const current = defaultClass(context)?.metadata.name;
    if (current === undefined || (attributes.operation === 'UPDATE' && current === priorityClass.metadata.name))
      return undefined;
    return forbidden(attributes, `PriorityClass ${current} is already marked as default. Only one default can exist`);
  },
};
