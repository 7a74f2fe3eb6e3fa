import { classOf } from '../../apis/core/volume/class.js';
import type { PersistentVolumeClaim } from '../../apis/generated/core.v1.js';
import { storageclasses } from '../../apis/generated/resources.js';
import type { View } from '../../client/view.js';
import type { Reconcile } from '../../client/reconcile.js';
import { done, type Attempt } from '../framework/attempt.js';
import { driverInPlaceOf, IN_TREE } from '../framework/csi-migration.js';
import { refusalText } from '../framework/refusal.js';
import { annotated } from './bind.js';
import { saveClaim, tellOfClaim, type Written } from './writes.js';

const PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
const BETA_PROVISIONER = 'volume.beta.kubernetes.io/storage-provisioner';

/** Asks the class's provisioner for a volume: whoever that is sees the claim's annotation (provisionClaim). */
export function* provisionClaim(
  claim: PersistentVolumeClaim,
  view: View,
  written: Written,
): Reconcile<Attempt<undefined>> {
  const found = provisionerOf(classOf(claim), view);
  if (!found.ok) {
    yield* tellOfClaim(claim, 'Warning', 'ProvisioningFailed', found.why);
    return done(undefined);
  }
  const { provisioner } = found;
  const asked = yield* setProvisioner(claim, provisioner, written);
  if (!asked.ok) {
    yield* tellOfClaim(claim, 'Warning', 'ProvisioningFailed', `Error saving claim: ${refusalText(asked)}`);
    return asked;
  }
  const message =
    `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system ` +
    'administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.';
  yield* tellOfClaim(asked.value, 'Normal', 'ExternalProvisioning', message);
  return done(undefined);
}

/** Who provisions a class; none of Kubernetes' own does any more (findProvisionablePlugin). */
function provisionerOf(
  className: string,
  view: View,
): { readonly ok: true; readonly provisioner: string } | { readonly ok: false; readonly why: string } {
  const storageClass = view.get(storageclasses, '', className);
  if (storageClass === undefined) return { ok: false, why: `storageclass.storage.k8s.io "${className}" not found` };
  const { provisioner } = storageClass;
  const migrated = driverInPlaceOf(provisioner);
  if (migrated !== undefined) return { ok: true, provisioner: migrated };
  return provisioner.startsWith(IN_TREE)
    ? { ok: false, why: `no volume plugin matched name: ${provisioner}` }
    : { ok: true, provisioner };
}

function* setProvisioner(
  claim: PersistentVolumeClaim,
  provisioner: string,
  written: Written,
): Reconcile<Attempt<PersistentVolumeClaim>> {
  if (claim.metadata.annotations?.[PROVISIONER] === provisioner) return done(claim);
  const asking = annotated(annotated(claim, BETA_PROVISIONER, provisioner), PROVISIONER, provisioner);
  return yield* saveClaim(asking, 'spec', written);
}
