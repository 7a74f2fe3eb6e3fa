import * as z from 'zod';
import { cluster } from './cluster.js';
import * as fields from './fields.js';
import { intents } from './intents.js';
import { temporal } from './conditions.js';
import { quantified } from './property.js';
import { schedule } from './schedule.js';
import { stepList } from './step-list.js';

export const API_VERSION = 'kspec.dev/v1';

export const KINDS = ['Scenario', 'Property', 'Steps', 'Suite'] as const;

const metadata = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(500)
      .refine((text) => !/[\n\r]/.test(text), 'a name has one line')
      .describe('What is claimed, in one line.'),
    labels: fields.labels.describe('Labels, to select scenarios with kspec run -l.').optional(),
  })
  .describe('Name and labels.');

const tags = z
  .array(z.string().regex(/^\w[\w.-]*$/, 'a tag is one word: letters, digits, _, . and -'))
  .min(1)
  .describe('Words to choose scenarios by, with kspec run --tags: slow, smoke.');

const timeouts = z
  .strictObject({
    assert: fields.duration
      .describe('How long assert, events and logs take that do not say; 0s without it.')
      .optional(),
    wait: fields.duration.describe('How long wait takes that does not say; 30s without it, as kubectl.').optional(),
  })
  .describe('Times for steps that have no `within`.');

const include = z.array(z.string().min(1)).min(1).describe('Files with Steps documents to use, seen from this file.');

const shared = {
  cluster: cluster.optional(),
  namespace: fields.namespace.describe('Namespace of objects that do not say; default without it.').optional(),
  timeouts: timeouts.optional(),
  include: include.optional(),
};

/** What Scenario and Property have. */
const claim = {
  description: z.string().min(1).describe('What it is about, for readers.').optional(),
  covers: z.array(z.string().min(1)).min(1).describe('IDs of the requirements that it proves: C4, S12.').optional(),
  tags: tags.optional(),
  skip: z
    .union([z.boolean(), z.string().min(1)])
    .describe('Do not run it: true, or why.')
    .optional(),
  only: z.literal(true).describe('While developing: run only this. kspec run --forbid-only refuses it.').optional(),
  ...shared,
};

export const scenario = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal('Scenario'),
  metadata,
  spec: z
    .strictObject({
      ...claim,
      matrix: z
        .record(
          z.string().regex(/^[A-Za-z_][\w-]*$/, 'a name has letters, digits, _ and -'),
          z.array(z.unknown()).min(1),
        )
        .describe('Runs once for every combination of these values; ${{ matrix.NAME }} stands for one.')
        .optional(),
      ...temporal,
      intents: intents.optional(),
      schedule: schedule.optional(),
      steps: stepList.min(1).describe('What happens, in order.'),
      catch: stepList.min(1).describe('Steps to run when something failed.').optional(),
      finally: stepList.min(1).describe('Steps to run at the end in any case.').optional(),
    })
    .describe('The scenario.'),
});

export const property = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal('Property'),
  metadata,
  spec: z
    .strictObject({
      ...claim,
      ...quantified,
      ...temporal,
      intents: intents.optional(),
      steps: stepList.min(1).describe('What happens, in order. ${{ forall.NAME }} stands for a value.'),
    })
    .describe('The property: a scenario that must hold for all values.'),
});

export const input = z
  .strictObject({
    type: z.enum(['string', 'number', 'boolean', 'list', 'map']).describe('What may be given.'),
    default: z.unknown().describe('Value when none is given; without it the input is required.').optional(),
    description: z.string().min(1).describe('What it means.').optional(),
    enum: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .min(1)
      .describe('The only values it may have.')
      .optional(),
  })
  .describe('An input of a block.');

export const steps = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal('Steps'),
  metadata,
  spec: z
    .strictObject({
      description: z.string().min(1).describe('What it does, for readers.').optional(),
      inputs: z
        .record(z.string().regex(/^[A-Za-z_][\w-]*$/, 'a name has letters, digits, _ and -'), input)
        .describe('Inputs; ${{ inputs.NAME }} stands for one.')
        .optional(),
      include: include.optional(),
      steps: stepList.min(1).describe('What happens, in order.'),
    })
    .describe('The block.'),
});

export const suite = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal('Suite'),
  metadata,
  spec: z
    .strictObject({
      description: z.string().min(1).describe('What the folder is about, for readers.').optional(),
      ...shared,
      labels: fields.labels.describe('Labels of every scenario in the folder and below.').optional(),
      tags: tags.optional(),
    })
    .describe('The defaults.'),
});

export type SuiteSpec = z.output<typeof suite>['spec'];
export type PropertyDocument = z.output<typeof property>;
export type ScenarioDocument = z.output<typeof scenario>;
