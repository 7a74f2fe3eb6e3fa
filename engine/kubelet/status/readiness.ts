import { timestamp } from '../../apimachinery/time.js';
import type { Container, ContainerStatus, PodStatus } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import type { PodWorker } from '../pod/worker.js';
import { condition, containersReady, isByKubelet, podReady } from './conditions.js';
import { judged } from './generate.js';

/**
 * The status as it was generated last, with what probes have found since: what is told while a worker is busy. Follows
 * SetContainerReadiness and SetContainerStartup (pkg/kubelet/status).
 */
export function withProbeResults(worker: PodWorker, status: PodStatus, now: Millis): PodStatus {
  const { pod, probes } = worker;
  const { spec } = pod;
  const rejudge = (
    containers: readonly Container[] | undefined,
    statuses: readonly ContainerStatus[] | undefined,
    init: boolean,
  ) => statuses?.map((each) => judged(probes, containers ?? [], each, init));
  const apps = rejudge(spec.containers, status.containerStatuses, false) ?? [];
  const init = rejudge(spec.initContainers, status.initContainerStatuses, true);
  const { conditions = [] } = status;
  const ready = containersReady(spec, [...(init ?? []), ...apps], status.phase);
  const foreign = conditions.filter(({ type }) => !isByKubelet(type));
  const judgements = { ContainersReady: ready, Ready: podReady(spec, ready, foreign) };
  return {
    ...status,
    containerStatuses: apps,
    ...(init === undefined ? {} : { initContainerStatuses: init }),
    conditions: conditions.map((each) =>
      each.type === 'Ready' || each.type === 'ContainersReady'
        ? condition(pod, conditions, each.type, judgements[each.type], timestamp(now))
        : each,
    ),
  };
}
