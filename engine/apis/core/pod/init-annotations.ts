import type { ObjectMeta } from '../../generated/meta.v1.js';

/** How init containers were once given. */
const KEYS = [
  'pod.beta.kubernetes.io/init-containers',
  'pod.alpha.kubernetes.io/init-containers',
  'pod.beta.kubernetes.io/init-container-statuses',
  'pod.alpha.kubernetes.io/init-container-statuses',
];

/** The metadata of a pod or template without the annotations that held init containers (dropInitContainerAnnotations). */
export function withoutInitAnnotations<T extends ObjectMeta>(metadata: T): T {
  const { annotations } = metadata;
  if (annotations === undefined || !KEYS.some((key) => key in annotations)) return metadata;
  const kept = Object.entries(annotations).filter(([key]) => !KEYS.includes(key));
  return { ...metadata, annotations: kept.length === 0 ? undefined : Object.fromEntries(kept) };
}
