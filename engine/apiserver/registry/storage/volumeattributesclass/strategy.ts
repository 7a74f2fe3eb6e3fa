import { volumeattributesclasses } from '../../../../apis/generated/resources.js';
import type { VolumeAttributesClass } from '../../../../apis/generated/storage.v1.js';
import {
  validateVolumeAttributesClass,
  validateVolumeAttributesClassUpdate,
} from '../../../../apis/storage/volume-attributes-class.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/storage/volumeattributesclass. */
export const volumeAttributesClassStrategy: Strategy<VolumeAttributesClass> = {
  resource: volumeattributesclasses,
  returnDeletedObject: true,
  validate: validateVolumeAttributesClass,
  validateUpdate: validateVolumeAttributesClassUpdate,
};
