import { classOf } from '../../apis/core/volume/class.js';
import type { PersistentVolume, PersistentVolumeClaim } from '../../apis/generated/core.v1.js';
import type {
  CSIDriver,
  CSINode,
  StorageClass,
  VolumeAttachment,
  VolumeAttributesClass,
} from '../../apis/generated/storage.v1.js';
import {
  csidrivers,
  csinodes,
  persistentvolumeclaims,
  persistentvolumes,
  storageclasses,
  volumeattachments,
  volumeattributesclasses,
} from '../../apis/generated/resources.js';
import type { Millis } from '../../core/time.js';
import { age, NONE, orElse, printer, UNSET, type Row } from './cells.js';

const DEFAULT_CLASS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

const ACCESS_MODES: readonly (readonly [mode: string, short: string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

/** 'RWO,ROX', whatever order they are in (helper.GetAccessModesAsString). */
export function accessModesText(modes: readonly string[] = []): string {
  return ACCESS_MODES.filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(',');
}

/** Follows printPersistentVolume. */
function printPersistentVolume(object: PersistentVolume, now: Millis): Row {
  const { spec, status, metadata } = object;
  return [
    metadata.name,
    spec.capacity?.['storage'] ?? '0',
    accessModesText(spec.accessModes),
    spec.persistentVolumeReclaimPolicy ?? '',
    metadata.deletionTimestamp === undefined ? (status.phase ?? '') : 'Terminating',
    spec.claimRef === undefined ? '' : `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}`,
    classOf(object),
    spec.volumeAttributesClassName ?? UNSET,
    status.reason ?? '',
    age(object, now),
    spec.volumeMode ?? UNSET,
  ];
}

/** Follows printPersistentVolumeClaim: capacity and modes are those of the volume, once there is one. */
function printPersistentVolumeClaim(object: PersistentVolumeClaim, now: Millis): Row {
  const { spec, status, metadata } = object;
  const { volumeName = '' } = spec;
  return [
    metadata.name,
    metadata.deletionTimestamp === undefined ? (status.phase ?? '') : 'Terminating',
    volumeName,
    volumeName === '' ? '' : (status.capacity?.['storage'] ?? '0'),
    volumeName === '' ? '' : accessModesText(status.accessModes),
    classOf(object),
    spec.volumeAttributesClassName ?? UNSET,
    age(object, now),
    spec.volumeMode ?? UNSET,
  ];
}

/** Follows printStorageClass. */
function printStorageClass(object: StorageClass, now: Millis): Row {
  const { metadata } = object;
  const isDefault = DEFAULT_CLASS.some((annotation) => metadata.annotations?.[annotation] === 'true');
  return [
    isDefault ? `${metadata.name} (default)` : metadata.name,
    object.provisioner,
    object.reclaimPolicy ?? 'Delete',
    object.volumeBindingMode ?? 'Immediate',
    object.allowVolumeExpansion ?? false,
    age(object, now),
  ];
}

/** Follows printVolumeAttributesClass. */
function printVolumeAttributesClass(object: VolumeAttributesClass, now: Millis): Row {
  return [object.metadata.name, object.driverName, age(object, now)];
}

/** Follows printVolumeAttachment. */
function printVolumeAttachment(object: VolumeAttachment, now: Millis): Row {
  const { spec, status, metadata } = object;
  const volume = spec.source.persistentVolumeName ?? '';
  return [metadata.name, spec.attacher, volume, spec.nodeName, status?.attached ?? false, age(object, now)];
}

/** Follows printCSINode. */
function printCsiNode(object: CSINode, now: Millis): Row {
  return [object.metadata.name, (object.spec.drivers ?? []).length, age(object, now)];
}

/** Follows printCSIDriver. */
function printCsiDriver(object: CSIDriver, now: Millis): Row {
  const { spec, metadata } = object;
  return [
    metadata.name,
    spec.attachRequired ?? true,
    spec.podInfoOnMount ?? false,
    spec.storageCapacity ?? false,
    spec.tokenRequests === undefined ? UNSET : spec.tokenRequests.map(({ audience }) => audience).join(','),
    spec.requiresRepublish ?? false,
    orElse((spec.volumeLifecycleModes ?? []).join(','), NONE),
    age(object, now),
  ];
}

export const storagePrinters = [
  printer(persistentvolumes, printPersistentVolume),
  printer(persistentvolumeclaims, printPersistentVolumeClaim),
  printer(storageclasses, printStorageClass),
  printer(volumeattributesclasses, printVolumeAttributesClass),
  printer(volumeattachments, printVolumeAttachment),
  printer(csinodes, printCsiNode),
  printer(csidrivers, printCsiDriver),
];
