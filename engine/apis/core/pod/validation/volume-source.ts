import type { Volume } from '../../../generated/core.v1.js';
import type { ObjectMeta } from '../../../generated/meta.v1.js';
import type { Errors } from './checks.js';
import type { PodValidationOptions } from './options.js';

export interface VolumeContext {
  /** The pod's, for the names of the claims it creates; undefined for templates. */
  readonly podMeta: ObjectMeta | undefined;
  readonly volumeName: string;
  readonly options: PodValidationOptions;
}

type SourceField = Exclude<keyof Volume, 'name'>;

export interface VolumeSourceCheck {
  readonly field: SourceField;
  /** Under which name upstream refuses it as a second source, where that is not the field's. */
  readonly forbiddenAs?: string;
  check(volume: Volume, path: string, context: VolumeContext, errors: Errors): void;
}

/** A check of one source, which gets the source and the path of its field. */
export function source<F extends SourceField>(
  field: F,
  check: (source: NonNullable<Volume[F]>, path: string, errors: Errors, context: VolumeContext) => void,
  names: { readonly forbiddenAs?: string; readonly checkedAs?: string } = {},
): VolumeSourceCheck {
  return {
    field,
    ...(names.forbiddenAs === undefined ? {} : { forbiddenAs: names.forbiddenAs }),
    check: (volume, path, context, errors) => {
      const value = volume[field];
      if (value) check(value, `${path}.${names.checkedAs ?? field}`, errors, context);
    },
  };
}
