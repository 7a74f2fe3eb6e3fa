import { termWarnings } from '../../../../apis/core/pod/warnings/node-labels.js';
import type { PersistentVolume } from '../../../../apis/generated/core.v1.js';

const RENAMED_CLASS = 'deprecated since v1.8; use "storageClassName" attribute instead';
const ANNOTATIONS: readonly (readonly [string, string])[] = [
  ['volume.beta.kubernetes.io/storage-class', RENAMED_CLASS],
  ['volume.beta.kubernetes.io/mount-options', 'deprecated since v1.31; use "mountOptions" attribute instead'],
];

const GONE = [
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
] as const;

/** Follows GetWarningsForPersistentVolume. */
export function persistentVolumeWarnings({ metadata, spec }: PersistentVolume): readonly string[] {
  const recycle =
    'The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.';
  const terms = spec.nodeAffinity?.required?.nodeSelectorTerms ?? [];
  return [
    ...ANNOTATIONS.flatMap(([name, message]) =>
      metadata.annotations?.[name] === undefined ? [] : [`metadata.annotations[${name}]: ${message}`],
    ),
    ...(spec.persistentVolumeReclaimPolicy === 'Recycle' ? [`spec.persistentVolumeReclaimPolicy: ${recycle}`] : []),
    ...terms.flatMap((term, i) => termWarnings(term, false, `spec.nodeAffinity.required.nodeSelectorTerms[${i}]`)),
    ...GONE.flatMap(([field, name, message]) => (spec[field] === undefined ? [] : [`spec.${name}: ${message}`])),
  ];
}
