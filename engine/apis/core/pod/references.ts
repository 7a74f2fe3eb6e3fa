import type { Container, Pod, Volume } from '../../generated/core.v1.js';

/** The secrets and ConfigMaps that a pod names: VisitPodSecretNames and VisitPodConfigmapNames (pkg/api/v1/pod). */
export interface PodReferences {
  readonly secrets: ReadonlySet<string>;
  readonly configMaps: ReadonlySet<string>;
}

interface Named {
  readonly secrets: readonly (string | undefined)[];
  readonly configMaps: readonly (string | undefined)[];
}

export function podReferences({ spec }: Pod): PodReferences {
  const { initContainers = [], ephemeralContainers = [], imagePullSecrets = [], volumes = [] } = spec;
  const containers = [...initContainers, ...spec.containers, ...ephemeralContainers];
  const named = [...containers.map(ofContainer), ...volumes.map(ofVolume)];
  const pulls = imagePullSecrets.map(({ name }) => name);
  return {
    secrets: setOf([...pulls, ...named.flatMap(({ secrets }) => secrets)]),
    configMaps: setOf(named.flatMap(({ configMaps }) => configMaps)),
  };
}

function setOf(names: readonly (string | undefined)[]): ReadonlySet<string> {
  return new Set(names.flatMap((name) => (name === undefined || name === '' ? [] : [name])));
}

function ofContainer({ env = [], envFrom = [] }: Pick<Container, 'env' | 'envFrom'>): Named {
  return {
    secrets: [
      ...envFrom.map(({ secretRef }) => secretRef?.name),
      ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
    ],
    configMaps: [
      ...envFrom.map(({ configMapRef }) => configMapRef?.name),
      ...env.map(({ valueFrom }) => valueFrom?.configMapKeyRef?.name),
    ],
  };
}

function ofVolume(volume: Volume): Named {
  const { azureFile, cephfs, cinder, flexVolume, rbd, scaleIO, iscsi, storageos, csi, secret, configMap } = volume;
  const sources = volume.projected?.sources ?? [];
  const withReference = [cephfs, cinder, flexVolume, rbd, scaleIO, iscsi, storageos];
  return {
    secrets: [
      secret?.secretName,
      azureFile?.secretName,
      csi?.nodePublishSecretRef?.name,
      ...withReference.map((source) => source?.secretRef?.name),
      ...sources.map((source) => source.secret?.name),
    ],
    configMaps: [configMap?.name, ...sources.map((source) => source.configMap?.name)],
  };
}
