import { SECOND, type Millis } from '../core/time.js';
import { draftOfRunning, type Cluster, type Running } from './cluster.js';

/** How often kube-controller-manager's clients may ask the API server: --kube-api-qps and --kube-api-burst. */
export interface ClientRate {
  /** Requests a second in the long run; below 0: as many as they like. Default 20. */
  readonly kubeAPIQPS?: number;
  /** Requests that may go at once after a pause. Default 30. */
  readonly kubeAPIBurst?: number;
}

const DEFAULT_QPS = 20;
const DEFAULT_BURST = 30;

/**
 * Controllers that make pods. Each has a client, and so a token bucket, of its own (NewClient, cmd/kube-controller-manager):
 * nothing else slows one down whose pods fail the moment they are made.
 */
export const PACED: ReadonlySet<string> = new Set([
  'daemonset-controller',
  'job-controller',
  'replicaset-controller',
  'statefulset-controller',
]);

/**
 * Takes a controller's requests of one turn out of its token bucket. They go at once; when they are more than the bucket
 * has, the controller's next turn waits until it is out of debt, where upstream's single requests would wait.
 * @returns the component, the same (===) when it has no limit
 */
export function charge(cluster: Cluster, running: Running, requests: number): Running {
  if (requests === 0 || !PACED.has(running.id)) return running;
  const { kubeAPIQPS } = rateOf(cluster);
  if (kubeAPIQPS < 0) return running;
  const full = Math.max(running.bucketFull, cluster.now);
  const charged = draftOfRunning(running);
  charged.bucketFull = full + (requests * SECOND) / kubeAPIQPS;
  return charged;
}

/** The first moment at which a component has a token again. */
export function paced(cluster: Cluster, { bucketFull }: Running): Millis {
  if (bucketFull === 0) return 0;
  const { kubeAPIQPS, kubeAPIBurst } = rateOf(cluster);
  return Math.ceil(bucketFull - ((kubeAPIBurst - 1) * SECOND) / kubeAPIQPS);
}

/** So much of what it may ask for at once a controller has asked when it comes near its limit. */
const NEAR = 3 / 4;

/** Whether a controller has asked so much that it may soon have to wait. */
export function isPressed(cluster: Cluster): boolean {
  const { kubeAPIQPS, kubeAPIBurst } = rateOf(cluster);
  if (kubeAPIQPS < 0) return false;
  const near = (NEAR * kubeAPIBurst * SECOND) / kubeAPIQPS;
  for (const id of PACED) if ((cluster.components.get(id)?.bucketFull ?? 0) - cluster.now >= near) return true;
  return false;
}

function rateOf({ config: { controllerManager = {} } }: Cluster): Required<ClientRate> {
  const { kubeAPIQPS = DEFAULT_QPS, kubeAPIBurst = DEFAULT_BURST } = controllerManager;
  return { kubeAPIQPS, kubeAPIBurst };
}
