import { csinodes } from '../../../../apis/generated/resources.js';
import type { CSINode } from '../../../../apis/generated/storage.v1.js';
import { validateCSINode, validateCSINodeUpdate } from '../../../../apis/storage/csi-node.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/storage/csinode. */
export const csiNodeStrategy: Strategy<CSINode> = {
  resource: csinodes,
  returnDeletedObject: true,
  allowUnconditionalUpdate: false,
  validate: validateCSINode,
  validateUpdate: validateCSINodeUpdate,
};
