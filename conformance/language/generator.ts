import type { Millis } from '../../engine/core/time.js';

/** Where a value of a Property comes from: a description of all values that it may have. Plain data. */
export type Generator =
  /** Both inclusive. */
  | { readonly type: 'integer'; readonly min: number; readonly max: number }
  | { readonly type: 'choose'; readonly of: readonly unknown[] }
  /** '0%' and on; both inclusive. */
  | { readonly type: 'percent'; readonly min: number; readonly max: number }
  /** '1.5s': from `min`, in whole numbers of `step`. */
  | { readonly type: 'duration'; readonly min: Millis; readonly max: Millis; readonly step: Millis }
  | { readonly type: 'boolean' }
  | { readonly type: 'list'; readonly of: Generator; readonly min: number; readonly max: number }
  /** Steps by chance, each one of `kinds` ways to write it, with values of its own. */
  | {
      readonly type: 'steps';
      readonly kinds: number;
      readonly each: Generators;
      readonly min: number;
      readonly max: number;
    };

export type Generators = Readonly<Record<string, Generator>>;

/** One value for every name; that of `steps` is a list of {@link DrawnStep}. */
export type Drawn = Readonly<Record<string, unknown>>;

/** A generated step before it is written out: which of the ways to write it, and its own values. */
export interface DrawnStep {
  readonly kind: number;
  readonly each: Drawn;
}

/** Whether a value of a generated list is a step. */
export function isDrawnStep(value: unknown): value is DrawnStep {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    typeof value.kind === 'number' &&
    'each' in value &&
    typeof value.each === 'object' &&
    value.each !== null
  );
}
