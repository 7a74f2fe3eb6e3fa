import type { Pod } from '../../../apis/generated/core.v1.js';
import { namespaces } from '../../../apis/generated/resources.js';
import type { View } from '../../../client/view.js';
import {
  podTerms,
  withNamespaces,
  type AffinityTerm,
  type Labels,
  type PodTerms,
} from '../../matching/affinity-terms.js';
import { textOf } from '../../matching/sign.js';

/** A pod to be placed, with what its terms and others' terms about it depend on. */
export interface Incoming {
  readonly pod: Pod;
  /** Its own terms; namespace selectors are written out. */
  readonly terms: PodTerms;
  /** Of its namespace: what the namespace selectors of running pods' terms are matched with. */
  readonly namespaceLabels: Labels | undefined;
  /** The same text means the same terms and the same matches. */
  readonly text: string;
}

/** Looks a pod's namespace up and writes its namespace selectors out. */
export function incoming(pod: Pod, view: View): Incoming {
  const { namespace = '', labels } = pod.metadata;
  const namespaceLabels = view.get(namespaces, '', namespace)?.metadata.labels;
  const terms = resolved(podTerms(pod), view);
  const text = `${namespace}\n${textOf(labels)}\n${textOf(namespaceLabels)}\n${textOf(pod.spec.affinity)}\n${names(terms)}`;
  return { pod, terms, namespaceLabels, text };
}

function resolved(terms: PodTerms, view: View): PodTerms {
  const all = [...terms.affinity, ...terms.antiAffinity, ...terms.preferredAffinity, ...terms.preferredAntiAffinity];
  if (all.every(({ namespaceSelector }) => namespaceSelector.requirements.length === 0)) return terms;
  return {
    affinity: terms.affinity.map((term) => withNamespaces(term, view)),
    antiAffinity: terms.antiAffinity.map((term) => withNamespaces(term, view)),
    preferredAffinity: terms.preferredAffinity.map((term) => withNamespaces(term, view)),
    preferredAntiAffinity: terms.preferredAntiAffinity.map((term) => withNamespaces(term, view)),
  };
}

function names({ affinity, antiAffinity, preferredAffinity, preferredAntiAffinity }: PodTerms): string {
  const list = (terms: readonly AffinityTerm[]) => terms.map((term) => [...term.namespaces].sort().join(',')).join(';');
  return [affinity, antiAffinity, preferredAffinity, preferredAntiAffinity].map(list).join('/');
}
