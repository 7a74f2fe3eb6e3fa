import { persistentvolumeclaims, storageclasses } from '../../../apis/generated/resources.js';
import type { StorageClass } from '../../../apis/generated/storage.v1.js';
import { isAbout, objectOf } from '../attributes.js';
import { newest } from '../default-class.js';
import type { AdmissionPlugin } from '../types.js';

const ANNOTATIONS = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

function isDefault({ metadata }: StorageClass): boolean {
  return ANNOTATIONS.some((name) => metadata.annotations?.[name] === 'true');
}

/** New claims without a class get the default one. Follows DefaultStorageClass (plugin/pkg/admission/storage/storageclass). */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  concerns: (asked) => asked.operation === 'CREATE' && isAbout(asked, persistentvolumeclaims),
  admit(attributes, { store }) {
    const claim = attributes.operation === 'CREATE' ? objectOf(attributes, persistentvolumeclaims) : undefined;
    if (claim === undefined || claim.spec.storageClassName !== undefined) return { object: attributes.object };
    if (claim.metadata.annotations?.[CLASS_ANNOTATION] !== undefined) return { object: claim };
    const chosen = newest(store.list(storageclasses).filter(isDefault));
    if (chosen === undefined) return { object: claim };
    return { object: { ...claim, spec: { ...claim.spec, storageClassName: chosen.metadata.name } } };
  },
};
