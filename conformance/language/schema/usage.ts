import * as z from 'zod';

const quantity = z.union([z.string().min(1), z.number().min(0)]);

/** What something uses: the same words wherever it is said. */
export const amounts = {
  cpu: quantity.describe('How much cpu it wants: 500m, 2.').optional(),
  memory: quantity.describe('Its working set: 200Mi.').optional(),
  disk: quantity.describe("What it has written to the node's disk besides volumes: 1Gi.").optional(),
  pids: z.int().min(0).describe('Processes and threads.').optional(),
};

export const volumes = z
  .record(z.string().min(1), quantity)
  .describe("What it has written to volumes on the node's disk, by volume name: {cache: 2Gi}.")
  .optional();

export const system = z.strictObject(amounts).describe('What everything but containers uses on the node.');
