import { labelSelectorAsSelector, selectorFromSet, selectorOf, type Selector } from '../../../apimachinery/labels.js';
import { controllerOf } from '../../../apimachinery/object.js';
import type { LabelSelector } from '../../../apis/generated/meta.v1.js';
import type { Pod } from '../../../apis/generated/core.v1.js';
import { replicasets, replicationcontrollers, services, statefulsets } from '../../../apis/generated/resources.js';
import type { View } from '../../../client/view.js';
import { textOf } from '../../matching/sign.js';

/** A selector, and a text that is the same for equal ones. */
export interface NamedSelector {
  readonly selector: Selector;
  readonly text: string;
}

/**
 * What a pod's siblings have in common: the selectors of the services that it belongs to and of its controller, all at
 * once, as DefaultSelector. Undefined: nothing is known to select it.
 */
export function defaultSelector(pod: Pod, view: View): NamedSelector | undefined {
  const labels: Record<string, string> = {};
  for (const service of view.list(services, pod.metadata.namespace)) {
    const { selector } = service.spec ?? {};
    if (selector !== undefined && selectorFromSet(selector).matches(pod.metadata.labels))
      Object.assign(labels, selector);
  }
  const ofController = controllerSelector(pod, view);
  if (isEmpty(labels) && ofController?.set === undefined) return ofSelector(ofController?.selector);
  if (typeof ofController?.set === 'object') Object.assign(labels, ofController.set);
  const fromLabels = selectorOf(
    Object.entries(labels).map(([key, value]) => ({ key, operator: '=', values: [value] })),
  );
  const other = ofController?.selector === undefined ? undefined : labelSelectorAsSelector(ofController.selector);
  const requirements = other?.ok === true ? other.value.requirements : [];
  const selector = selectorOf([...fromLabels.requirements, ...requirements]);
  if (selector.requirements.length === 0) return undefined;
  return { selector, text: `${JSON.stringify(labels)}${textOf(ofController?.selector)}` };
}

function isEmpty(labels: Readonly<Record<string, string>>): boolean {
  for (const _ in labels) return false;
  return true;
}

const named = new WeakMap<LabelSelector, NamedSelector>();

/** What only a controller's label selector says. Memoised per object. */
function ofSelector(given: LabelSelector | undefined): NamedSelector | undefined {
  if (given === undefined) return undefined;
  const known = named.get(given);
  if (known !== undefined) return known;
  const parsed = labelSelectorAsSelector(given);
  const selector = selectorOf(parsed.ok ? parsed.value.requirements : []);
  if (selector.requirements.length === 0) return undefined;
  const made = { selector, text: `{}${textOf(given)}` };
  named.set(given, made);
  return made;
}

/** The selector of the pod's controller: a plain map of a replication controller's, else a label selector. */
function controllerSelector(
  pod: Pod,
  view: View,
): { readonly set?: Readonly<Record<string, string>>; readonly selector?: LabelSelector } | undefined {
  const owner = controllerOf(pod);
  const namespace = pod.metadata.namespace ?? '';
  switch (owner && `${owner.apiVersion}/${owner.kind}`) {
    case 'v1/ReplicationController':
      return { set: view.get(replicationcontrollers, namespace, owner?.name ?? '')?.spec?.selector };
    case 'apps/v1/ReplicaSet':
      return { selector: view.get(replicasets, namespace, owner?.name ?? '')?.spec?.selector };
    case 'apps/v1/StatefulSet':
      return { selector: view.get(statefulsets, namespace, owner?.name ?? '')?.spec?.selector };
    default:
      return undefined;
  }
}
