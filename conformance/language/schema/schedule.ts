import * as z from 'zod';

const turn = z
  .int()
  .min(1)
  .describe(
    'The turn, counted from 1: one component that takes one item off its queue. kspec explore and Property write it.',
  );
const component = z.string().min(1);

/** The order of events, where it is not the one that a run has by itself. */
export const schedule = z
  .array(
    z.union([
      z.strictObject({ turn, first: component.describe('Of the components that are due, this one works.') }),
      z.strictObject({
        turn,
        crash: component.describe('It works, and its process dies on the way.'),
        afterWrites: z.int().min(0).describe('So many of its writes arrive before.'),
      }),
      z.strictObject({
        turn,
        draw: component.describe('It works, and what it draws by chance is given.'),
        draws: z.array(z.int().min(0)).min(1).describe('What the draws come out as: of nodes that are alike, which.'),
      }),
      z.strictObject({
        turn,
        lag: component.describe('It sees nothing of what happens from here on.'),
        until: z.int().min(2).describe('From this turn on it sees again.'),
      }),
      z.strictObject({ turn, early: z.literal(true).describe('The disruption that comes next does not wait longer.') }),
    ]),
  )
  .min(1)
  .describe('Where the order of events leaves the one that a run has by itself: what a search found, written down.');

export type ScheduleShape = z.output<typeof schedule>;
