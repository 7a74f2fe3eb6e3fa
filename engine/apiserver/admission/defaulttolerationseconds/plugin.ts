import { extended } from '../../../core/extended.js';
import type { Pod, Toleration } from '../../../apis/generated/core.v1.js';
import { pods } from '../../../apis/generated/resources.js';
import { isAbout, objectOf } from '../attributes.js';
import type { AdmissionPlugin } from '../types.js';

const DEFAULTS: readonly Toleration[] = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map(
  (key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  }),
);

/** What most pods get: shared, so that equal pods have the very same tolerations. */
function tolerant(pod: Pod): Pod {
  const { tolerations = NONE } = pod.spec;
  if (tolerations.length === 0) return withTolerations(pod, DEFAULTS);
  const missing = DEFAULTS.filter(({ key }) => !tolerations.some((toleration) => covers(toleration, key)));
  if (missing.length === 0) return pod;
  return withTolerations(pod, [...tolerations, ...missing]);
}

const NONE: readonly Toleration[] = [];

function withTolerations(pod: Pod, tolerations: readonly Toleration[]): Pod {
  return extended(pod, { spec: extended(pod.spec, { tolerations }) });
}

function covers({ key = '', effect }: Toleration, wanted: string | undefined): boolean {
  return (key === wanted || key === '') && (effect === 'NoExecute' || !effect);
}

/** Pods stay five minutes on a node that is lost. Follows DefaultTolerationSeconds (plugin/pkg/admission/defaulttolerationseconds). */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  concerns: (asked) => isAbout(asked, pods),
  admit(attributes) {
    const pod = objectOf(attributes, pods);
    return { object: pod === undefined ? attributes.object : tolerant(pod) };
  },
};
