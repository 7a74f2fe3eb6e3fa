import { withField } from '../../../../apis/core/pod/fill.js';
import { volumeattachments } from '../../../../apis/generated/resources.js';
import type { VolumeAttachment } from '../../../../apis/generated/storage.v1.js';
import {
  validateVolumeAttachment,
  validateVolumeAttachmentUpdate,
} from '../../../../apis/storage/volume-attachment.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/storage/volumeattachment. */
export const volumeAttachmentStrategy: Strategy<VolumeAttachment> = {
  resource: volumeattachments,
  returnDeletedObject: true,
  allowUnconditionalUpdate: false,
  prepareForCreate: (attachment) => ({ ...attachment, status: { attached: false } }),
  prepareForUpdate: (attachment, old) => withField(attachment, 'status', old.status),
  validate: validateVolumeAttachment,
  validateUpdate: validateVolumeAttachmentUpdate,
  subresources: {
    status: {
      prepareForUpdate: (attachment, old) => ({
        ...old,
        metadata: { ...old.metadata, resourceVersion: attachment.metadata.resourceVersion },
        status: attachment.status,
      }),
      validateUpdate: validateVolumeAttachmentUpdate,
    },
  },
};
