import * as z from 'zod';
import { millisOf, optionalMillis } from '../build/values.js';
import * as fields from '../schema/fields.js';
import { step, type StepDefinition } from './definition.js';

const advance = step({
  key: 'advance',
  summary: 'Lets virtual time pass.',
  schema: fields.duration,
  build(shape, cursor, { beside }) {
    const by = millisOf(shape);
    if (by === 0) cursor.report('no time passes', 'write how long: 30s, or use settle');
    return { type: 'advance', ...beside.common, by };
  },
});

const settle = step({
  key: 'settle',
  summary: 'Runs until nothing is due any more but back-offs and periodic work.',
  schema: z
    .union([
      z.null(),
      z.strictObject({
        within: fields.duration.describe('Fail when it takes longer, in virtual time.').optional(),
      }),
    ])
    .describe('{} or {within: 1h}.'),
  build(shape, _cursor, { beside }) {
    const within = optionalMillis(shape?.within);
    return { type: 'settle', ...beside.common, ...(within === undefined ? {} : { within }) };
  },
});

export const timeSteps: readonly StepDefinition[] = [advance, settle];
