import { deprecatedLabel } from '../../../../apis/core/pod/warnings/node-labels.js';
import { storageclasses } from '../../../../apis/generated/resources.js';
import type { StorageClass } from '../../../../apis/generated/storage.v1.js';
import {
  defaultStorageClass,
  validateStorageClass,
  validateStorageClassUpdate,
} from '../../../../apis/storage/storage-class.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/storage/storageclass. */
export const storageClassStrategy: Strategy<StorageClass> = {
  resource: storageclasses,
  returnDeletedObject: true,
  defaults: defaultStorageClass,
  validate: validateStorageClass,
  validateUpdate: validateStorageClassUpdate,
  warnings: ({ allowedTopologies = [] }) =>
    allowedTopologies.flatMap(({ matchLabelExpressions = [] }, i) =>
      matchLabelExpressions.flatMap(({ key }, j) => {
        const message = deprecatedLabel(key);
        return message === undefined ? [] : [`allowedTopologies[${i}].matchLabelExpressions[${j}].key: ${message}`];
      }),
    ),
};
