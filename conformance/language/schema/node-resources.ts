import * as z from 'zod';
import { duration, strings } from './fields.js';

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
};

const signal = z.enum(['memory.available', 'nodefs.available', 'imagefs.available', 'pid.available']);
const limits = z.partialRecord(signal, z.string().min(1));
const percent = z.int().min(0).max(100);

/** Fields of a node that say when its kubelet evicts pods and removes images. */
export const evictionFields = {
  evictionHard: limits
    .describe(
      'Evict at once when less is left: {memory.available: 500Mi, nodefs.available: 10%}. Given, it stands for all; what it keeps free is not allocatable.',
    )
    .optional(),
  evictionSoft: limits.describe('Evict when less is left for a grace period.').optional(),
  evictionSoftGracePeriod: z
    .partialRecord(signal, duration)
    .describe('The grace period of each soft threshold: {memory.available: 90s}.')
    .optional(),
  evictionMinimumReclaim: limits.describe('How much more than the threshold eviction frees.').optional(),
  evictionMaxPodGracePeriod: z
    .int()
    .min(0)
    .describe('Seconds that a pod gets at most when a soft threshold evicts it; 0 without it.')
    .optional(),
  evictionPressureTransitionPeriod: duration
    .describe('How long a condition of pressure stays after it was seen last; 5m without it.')
    .optional(),
  imageGCHighThresholdPercent: percent
    .describe('Unused images are removed when more of the disk is used; 85 without it.')
    .optional(),
  imageGCLowThresholdPercent: percent.describe('Until less is used than this; 80 without it.').optional(),
  imageMinimumGCAge: duration.describe('Images younger than this stay; 2m without it.').optional(),
};

const deviceId = z.union([
  z.string().min(1),
  z.strictObject({
    id: z.string().min(1).describe('Its id.'),
    path: z.string().min(1).describe('The device node that its container gets: /dev/nvidia0.').optional(),
  }),
]);

export const deviceIds = z
  .array(deviceId)
  .describe('Its devices: ids, or {id, path} with the device node that a container gets.');

/** The name of an extended resource that a device plugin serves. */
export const deviceResource = z
  .string()
  .regex(/^[^/]+\/[^/]+$/, 'an extended resource is called as nvidia.com/gpu is: a domain, a slash and a name')
  .describe('The extended resource: nvidia.com/gpu.');

export const devices = z
  .array(
    z
      .strictObject({
        resource: deviceResource,
        ids: deviceIds,
        env: strings
          .describe('Variables that a container with some of them gets; $(ids) stands for their ids.')
          .optional(),
        mounts: z
          .array(
            z.strictObject({
              hostPath: z.string().min(1).describe('A folder of the node.'),
              containerPath: z.string().min(1).describe('Where it appears in the container.'),
              readOnly: z.boolean().describe('It cannot be written to.').optional(),
              files: z
                .array(z.string().regex(/^[^/]/, 'a path below the folder: lib/libcuda.so'))
                .describe('What is in it, for ls: lib/libcuda.so.')
                .optional(),
            }),
          )
          .describe('Folders of the node, such as of a driver, that it gets.')
          .optional(),
        annotations: strings.describe('Annotations for the container runtime.').optional(),
      })
      .describe('The devices of one resource, as their plugin tells the kubelet.'),
  )
  .describe('Device plugins that run on the node from the start.');
