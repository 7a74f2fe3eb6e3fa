import * as z from 'zod';

const amount = z.int().min(1).max(1024);

/** Fields of a node that say how its kubelet hands out cpus. */
export const cpuFields = {
  cpuManagerPolicy: z
    .enum(['none', 'static'])
    .describe('static: whole cpus of Guaranteed pods are theirs alone. Without it: none.')
    .optional(),
  cpuManagerPolicyOptions: z
    .strictObject({
      'full-pcpus-only': z.boolean().describe('Hand out whole physical cores only.').optional(),
      'strict-cpu-reservation': z.boolean().describe('Keep reserved cpus out of the shared pool.').optional(),
    })
    .describe('Options of the static policy.')
    .optional(),
  reservedSystemCPUs: z
    .string()
    .min(1)
    .describe('Cpus that the node keeps for itself: "0", "0-1,8". The static policy needs them.')
    .optional(),
  topology: z
    .strictObject({
      sockets: amount.describe('Sockets, each a NUMA node; 1 without it.').optional(),
      cores: amount.describe('Physical cores of a socket.'),
      threads: amount.describe('Logical cpus of a core; 1 without it.').optional(),
    })
    .describe('How the cpus lie. Without it: one socket, one thread a core. Gives the capacity of cpu.')
    .optional(),
};

const quantity = z.union([z.string().min(1), z.number().min(0)]);
const reserved = z.partialRecord(z.enum(['cpu', 'memory', 'ephemeral-storage', 'pid']), quantity);

/** Fields of a node that say what its kubelet keeps back. */
export const reservedFields = {
  kubeReserved: reserved.describe('Kept back for the kubelet and its runtime: {cpu: 100m, memory: 500Mi}.').optional(),
  systemReserved: reserved.describe('Kept back for everything else on the node.').optional(),
  evictionHard: z
    .partialRecord(z.enum(['memory.available', 'nodefs.available']), z.string().min(1))
    .describe('What hard eviction keeps free is not allocatable: {memory.available: 100Mi, nodefs.available: 10%}.')
    .optional(),
};
