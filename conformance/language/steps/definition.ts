import type * as z from 'zod';
import type { User } from '../../../engine/apiserver/request.js';
import type { Millis } from '../../../engine/core/time.js';
import type { Source } from '../../expectations/source.js';
import type { Cursor } from '../cursor.js';
import type { Expectation, StepPlan } from '../plan.js';
import { shaped } from '../shape.js';
import type { Scene } from '../scene.js';

/** What stands beside a step's own key. */
export interface Beside {
  readonly common: { readonly source: Source; readonly name?: string; readonly at?: Millis };
  /** For steps that write: who, where, and what must come back. */
  readonly write: { readonly namespace: string; readonly as?: User; readonly expect?: Expectation };
}

/** Reads a list of steps: for those that hold steps themselves. */
export type ReadSteps = (cursor: Cursor, scene: Scene) => readonly StepPlan[];

export interface Reading {
  readonly scene: Scene;
  readonly beside: Beside;
  readonly steps: ReadSteps;
}

/** One step of the language: its key, the shape of what stands there, and how that becomes a part of a plan. */
export interface StepDefinition {
  readonly key: string;
  readonly schema: z.ZodType;
  /** One sentence for editors and the reference. */
  readonly summary: string;
  /** May have `as` and `expect` beside it. */
  readonly writes: boolean;
  /** Other keys of its own beside the main one. */
  readonly siblings: Readonly<Record<string, z.ZodType>>;
  /** Undefined when there were problems, which are told. `cursor` is at the step's own key. */
  readonly read: (cursor: Cursor, reading: Reading) => StepPlan | undefined;
}

interface Given<S extends z.ZodType> {
  readonly key: string;
  readonly schema: S;
  readonly summary: string;
  readonly writes?: boolean;
  readonly siblings?: Readonly<Record<string, z.ZodType>>;
  readonly build: (shape: z.output<S>, cursor: Cursor, reading: Reading) => StepPlan | undefined;
}

/** Defines a step; its build is only called with what its schema has let through. */
export function step<S extends z.ZodType>({ build, writes, siblings, ...given }: Given<S>): StepDefinition {
  return {
    ...given,
    writes: writes ?? false,
    siblings: siblings ?? {},
    read(cursor, reading) {
      const shape = shaped(given.schema, cursor);
      return shape === undefined ? undefined : build(shape, cursor, reading);
    },
  };
}
