import { semanticEqual } from '../../../../apimachinery/equality.js';
import { csidrivers } from '../../../../apis/generated/resources.js';
import type { CSIDriver } from '../../../../apis/generated/storage.v1.js';
import { defaultCSIDriver, validateCSIDriver, validateCSIDriverUpdate } from '../../../../apis/storage/csi-driver.js';
import { specGeneration } from '../../generations.js';
import type { Strategy } from '../../strategy.js';

const TOKENS_IN_SECRETS =
  'spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes';

/** Follows pkg/registry/storage/csidriver. */
export const csiDriverStrategy: Strategy<CSIDriver> = {
  resource: csidrivers,
  returnDeletedObject: true,
  allowUnconditionalUpdate: false,
  defaults: defaultCSIDriver,
  prepareForUpdate: specGeneration,
  validate: validateCSIDriver,
  validateUpdate: validateCSIDriverUpdate,
  warnings({ spec }, old) {
    const { tokenRequests = [], serviceAccountTokenInSecrets } = spec;
    const changed = old === undefined || !semanticEqual(old.spec.tokenRequests, tokenRequests);
    return changed && tokenRequests.length > 0 && serviceAccountTokenInSecrets === undefined ? [TOKENS_IN_SECRETS] : [];
  },
};
