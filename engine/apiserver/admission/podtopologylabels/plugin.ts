import { nodes, pods } from '../../../apis/generated/resources.js';
import { isAbout, objectOf } from '../attributes.js';
import type { AdmissionPlugin } from '../types.js';

const LABELS = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

/**
 * A pod that is created on a node gets the labels of the node's place; a binding does the same for others. Follows
 * PodTopologyLabels (plugin/pkg/admission/podtopologylabels).
 */
export const podTopologyLabels: AdmissionPlugin = {
  name: 'PodTopologyLabels',
  concerns: (asked) => asked.operation === 'CREATE' && isAbout(asked, pods),
  admit(attributes, { store }) {
    const pod = attributes.operation === 'CREATE' ? objectOf(attributes, pods) : undefined;
    if (pod?.spec.nodeName === undefined) return { object: attributes.object };
    const { labels = {} } = store.get(nodes, '', pod.spec.nodeName)?.metadata ?? {};
    const copied = Object.fromEntries(
      LABELS.flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]]])),
    );
    if (Object.keys(copied).length === 0) return { object: pod };
    return { object: { ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, ...copied } } } };
  },
};
