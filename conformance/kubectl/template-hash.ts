import type { PodTemplateSpec } from '../../engine/apis/generated/core.v1.js';

const TEMPLATE_HASH = 'pod-template-hash';

/** A template without the label by which ReplicaSets tell theirs apart. */
export function withoutHash(template: PodTemplateSpec): PodTemplateSpec {
  const { [TEMPLATE_HASH]: _hash, ...labels } = template.metadata.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}
