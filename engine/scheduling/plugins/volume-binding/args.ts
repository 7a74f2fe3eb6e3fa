import { invalid } from '../../../apimachinery/field-error.js';
import type { JsonObject } from '../../../apimachinery/object.js';
import { SECOND, type Millis } from '../../../core/time.js';
import { readArgs, type Args } from '../../config/args.js';

/** VolumeBindingArgs. */
export interface VolumeBindingArgs {
  /** How long a pod may wait for its volumes. */
  readonly bindTimeout: Millis;
}

/** Reads and checks them, as ValidateVolumeBindingArgs. */
export function volumeBindingArgs(input: JsonObject): Args<VolumeBindingArgs> {
  return readArgs(input, 'VolumeBindingArgs', (reader) => {
    const seconds = reader.number('bindTimeoutSeconds', 600, 'int64');
    if (seconds < 0) {
      const detail = 'invalid BindTimeoutSeconds, should not be a negative value';
      reader.report(invalid('bindTimeoutSeconds', seconds, detail));
    }
    const shape = reader.children('shape', 'UtilizationShapePoint').map((point) => ({
      Utilization: point.number('utilization', 0),
      Score: point.number('score', 0),
    }));
    if (shape.length > 0) {
      const detail = 'unexpected field `shape`, remove it or turn on the feature gate StorageCapacityScoring';
      reader.report(invalid('shape', shape, detail));
    }
    return { bindTimeout: seconds * SECOND };
  });
}
