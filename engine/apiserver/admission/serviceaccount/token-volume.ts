import { extended } from '../../../core/extended.js';
import { generatedName } from '../../../apimachinery/random-names.js';
import { mapped } from '../../../apis/core/pod/fill.js';
import type { Container, Pod, ProjectedVolumeSource } from '../../../apis/generated/core.v1.js';
import type { Dice } from '../../../core/rng.js';

const PREFIX = 'kube-api-access-';
const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
/** An hour, and seven seconds by which such tokens are known. */
const EXPIRATION_SECONDS = 3607;

const SOURCE: ProjectedVolumeSource = {
  sources: [
    { serviceAccountToken: { expirationSeconds: EXPIRATION_SECONDS, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] },
    },
  ],
  defaultMode: 0o644,
};

/** Mounts the account's token in every container that has nothing at its place: mountServiceAccountToken. */
export function withToken(pod: Pod, dice: Dice): Pod {
  const { volumes = [], initContainers } = pod.spec;
  // A pod without containers is refused later.
  const containers: readonly Container[] | null = pod.spec.containers;
  if (containers === null) return pod;
  const existing = volumes.find(({ name }) => name.startsWith(PREFIX))?.name;
  const name = existing ?? generatedName(PREFIX, dice);
  const mount = (container: Container): Container => {
    const { volumeMounts = [] } = container;
    if (volumeMounts.some(({ mountPath }) => mountPath === MOUNT_PATH)) return container;
    return extended(container, { volumeMounts: [...volumeMounts, { name, readOnly: true, mountPath: MOUNT_PATH }] });
  };
  const mounted = mapped(containers, mount);
  const mountedInit = initContainers === undefined ? undefined : mapped(initContainers, mount);
  if (mounted === containers && mountedInit === initContainers) return pod;
  const all = existing === undefined ? [...volumes, { name, projected: SOURCE }] : volumes;
  const spec = extended(pod.spec, { volumes: all, containers: mounted });
  return extended(pod, { spec: mountedInit === undefined ? spec : extended(spec, { initContainers: mountedInit }) });
}
