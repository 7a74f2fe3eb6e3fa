import * as z from 'zod';
import { FAULT_KINDS } from '../deviation.js';
import * as conditions from './conditions.js';
import * as fields from './fields.js';
import { stepList } from './step-list.js';

const bound = z.int();
const length = z.int().min(0);
const name = z.string().regex(/^[A-Za-z_][\w-]*$/, 'a name has letters, digits, _ and -');

const integer = z
  .strictObject({ min: bound.describe('From.'), max: bound.describe('To.') })
  .describe('A whole number.');

const percent = z
  .strictObject({ min: bound.min(0).describe('From: 0.'), max: bound.min(0).describe('To: 100.') })
  .describe('A text: 25%.');

const duration = z
  .strictObject({
    min: fields.duration.describe('From.'),
    max: fields.duration.describe('To.'),
    step: fields.duration.describe('In whole numbers of this, from min. 1s without it.').optional(),
  })
  .describe('A duration: 1.5s.');

const list = z
  .strictObject({
    of: z.unknown().describe('The generator of its items: {integer: …}, {choose: …}, …'),
    min: length.describe('At least so many items. 0 without it.').optional(),
    max: length.describe('At most so many.'),
  })
  .describe('A list.');

const steps = z
  .strictObject({
    of: stepList.min(1).describe('The steps to choose from; ${{ each.NAME }} is a value drawn for every step anew.'),
    each: z.record(name, z.unknown()).describe('Values of every step by itself: names and generators.').optional(),
    min: length.describe('At least so many steps. 0 without it.').optional(),
    max: length.describe('At most so many.'),
  })
  .describe('Steps in an order by chance; - steps: "${{ forall.NAME }}" runs them.');

const choose = z
  .array(z.unknown())
  .min(1)
  .describe('One of these values: anything that YAML can write. The first counts as the simplest.');

/** Each is a map with its name as its only key. */
export const generators = {
  integer: z.strictObject({ integer }),
  percent: z.strictObject({ percent }),
  duration: z.strictObject({ duration }),
  boolean: z.strictObject({ boolean: z.strictObject({}).describe('{}: false or true.') }),
  choose: z.strictObject({ choose }),
  list: z.strictObject({ list }),
  steps: z.strictObject({ steps }),
};

export const generator = z
  .union([
    generators.integer,
    generators.percent,
    generators.duration,
    generators.boolean,
    generators.choose,
    generators.list,
    generators.steps,
  ])
  .describe('One of {integer: …}, {percent: …}, {duration: …}, {boolean: {}}, {choose: […]}, {list: …}, {steps: …}.');

const settles = z
  .strictObject({
    within: fields.duration.describe('How long it may take, in virtual time. Without it: 1h.').optional(),
  })
  .describe('After the steps all that faults broke is mended; then the cluster must come to rest.');

/** One property: of the operators that a scenario has, and those that only make sense of many runs. */
export const claim = z
  .strictObject({
    always: conditions.temporal.always,
    never: conditions.temporal.never,
    eventually: conditions.temporal.eventually,
    until: conditions.temporal.until,
    then: conditions.temporal.then,
    whenever: conditions.temporal.whenever,
    sometimes: conditions.condition
      .describe('Asks nothing of one run; in one of all runs there must be a state in which it is so.')
      .optional(),
    settles: settles.optional(),
  })
  .describe('One of always, never, eventually, until, then, whenever, sometimes, settles.');

export type ClaimShape = z.output<typeof claim>;

const orders = z
  .strictObject({
    faults: z.array(z.enum(FAULT_KINDS)).describe('What may go wrong besides: crash, lag, early, tie.').optional(),
    max: z.int().min(0).describe('No more than so many of these in one run. 2 without it.').optional(),
  })
  .describe('The order of events is drawn too: which component goes first, and what goes wrong on the way.');

/** What a Property has and a Scenario has not. */
export const quantified = {
  forall: z
    .record(name, generator)
    .describe('The values for which it must hold: names and their generators; ${{ forall.NAME }} stands for one.'),
  assume: fields
    .oneOrMore(z.string().min(1))
    .describe('CEL over the values: forall.surge + forall.spare > 0. Values for which it is false are left out.')
    .optional(),
  properties: z.array(claim).min(1).describe('What must hold.').optional(),
  runs: z.int().min(1).max(100_000).describe('How many values are tried. 100 without it.').optional(),
  seed: z.int().describe('Of the values that are drawn: the same seed gives the same values. 1 without it.').optional(),
  orders: orders.optional(),
};
