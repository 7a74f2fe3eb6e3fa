import { csistoragecapacities } from '../../../../apis/generated/resources.js';
import type { CSIStorageCapacity } from '../../../../apis/generated/storage.v1.js';
import {
  validateCSIStorageCapacity,
  validateCSIStorageCapacityUpdate,
} from '../../../../apis/storage/csi-storage-capacity.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/storage/csistoragecapacity. */
export const csiStorageCapacityStrategy: Strategy<CSIStorageCapacity> = {
  resource: csistoragecapacities,
  allowUnconditionalUpdate: false,
  validate: validateCSIStorageCapacity,
  validateUpdate: validateCSIStorageCapacityUpdate,
};
