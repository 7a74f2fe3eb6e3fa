import * as z from 'zod';
import { descheduler } from './descheduler.js';
import { duration, labels, strings } from './fields.js';
import { cpuFields, devices, evictionFields, reservedFields } from './node-resources.js';
import { amounts, system, volumes } from './usage.js';

const effect = z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']);

export const taint = z
  .union([
    z.string().min(1),
    z.strictObject({
      key: z.string().min(1).describe('Key of the taint.'),
      value: z.string().describe('Value of the taint.').optional(),
      effect: effect.describe('What it does to pods that do not tolerate it.'),
    }),
  ])
  .describe('A taint: key=value:NoSchedule, or {key, value, effect}.');

const quantity = z.union([z.string().min(1), z.number().min(0)]).describe('A quantity: 500m, 4, 8Gi.');

export const node = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .describe('Name of the node; with a count of more than 1, names get -1, -2, … at the end.')
      .optional(),
    count: z.int().min(1).max(10_000).describe('How many nodes like this; 1 without it.').optional(),
    labels: labels.optional(),
    annotations: strings.describe('Annotations: names and texts.').optional(),
    zone: z.string().min(1).describe('Value of the label topology.kubernetes.io/zone.').optional(),
    taints: z.array(taint).describe('Taints of the node.').optional(),
    capacity: z
      .record(z.string(), quantity)
      .describe('Quantities; by default cpu 4, memory 8Gi, pods 110, ephemeral-storage 100Gi.')
      .optional(),
    unschedulable: z.boolean().describe('Cordoned from the start.').optional(),
    ...cpuFields,
    ...reservedFields,
    ...evictionFields,
    system: system.optional(),
    devices: devices.optional(),
  })
  .describe('A node, or several alike.');

const failure = z.enum(['NotFound', 'Unauthorized', 'RegistryUnavailable', 'InvalidImageName']);

const pull = z
  .union([
    failure,
    duration,
    z.strictObject({
      time: duration.describe('How long a pull takes.').optional(),
      failure: failure.describe('How pulls fail.').optional(),
      times: z.int().min(1).describe('Only so many pulls fail; then they succeed.').optional(),
    }),
  ])
  .describe(
    'How long a pull takes (3s), how it fails (NotFound, Unauthorized, RegistryUnavailable, InvalidImageName), or {time, failure, times}.',
  );

const port = z.int().min(1).max(65_535);

export const answer = z
  .strictObject({
    http: z.string().min(1).describe('Answers HTTP GET on this path.').optional(),
    tcp: port.describe('Answers TCP connects to this port.').optional(),
    grpc: port.describe('Answers gRPC health checks on this port.').optional(),
    exec: z.string().min(1).describe('Answers this command line of an exec probe or hook.').optional(),
    port: port.describe('Only on this port (http).').optional(),
    service: z.string().describe('Only for this service (grpc).').optional(),
    status: z.int().min(100).max(599).describe('HTTP status code (http).').optional(),
    health: z.enum(['SERVING', 'NOT_SERVING', 'UNKNOWN']).describe('Health (grpc).').optional(),
    exit: z.int().min(0).max(255).describe('Exit code (exec).').optional(),
    output: z.string().describe('What it prints (exec).').optional(),
    refuse: z.boolean().describe('Refuse the connection (http, tcp, grpc).').optional(),
    takes: duration.describe('How long the answer takes.').optional(),
    from: duration.describe("From this time after the container's start on.").optional(),
    until: duration.describe("Until this time after the container's start.").optional(),
  })
  .describe('One answer of a container; exactly one of http, tcp, grpc, exec says to what.');

export const image = z
  .strictObject({
    pull: pull.optional(),
    size: quantity.describe('Size of the image: 50Mi.').optional(),
    ready: duration.describe('Time from the start until it listens and answers probes well.').optional(),
    exits: z
      .array(
        z
          .strictObject({
            after: duration.describe('Time after the start at which it ends.'),
            code: z.int().min(0).max(255).describe('Exit code.'),
            reason: z.enum(['OOMKilled']).describe('Why it ends, if not by itself.').optional(),
            message: z.string().describe('Termination message that it writes.').optional(),
          })
          .describe('How one run ends.'),
      )
      .min(1)
      .describe('How the first, second, … run of the container ends by itself; the last repeats.')
      .optional(),
    answers: z.array(answer).min(1).describe('How it answers probes and hooks; the first that fits.').optional(),
    sigterm: z
      .union([
        z.literal('ignore'),
        z.strictObject({
          after: duration.describe('How long it takes to end.'),
          code: z.int().min(0).max(255).describe('Exit code; 143 without it.').optional(),
        }),
      ])
      .describe('What SIGTERM does: ignore, or {after, code}. Without it: ends at once with 143.')
      .optional(),
    logs: z
      .array(
        z.union([
          z.string(),
          z.strictObject({
            at: duration.describe('Time after each start.'),
            line: z.string().describe('What it writes to stdout.'),
          }),
        ]),
      )
      .min(1)
      .describe('Lines that it writes: a text at each start, or {at, line} later.')
      .optional(),
    usage: z
      .array(
        z.strictObject({
          at: duration.describe('Time after each start.'),
          ...amounts,
          volumes,
        }),
      )
      .min(1)
      .describe('What it uses from times on; each amount stays until it is given again.')
      .optional(),
    startError: z
      .strictObject({
        reason: z
          .enum(['RunContainerError', 'CreateContainerError', 'StartError'])
          .describe('The reason that the kubelet shows.'),
        message: z.string().min(1).describe('The message beside it.'),
      })
      .describe('The container cannot be created or started.')
      .optional(),
  })
  .describe('What containers of an image do.');

export const cluster = z
  .strictObject({
    nodes: z.array(node).describe('The nodes; without it one node, node-1. An empty list: none.').optional(),
    images: z.record(z.string().min(1), image).describe('What containers do, by image.').optional(),
    without: z
      .array(z.string().min(1))
      .min(1)
      .describe('Components that do not run: kube-scheduler, kube-controller-manager, kubelet, or a controller.')
      .optional(),
    controllers: z
      .array(z.string().min(1))
      .min(1)
      .describe("Controllers to run, as kube-controller-manager's --controllers: '*', name, -name.")
      .optional(),
    controllerManager: z
      .strictObject({
        kubeAPIQPS: z
          .number()
          .refine((rate) => rate !== 0, { error: 'must not be 0; -1 takes the limit away' })
          .describe('--kube-api-qps: requests a second that each controller may send; -1 for no limit, 20 without it.')
          .optional(),
        kubeAPIBurst: z
          .int()
          .min(1)
          .describe('--kube-api-burst: requests that it may send at once after a pause; 30 without it.')
          .optional(),
      })
      .describe('How kube-controller-manager runs. The limits hold controllers that make pods.')
      .optional(),
    metricsServer: z
      .boolean()
      .describe('Whether a metrics server serves metrics.k8s.io, for kubectl top and autoscaling; false without it.')
      .optional(),
    descheduler: descheduler.optional(),
    scheduler: z
      .union([
        z.strictObject({ file: z.string().min(1).describe('A file that holds it, seen from this file.') }),
        z.record(z.string(), z.unknown()),
      ])
      .describe(
        'How kube-scheduler runs: a KubeSchedulerConfiguration (kubescheduler.config.k8s.io/v1), or the file that holds it.',
      )
      .optional(),
    seed: z.int().describe('Seed of everything that is chosen by chance; 1 without it.').optional(),
  })
  .describe('The cluster that the scenario starts with.');
