import { isObject } from '../../apimachinery/object.js';
import type { Typed } from '../../apimachinery/structured-merge/update.js';

/** The endpoint that writes only spec.replicas. */
export const SCALE = 'scale';

/** A value as its scale shows it: no replicas are not written, so whoever scales to 0 manages nothing. */
export function asScaled({ type, value }: Typed): Typed {
  const spec = isObject(value) ? value['spec'] : undefined;
  if (!isObject(value) || !isObject(spec) || spec['replicas'] !== 0) return { type, value };
  const { replicas: _none, ...kept } = spec;
  return { type, value: { ...value, spec: kept } };
}
