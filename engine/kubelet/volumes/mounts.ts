import type { KeyToPath, PersistentVolumeClaim, Pod, Volume, VolumeProjection } from '../../apis/generated/core.v1.js';
import { configmaps, persistentvolumeclaims, secrets } from '../../apis/generated/resources.js';
import type { View } from '../../client/view.js';
import { MINUTE, SECOND, type Millis } from '../../core/time.js';
import { hasKey } from './env-references.js';

/** Published to every namespace by a controller; the moment before it is there is left out. */
const ROOT_CA = 'kube-root-ca.crt';

/**
 * Why the first volume of a pod that cannot be mounted cannot, as its FailedMount event says; undefined: all can.
 * A volume that no container mounts is never set up. Kinds of volumes that are not modelled mount at once.
 */
export function failedMount(view: View, pod: Pod): string | undefined {
  const { volumes = [] } = pod.spec;
  if (volumes.length === 0) return undefined;
  const used = usedVolumes(pod);
  for (const volume of volumes) {
    if (!used.has(volume.name)) continue;
    const unbound = unboundClaim(view, pod, volume);
    if (unbound !== undefined) return unbound;
    const error = setUpError(view, pod.metadata.namespace ?? '', volume);
    if (error !== undefined) return `MountVolume.SetUp failed for volume "${volume.name}" : ${error}`;
  }
  return undefined;
}

function usedVolumes({ spec }: Pod): ReadonlySet<string> {
  const used = new Set<string>();
  for (const { volumeMounts = [], volumeDevices = [] } of [...(spec.initContainers ?? []), ...spec.containers]) {
    for (const { name } of volumeMounts) used.add(name);
    for (const { name } of volumeDevices) used.add(name);
  }
  return used;
}

function setUpError(view: View, namespace: string, volume: Volume): string | undefined {
  const { configMap, secret, projected } = volume;
  if (configMap !== undefined)
    return configMapError(view, namespace, configMap.name ?? '', configMap.items, configMap.optional);
  if (secret !== undefined) return secretError(view, namespace, secret.secretName ?? '', secret.items, secret.optional);
  return aggregate((projected?.sources ?? []).map((source) => sourceError(view, namespace, source)));
}

function sourceError(view: View, namespace: string, { configMap, secret }: VolumeProjection): string | undefined {
  if (configMap !== undefined)
    return configMapError(view, namespace, configMap.name ?? '', configMap.items, configMap.optional);
  return secret === undefined
    ? undefined
    : secretError(view, namespace, secret.name ?? '', secret.items, secret.optional);
}

/** Several errors as one text (utilerrors.NewAggregate). */
function aggregate(errors: readonly (string | undefined)[]): string | undefined {
  const told = [...new Set(errors.filter((error) => error !== undefined))];
  return told.length < 2 ? told[0] : `[${told.join(', ')}]`;
}

type Items = readonly KeyToPath[] | undefined;

function configMapError(
  view: View,
  namespace: string,
  name: string,
  items: Items,
  optional = false,
): string | undefined {
  if (optional || name === ROOT_CA) return undefined;
  const found = view.get(configmaps, namespace, name);
  if (found === undefined) return `configmap "${name}" not found`;
  const missing = items?.find(({ key }) => !hasKey(found, key));
  return missing === undefined ? undefined : `configmap references non-existent config key: ${missing.key}`;
}

function secretError(view: View, namespace: string, name: string, items: Items, optional = false): string | undefined {
  if (optional) return undefined;
  const found = view.get(secrets, namespace, name);
  if (found === undefined) return `secret "${name}" not found`;
  const missing = items?.find(({ key }) => !hasKey(found, key));
  return missing === undefined ? undefined : `references non-existent secret key: ${missing.key}`;
}

function unboundClaim(view: View, pod: Pod, volume: Volume): string | undefined {
  const name =
    volume.persistentVolumeClaim?.claimName ??
    (volume.ephemeral === undefined ? undefined : `${pod.metadata.name}-${volume.name}`);
  if (name === undefined) return undefined;
  const namespace = pod.metadata.namespace ?? '';
  const claim: PersistentVolumeClaim | undefined = view.get(persistentvolumeclaims, namespace, name);
  if (claim?.status?.phase === 'Bound') return undefined;
  const why =
    claim === undefined
      ? `failed to fetch PVC from API server: persistentvolumeclaims "${name}" not found`
      : 'PVC is not bound';
  const failed = `[${volume.name}]`;
  return `Unable to attach or mount volumes: unmounted volumes=${failed}, unattached volumes=[], failed to process volumes=${failed}: error processing PVC ${namespace}/${name}: ${why}`;
}

const INITIAL = 500;
const LONGEST = 2 * MINUTE + 2 * SECOND;

/** How long to wait after so many failures in a row (pkg/util/goroutinemap/exponentialbackoff). */
export function mountBackoff(failures: number): Millis {
  return Math.min(INITIAL * 2 ** (failures - 1), LONGEST);
}
