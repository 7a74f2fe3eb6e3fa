import type { KubeObject } from '../../../engine/apimachinery/object.js';
import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from '../../../engine/apis/generated/apps.v1.js';
import type { Job } from '../../../engine/apis/generated/batch.v1.js';
import type { Node, Pod } from '../../../engine/apis/generated/core.v1.js';
import type { Paint } from '../../style.js';

export interface ShortStatus {
  readonly text: string;
  readonly paint: Paint;
}

const NOTHING: ShortStatus = { text: '', paint: 'dim' };

/** How an object is, in a word or two. Collections hold objects of one kind only. */
export function statusOf(resource: string, object: KubeObject): ShortStatus {
  if (object.metadata.deletionTimestamp !== undefined) return { text: 'terminating', paint: 'yellow' };
  switch (resource) {
    case 'pods':
      return podStatus(object as Pod);
    case 'nodes':
      return nodeStatus(object as Node);
    case 'apps/deployments':
    case 'apps/replicasets':
    case 'apps/statefulsets': {
      const { spec, status } = object as Deployment | ReplicaSet | StatefulSet;
      return ready(status?.readyReplicas ?? 0, spec?.replicas ?? 1);
    }
    case 'apps/daemonsets': {
      const { status } = object as DaemonSet;
      return ready(status.numberReady, status.desiredNumberScheduled);
    }
    case 'batch/jobs':
      return jobStatus(object as Job);
    default:
      return NOTHING;
  }
}

function ready(now: number, wanted: number): ShortStatus {
  return { text: `${now}/${wanted}`, paint: now < wanted ? 'yellow' : now > wanted ? 'cyan' : 'dim' };
}

function podStatus({ status, spec }: Pod): ShortStatus {
  const statuses = status.containerStatuses ?? [];
  const waiting = statuses.find(({ state }) => state?.waiting !== undefined)?.state?.waiting?.reason;
  const ended = statuses.find(({ state }) => state?.terminated !== undefined)?.state?.terminated?.reason;
  const count = `${statuses.filter((one) => one.ready).length}/${spec.containers.length}`;
  const reason =
    status.reason ?? waiting ?? (status.phase === 'Running' ? ended : undefined) ?? status.phase ?? 'Pending';
  const isReady = status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') === true;
  const bad = status.phase === 'Failed' || /Err|BackOff|Evicted|Unknown/.test(reason);
  return {
    text: `${count} ${reason}`,
    paint: bad ? 'red' : isReady ? 'green' : status.phase === 'Succeeded' ? 'dim' : 'yellow',
  };
}

function nodeStatus({ status, spec }: Node): ShortStatus {
  const isReady = status.conditions?.find(({ type }) => type === 'Ready')?.status;
  const text = isReady === 'True' ? 'Ready' : isReady === 'Unknown' ? 'NotReady (unknown)' : 'NotReady';
  return { text: spec.unschedulable === true ? `${text}, cordoned` : text, paint: isReady === 'True' ? 'dim' : 'red' };
}

function jobStatus({ status, spec }: Job): ShortStatus {
  const failed = status.conditions?.some(({ type, status: value }) => type === 'Failed' && value === 'True') === true;
  if (failed) return { text: 'failed', paint: 'red' };
  return ready(status.succeeded ?? 0, spec.completions ?? 1);
}
