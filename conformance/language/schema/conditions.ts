import * as z from 'zod';
import { count, duration, name, namespace, object, oneOrMore, selector, target } from './fields.js';

const cel = z.string().min(1).describe("A CEL expression that is true or false: pods('app=web').all(p, p.ready).");

const common = {
  name: name.optional(),
  allowEmpty: z.boolean().describe('Do not fail because there never was anything to look at.').optional(),
};

const celFields = { cel, namespace: namespace.optional(), ...common };

const resourceFields = {
  resource: object.describe('A part of an object: apiVersion, kind, and the fields that must be as written.'),
  match: z
    .enum(['any', 'all', 'none'])
    .describe(
      'any: one object is like it; all: every one that its name, namespace, labels and the selector mean; none.',
    )
    .optional(),
  count: count.describe('How many objects are like it.').optional(),
  selector: selector.optional(),
  namespace: namespace.optional(),
  ...common,
};

const countFields = {
  for: target,
  selector: selector.optional(),
  namespace: namespace.optional(),
  count: count.describe('How many there are. Without it: at least one.').optional(),
  ...common,
};

export const celCondition = z.strictObject(celFields).describe('A CEL expression that must be true.');
export const resourceCondition = z.strictObject(resourceFields).describe('Objects that are like a partial one.');
export const countCondition = z.strictObject(countFields).describe('How many objects there are.');

export const condition = z
  .union([cel, celCondition, resourceCondition, countCondition])
  .describe('A CEL expression, {cel: …}, {resource: a partial object} or {for: a kind, count: a number}.');

const within = { within: duration.describe('How long it may take, in virtual time. Without it: now.').optional() };

export const assert = z
  .union([
    cel,
    z.strictObject({ ...celFields, ...within }),
    z.strictObject({ ...resourceFields, ...within }),
    z.strictObject({ ...countFields, ...within }),
  ])
  .describe(
    'Something that must be so now, or within a time: a CEL expression, a partial object or a number of objects.',
  );

const deadline = {
  within: duration.describe('By when, in virtual time from here. Without it: by the end.').optional(),
};

export const eventuallyOne = z
  .union([
    cel,
    z.strictObject({ ...celFields, ...deadline }),
    z.strictObject({ ...resourceFields, ...deadline }),
    z.strictObject({ ...countFields, ...deadline }),
  ])
  .describe('A condition that must come true.');

export const always = oneOrMore(condition).describe(
  'What must hold in every state from here on. A partial object is asked of all that it means.',
);
export const never = oneOrMore(condition).describe('What must hold in no state from here on.');
export const eventually = oneOrMore(eventuallyOne).describe(
  'What must come true from here on, within a time or by the end.',
);

export const untilOne = z
  .strictObject({
    name: name.optional(),
    hold: condition.describe('What must hold in every state before the other comes true.'),
    until: condition.describe('What must come true.'),
    ...deadline,
  })
  .describe('One condition holds until another comes true.');

export const until = oneOrMore(untilOne).describe('One condition holds until another comes true; and that must come.');

export const then = z
  .union([
    z.array(condition).min(2),
    z.strictObject({
      name: name.optional(),
      order: z.array(condition).min(2).describe('The conditions in their order.'),
      ...deadline,
    }),
  ])
  .describe('Conditions that must come true in this order.');

export const wheneverOne = z
  .strictObject({
    name: name.optional(),
    when: condition.describe('What may happen; it must at least once.'),
    then: condition.describe('What must be so then, or come true after it.'),
    within: duration
      .describe('How long it may take, in virtual time from every state in which it happens. Without it: by the end.')
      .optional(),
  })
  .describe('What must follow whenever something happens.');

export const whenever = oneOrMore(wheneverOne).describe(
  'What must follow, within a time or by the end, whenever something happens.',
);

export const temporal = {
  always: always.optional(),
  never: never.optional(),
  eventually: eventually.optional(),
  until: until.optional(),
  then: then.optional(),
  whenever: whenever.optional(),
};
