import * as z from 'zod';
import { duration, namespace } from './fields.js';

const NAMES = [
  'noOscillation',
  'noEvictionCycle',
  'alwaysSchedulable',
  'minAvailable',
  'balanced',
  'eventuallyStable',
] as const;

const selection = {
  selector: z.string().min(1).describe('Which pods, as kubectl -l takes it: app=web.').optional(),
  namespace: namespace.describe("Namespace of the pods; the scenario's without it, '*' for all.").optional(),
};

const times = z.int().min(1).max(1_000).describe('How often in all; 3 without it.').optional();

const arguments_ = {
  noOscillation: z
    .strictObject({ times })
    .describe('Neither replicas nor the places of an owner’s pods come back to what they were so often.'),
  noEvictionCycle: z
    .strictObject({ times })
    .describe('No pod is evicted whose predecessors were evicted, so often in a row.'),
  alwaysSchedulable: z
    .strictObject({
      within: duration.describe('A pod may wait so long for a node; 1m without it.').optional(),
      ...selection,
    })
    .describe('No pod stays Unschedulable.'),
  minAvailable: z
    .strictObject({
      ...selection,
      selector: z.string().min(1).describe('Which pods, as kubectl -l takes it: app=web.'),
      count: z.int().min(1).describe('So many are available from the first moment at which they were.'),
    })
    .describe('Never fewer pods are ready and not being deleted.'),
  balanced: z
    .strictObject({
      ...selection,
      topologyKey: z
        .string()
        .min(1)
        .describe('Label of nodes whose values are the domains; kubernetes.io/hostname without it.')
        .optional(),
      of: z.enum(['pods', 'cpu', 'memory']).describe('What is compared: pods, or what they request.').optional(),
      maxSkew: z
        .union([z.number().min(0), z.string().min(1)])
        .describe('How far apart two domains may be: a number of pods, or a quantity; 1 pod without it.')
        .optional(),
    })
    .describe('At rest no domain of ready, schedulable nodes holds more than maxSkew beyond another.'),
  eventuallyStable: z
    .strictObject({ within: duration.describe('How long that may take; 1h without it.').optional() })
    .describe('After the last step everything comes to rest: nothing is due any more but retries.'),
};

const intent = z
  .union([
    z.enum(NAMES),
    z.strictObject({
      noOscillation: arguments_.noOscillation.optional(),
      noEvictionCycle: arguments_.noEvictionCycle.optional(),
      alwaysSchedulable: arguments_.alwaysSchedulable.optional(),
      minAvailable: arguments_.minAvailable.optional(),
      balanced: arguments_.balanced.optional(),
      eventuallyStable: arguments_.eventuallyStable.optional(),
    }),
  ])
  .describe('The name of an intent, or {name: arguments}.');

export const intents = z
  .array(intent)
  .min(1)
  .describe('What the cluster is meant to do, watched at every step; see docs/intents.md.');

export type IntentShape = z.output<typeof intent>;
