import { hasClass } from '../../../apis/core/volume/class.js';
import { persistentvolumeclaims, storageclasses } from '../../../apis/generated/resources.js';
import { defaultClass } from '../../../apis/storage/default-class.js';
import { isAbout, objectOf } from '../attributes.js';
import type { AdmissionPlugin } from '../types.js';

/** New claims without a class get the default one. Follows DefaultStorageClass (plugin/pkg/admission/storage/storageclass). */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  concerns: (asked) => asked.operation === 'CREATE' && isAbout(asked, persistentvolumeclaims),
  admit(attributes, { store }) {
    const claim = attributes.operation === 'CREATE' ? objectOf(attributes, persistentvolumeclaims) : undefined;
    if (claim === undefined || hasClass(claim)) return { object: attributes.object };
    const chosen = defaultClass(store.list(storageclasses));
    if (chosen === undefined) return { object: claim };
    return { object: { ...claim, spec: { ...claim.spec, storageClassName: chosen.metadata.name } } };
  },
};
