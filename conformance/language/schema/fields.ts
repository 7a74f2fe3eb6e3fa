import * as z from 'zod';
import { parseDuration } from '../../../engine/apimachinery/duration.js';

/** The description comes first in messages: one sentence that says what to write. */
export const duration = z
  .string({ error: notDuration })
  .refine((text) => isDuration(text), { error: notDuration, abort: true })
  .meta({ pattern: '^(?:0|(?:[0-9]+(?:\\.[0-9]*)?(?:ms|s|m|h))+|.*\\$\\{\\{.*)$' })
  .describe('Write a duration with its unit: 200ms, 1.5s, 30s, 5m, 1h30m.');

function notDuration({ input }: { readonly input?: unknown }): string {
  return `${JSON.stringify(input)} is not a duration: write 200ms, 1.5s, 30s, 5m or 1h30m`;
}

function isDuration(text: string): boolean {
  const parsed = parseDuration(text);
  return parsed.ok && parsed.value >= 0;
}

export const name = z.string().min(1).describe('A name, for reports.');

export const namespace = z.string().min(1).describe('The namespace of what does not say its own.');

/** kind/name, or a kind beside a selector. */
export const target = z
  .string()
  .min(1)
  .describe('An object as kubectl names it: deployment/web; or a kind beside a selector: pods.');

export const selector = z
  .string()
  .min(1)
  .describe("A label selector as kubectl's -l takes it: app=web, tier in (a,b), !canary.");

export const strings = z.record(z.string(), z.string());

export const labels = strings.describe('Labels: names and texts.');

export const object = z
  .record(z.string(), z.unknown())
  .describe('A Kubernetes object: apiVersion, kind, metadata and what else it has.');

export const oneOrMore = <S extends z.ZodType>(schema: S) => z.union([schema, z.array(schema).min(1)]);

export const textMatch = z
  .union([
    z.string().min(1),
    z.strictObject({ equals: z.string().describe('The whole text.') }),
    z.strictObject({ contains: z.string().min(1).describe('A part of the text.') }),
    z.strictObject({ matches: z.string().min(1).describe('A regular expression that some part of the text matches.') }),
  ])
  .describe('A text that must be contained, or {equals: …}, {contains: …}, {matches: a regular expression}.');

export const user = z
  .union([
    z.string().min(1),
    z.strictObject({
      user: z.string().min(1).describe('The name of the user.'),
      groups: z.array(z.string().min(1)).describe('Groups besides system:authenticated.').optional(),
    }),
    z.strictObject({
      serviceAccount: z.string().min(1).describe('A service account: name, or namespace/name.'),
    }),
  ])
  .describe('Who asks: a user name, {user, groups} or {serviceAccount}. Without it: the administrator.');

export const expectation = z
  .strictObject({
    error: z
      .union([z.boolean(), z.literal('any')])
      .describe('true: it must be refused; false: it must be accepted; any: both will do.')
      .optional(),
    code: z.int().min(100).max(599).describe('HTTP status code of the answer: 403, 409, 422.').optional(),
    reason: z
      .string()
      .min(1)
      .describe('Reason of the Status: Forbidden, Conflict, Invalid, NotFound, TooManyRequests.')
      .optional(),
    message: textMatch.describe("What the Status says, or a kubectl command's stderr.").optional(),
    warning: textMatch.describe('What a Warning header says.').optional(),
    exit: z.int().min(0).max(255).describe('Exit code of a kubectl command.').optional(),
    output: textMatch.describe('What a kubectl command prints.').optional(),
  })
  .describe('What the answer must be. Without it, every write must be accepted.');

export const count = z
  .union([
    z.int().min(0),
    z.strictObject({
      min: z.int().min(0).describe('At least so many.').optional(),
      max: z.int().min(0).describe('At most so many.').optional(),
    }),
  ])
  .describe('How many: a number, or {min, max}.');

export const gracePeriod = z
  .union([duration, z.literal(0)])
  .describe("The grace period instead of the pod's own: 0s, 30s.");
