import { uid } from '../../../../apimachinery/hash.js';
import { defaultLimitRange } from '../../../../apis/core/limitrange/defaults.js';
import { validateLimitRange } from '../../../../apis/core/limitrange/validation.js';
import type { LimitRange } from '../../../../apis/generated/core.v1.js';
import { limitranges } from '../../../../apis/generated/resources.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/core/limitrange. */
export const limitRangeStrategy: Strategy<LimitRange> = {
  resource: limitranges,
  allowCreateOnUpdate: true,
  defaults: defaultLimitRange,
  prepareForCreate: (range, { dice }) =>
    range.metadata.name === '' ? { ...range, metadata: { ...range.metadata, name: uid(dice) } } : range,
  validate: validateLimitRange,
  validateUpdate: validateLimitRange,
};
