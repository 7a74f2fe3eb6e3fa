import type { KubeObject } from '../../../apimachinery/object.js';
import {
  persistentvolumeclaims,
  persistentvolumes,
  volumeattributesclasses,
} from '../../../apis/generated/resources.js';
import { isAbout } from '../attributes.js';
import type { AdmissionPlugin } from '../types.js';

const FINALIZERS = [
  [persistentvolumes, 'kubernetes.io/pv-protection'],
  [persistentvolumeclaims, 'kubernetes.io/pvc-protection'],
  [volumeattributesclasses, 'kubernetes.io/vac-protection'],
] as const;

function held(object: KubeObject, finalizer: string): KubeObject {
  const { finalizers = [] } = object.metadata;
  if (finalizers.includes(finalizer)) return object;
  return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } };
}

/** Volumes and claims outlive their deletion while in use. Follows StorageObjectInUseProtection (plugin/pkg/admission/storage). */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  concerns: (asked) => FINALIZERS.some(([resource]) => isAbout(asked, resource)),
  admit(attributes) {
    const { operation, object } = attributes;
    const [, finalizer] = FINALIZERS.find(([resource]) => isAbout(attributes, resource)) ?? [];
    return { object: operation === 'CREATE' && finalizer !== undefined ? held(object, finalizer) : object };
  },
};
