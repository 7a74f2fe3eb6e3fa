import type { PersistentVolume } from '../../apis/generated/core.v1.js';

/** What the names of Kubernetes' own volume plugins begin with. */
export const IN_TREE = 'kubernetes.io/';

/** Volumes of Kubernetes' own that a driver has taken over: the source in a volume, the plugin of before, the driver (csi-translation-lib). */
const MIGRATED: readonly (readonly [source: keyof PersistentVolume['spec'], plugin: string, driver: string])[] = [
  ['awsElasticBlockStore', 'kubernetes.io/aws-ebs', 'ebs.csi.aws.com'],
  ['azureDisk', 'kubernetes.io/azure-disk', 'disk.csi.azure.com'],
  ['azureFile', 'kubernetes.io/azure-file', 'file.csi.azure.com'],
  ['cinder', 'kubernetes.io/cinder', 'cinder.csi.openstack.org'],
  ['gcePersistentDisk', 'kubernetes.io/gce-pd', 'pd.csi.storage.gke.io'],
  ['portworxVolume', 'kubernetes.io/portworx-volume', 'pxd.portworx.com'],
  ['vsphereVolume', 'kubernetes.io/vsphere-volume', 'csi.vsphere.vmware.com'],
];

/** The driver in the place of a provisioner of Kubernetes' own; undefined: there is none. */
export function driverInPlaceOf(plugin: string): string | undefined {
  return MIGRATED.find(([, migrated]) => migrated === plugin)?.[2];
}

/** The driver that a volume's source is translated for; undefined: it is what it is. */
export function driverOf({ spec }: PersistentVolume): { readonly plugin: string; readonly driver: string } | undefined {
  const found = MIGRATED.find(([source]) => spec[source] !== undefined);
  if (found === undefined) return undefined;
  const [, plugin, driver] = found;
  return { plugin, driver };
}
