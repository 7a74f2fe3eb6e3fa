import { compareQuantities, quantityOf } from '../../../apimachinery/quantity.js';
import { classOf } from '../../../apis/core/volume/class.js';
import type { PersistentVolumeClaim } from '../../../apis/generated/core.v1.js';
import { persistentvolumeclaims, storageclasses } from '../../../apis/generated/resources.js';
import type { RequestContext } from '../../registry/strategy.js';
import { forbidden, isAbout, objectOf, oldOf } from '../attributes.js';
import type { AdmissionPlugin } from '../types.js';

function canExpand(claim: PersistentVolumeClaim, old: PersistentVolumeClaim, { store }: RequestContext): boolean {
  const name = classOf(claim);
  return name !== '' && name === classOf(old) && store.get(storageclasses, '', name)?.allowVolumeExpansion === true;
}

function sizeOf({ spec }: PersistentVolumeClaim) {
  return quantityOf(spec.resources.requests?.['storage']);
}

/** Only bound claims of a class that allows it grow. Follows PersistentVolumeClaimResize (plugin/pkg/admission/storage). */
export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  concerns: (asked) => isAbout(asked, persistentvolumeclaims),
  validate(attributes, context) {
    const claim = objectOf(attributes, persistentvolumeclaims);
    const old = oldOf(attributes, persistentvolumeclaims);
    if (claim === undefined || old === undefined || claim.spec === old.spec) return undefined;
    if (compareQuantities(sizeOf(claim), sizeOf(old)) <= 0) return undefined;
    if (old.status.phase !== 'Bound')
      return forbidden(attributes, 'Only bound persistent volume claims can be expanded');
    const dynamic =
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';
    return canExpand(claim, old, context) ? undefined : forbidden(attributes, dynamic);
  },
};
