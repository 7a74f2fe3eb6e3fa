import * as z from 'zod';
import { duration } from './fields.js';

const duplicates = z
  .strictObject({
    excludeOwnerKinds: z.array(z.string().min(1)).min(1).describe('Kinds whose pods are left alone.').optional(),
  })
  .describe('Of pods with the same owner and images, no more stay on a node than an even distribution has there.');

const spread = z
  .strictObject({
    constraints: z
      .array(z.enum(['DoNotSchedule', 'ScheduleAnyway']))
      .min(1)
      .describe('Which constraints count; only DoNotSchedule without it.')
      .optional(),
  })
  .describe('Pods of domains that hold more pods than their topologySpreadConstraints allow.');

const affinity = z
  .strictObject({
    nodeAffinityType: z
      .array(
        z.enum(['requiredDuringSchedulingIgnoredDuringExecution', 'preferredDuringSchedulingIgnoredDuringExecution']),
      )
      .min(1)
      .describe('Which affinities count; only what is required without it.')
      .optional(),
  })
  .describe('Pods on nodes that their node affinity does not want.');

const strategyName = z.enum([
  'RemoveDuplicates',
  'RemovePodsViolatingTopologySpreadConstraint',
  'RemovePodsViolatingNodeAffinity',
]);

const strategy = z
  .union([
    strategyName,
    z.strictObject({
      RemoveDuplicates: duplicates.optional(),
      RemovePodsViolatingTopologySpreadConstraint: spread.optional(),
      RemovePodsViolatingNodeAffinity: affinity.optional(),
    }),
  ])
  .describe('The name of a strategy, or {name: arguments}.');

export const descheduler = z
  .strictObject({
    interval: duration.describe('Time between two rounds (--descheduling-interval); 5m without it.').optional(),
    strategies: z.array(strategy).min(1).describe('What it evicts, in order.'),
    nodeFit: z.boolean().describe('Evict only what would fit on another node; false without it.').optional(),
  })
  .describe('A descheduler as kubernetes-sigs/descheduler; none without it.');
