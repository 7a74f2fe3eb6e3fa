import { classOf } from '../volume/class.js';
import { semanticEqual } from '../../../apimachinery/equality.js';
import {
  compareQuantities,
  newQuantity,
  quantityOf,
  quantityValue,
  type Quantity,
} from '../../../apimachinery/quantity.js';
import type { PersistentVolumeClaim } from '../../generated/core.v1.js';
import { persistentvolumeclaims } from '../../generated/resources.js';
import { matchesValue, objectCountName, ONE, type QuotaEvaluator, type Scope } from './evaluator.js';

const COUNT = objectCountName(persistentvolumeclaims);
const CLAIMS = 'persistentvolumeclaims';
const STORAGE = 'requests.storage';

/** Before it, the name of a class: 'gold.storageclass.storage.k8s.io/requests.storage'. */
const OF_CLASS = '.storageclass.storage.k8s.io/';

/** How claims count against quotas (pkg/quota/v1/evaluator/core/persistent_volume_claims.go). */
export const claimEvaluator: QuotaEvaluator<PersistentVolumeClaim> = {
  resource: persistentvolumeclaims,
  matchingResources: (names) =>
    names.filter(
      (name) => name === COUNT || [CLAIMS, STORAGE].some((known) => name === known || name.endsWith(OF_CLASS + known)),
    ),
  matchesScope: claimMatchesScope,
  usage(claim) {
    const usage = new Map<string, Quantity>([
      [COUNT, ONE],
      [CLAIMS, ONE],
    ]);
    const storageClass = classOf(claim);
    if (storageClass !== '') usage.set(storageClass + OF_CLASS + CLAIMS, ONE);
    const storage = storageUsage(claim);
    if (storage === undefined) return usage;
    usage.set(STORAGE, storage);
    if (storageClass !== '') usage.set(storageClass + OF_CLASS + STORAGE, storage);
    return usage;
  },
  mayFree: (claim, old) =>
    !semanticEqual(claim.status.allocatedResources?.['storage'], old.status.allocatedResources?.['storage']) ||
    !semanticEqual([...attributesClasses(claim)].sort(), [...attributesClasses(old)].sort()),
};

/** What is asked for, or allocated if that is more (getStorageUsage). */
function storageUsage({ spec, status }: PersistentVolumeClaim): Quantity | undefined {
  const requested = spec.resources?.requests?.['storage'];
  if (requested === undefined) return undefined;
  const request = whole(quantityOf(requested));
  const allocated = status.allocatedResources?.['storage'];
  if (allocated === undefined) return request;
  const amount = quantityOf(allocated);
  return compareQuantities(amount, request) > 0 ? whole(amount) : request;
}

/** Rounded up to whole bytes. */
function whole(quantity: Quantity): Quantity {
  return quantity.scale >= 0 ? quantity : newQuantity(quantityValue(quantity), quantity.format);
}

function claimMatchesScope(scope: Scope, claim: PersistentVolumeClaim): boolean {
  if (scope.scopeName !== 'VolumeAttributesClass') return false;
  const classes = [...attributesClasses(claim)];
  if (classes.length === 0) return matchesValue(scope, undefined);
  return classes.some((name) => matchesValue(scope, name));
}

function attributesClasses({ spec, status }: PersistentVolumeClaim): ReadonlySet<string> {
  const names = [
    spec.volumeAttributesClassName,
    status.currentVolumeAttributesClassName,
    status.modifyVolumeStatus?.targetVolumeAttributesClassName,
  ];
  return new Set(names.filter((name): name is string => name !== undefined && name !== ''));
}
