import type * as z from 'zod';
import { intentsOf } from '../build/intents.js';
import { watchesOf, type TemporalShape } from '../build/temporal.js';
import { intents as intentsSchema } from '../schema/intents.js';
import * as conditions from '../schema/conditions.js';
import { step, type StepDefinition } from './definition.js';

function temporal<K extends keyof TemporalShape>(
  key: K,
  summary: string,
  schema: z.ZodType<NonNullable<TemporalShape[K]>>,
): StepDefinition {
  return step({
    key,
    summary,
    schema,
    build(shape, cursor, { scene, beside }) {
      const watches = watchesOf({ [key]: shape }, cursor.up(), scene);
      return watches.length === 0 ? undefined : { type: 'watch', ...beside.common, watches };
    },
  });
}

const intents = step({
  key: 'intents',
  summary: 'From here on these intents are watched.',
  schema: intentsSchema,
  build(shape, cursor, { scene, beside }) {
    return { type: 'intents', ...beside.common, intents: intentsOf(shape, cursor, scene) };
  },
});

export const temporalSteps: readonly StepDefinition[] = [
  temporal('always', 'From here on this must hold in every state.', conditions.always),
  temporal('never', 'From here on this must hold in no state.', conditions.never),
  temporal('eventually', 'From here on this must come true, within a time or by the end.', conditions.eventually),
  temporal('until', 'From here on one condition must hold until another comes true.', conditions.until),
  temporal('then', 'From here on conditions must come true in this order.', conditions.then),
  temporal('whenever', 'From here on this must follow whenever something happens.', conditions.whenever),
  intents,
];
