import { controllerOf } from '../../../../engine/apimachinery/object.js';
import { parseTimestamp } from '../../../../engine/apimachinery/time.js';
import type { Pod } from '../../../../engine/apis/generated/core.v1.js';
import { daemonsets } from '../../../../engine/apis/generated/resources.js';
import { resourcePath } from '../../../../engine/apis/resource.js';
import type { Kubectl } from '../../effect.js';
import { fail, isFailure, isNotFound, isSuccess, refusal, type Failure } from '../../failure.js';
import { ofKind } from '../../resources/info.js';
import type { Session } from '../../session.js';
import { listObjects } from '../../resources/requests.js';

/** What decides which pods of a node are removed. */
export interface FilterOptions {
  readonly force: boolean;
  readonly ignoreDaemonSets: boolean;
  readonly deleteEmptyDir: boolean;
  /** Pods that have been going for longer are passed over; 0: none. */
  readonly skipWaitSeconds: number;
  readonly podSelector: string;
  readonly limit: number;
}

/** What a filter says of a pod. */
type Status =
  | { readonly type: 'okay' }
  | { readonly type: 'skip' }
  | { readonly type: 'warning'; readonly remove: boolean; readonly message: string }
  | { readonly type: 'error'; readonly message: string };

/** The pods of a node, sorted (drain.PodDeleteList). */
export interface Judged {
  readonly doomed: readonly Pod[];
  /** 'ignoring DaemonSet-managed Pods: default/a, default/b'; '' if there is nothing to say. */
  readonly warnings: string;
  /** Why the node cannot be drained. */
  readonly errors: readonly Failure[];
}

const OKAY: Status = { type: 'okay' };

/** Sorts the pods of a node (drain.Helper.GetPodsForDeletion). */
export function* judgePods(session: Session, node: string, options: FilterOptions): Kubectl<Judged> {
  const mapping = yield* session.mapping('pods');
  if (isFailure(mapping)) return { doomed: [], warnings: '', errors: [mapping] };
  const chosen = { selector: options.podSelector, fieldSelector: `spec.nodeName=${node}`, limit: options.limit };
  const listed = yield* listObjects(session, mapping, '', chosen);
  if (isFailure(listed)) return { doomed: [], warnings: '', errors: [listed] };
  const judged: { pod: Pod; status: Status }[] = [];
  for (const object of listed) {
    const pod = ofKind<Pod>(object);
    judged.push({ pod, status: yield* judge(session, pod, options) });
  }
  const errors = messages(judged, 'error').map(([message, names]) => fail(`cannot delete ${message}: ${names}`));
  const warnings = messages(judged, 'warning').map(([message, names]) => `${message}: ${names}`);
  const doomed = judged.filter(({ status }) => status.type === 'okay' || (status.type === 'warning' && status.remove));
  return { doomed: doomed.map(({ pod }) => pod), warnings: warnings.join('; '), errors };
}

/** Pods by message: 'default/a, default/b'. */
function messages(
  judged: readonly { pod: Pod; status: Status }[],
  type: 'error' | 'warning',
): readonly (readonly [string, string])[] {
  const groups = new Map<string, string[]>();
  for (const { pod, status } of judged) {
    if (status.type !== type) continue;
    const { namespace = '', name } = pod.metadata;
    groups.set(status.message, [...(groups.get(status.message) ?? []), `${namespace}/${name}`]);
  }
  return [...groups].map(([message, names]) => [message, names.join(', ')]);
}

/** The filters in kubectl's order: the first that keeps the pod decides, otherwise the last. */
function* judge(session: Session, pod: Pod, options: FilterOptions): Kubectl<Status> {
  if (isLongGone(session, pod, options.skipWaitSeconds)) return { type: 'skip' };
  const isOver = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  const daemon = isOver ? OKAY : yield* daemonSetStatus(session, pod, options);
  if (daemon.type === 'error' || (daemon.type === 'warning' && !daemon.remove)) return daemon;
  if (pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return { type: 'skip' };
  const isLocal = !isOver && (pod.spec.volumes ?? []).some(({ emptyDir }) => emptyDir !== undefined);
  if (isLocal && !options.deleteEmptyDir)
    return { type: 'error', message: 'Pods with local storage (use --delete-emptydir-data to override)' };
  if (isOver || controllerOf(pod) !== undefined) return OKAY;
  if (options.force) return { type: 'warning', remove: true, message: 'deleting Pods that declare no controller' };
  return { type: 'error', message: 'cannot delete Pods that declare no controller (use --force to override)' };
}

function* daemonSetStatus(session: Session, pod: Pod, options: FilterOptions): Kubectl<Status> {
  const owner = controllerOf(pod);
  if (owner?.kind !== 'DaemonSet' || owner.apiVersion !== 'apps/v1') return OKAY;
  const response = yield* session.send({
    method: 'GET',
    path: resourcePath(daemonsets, pod.metadata.namespace, owner.name),
  });
  if (!isSuccess(response)) {
    const missing = refusal(response);
    if (isNotFound(missing) && options.force) return { type: 'warning', remove: true, message: missing.failed };
    return { type: 'error', message: missing.failed };
  }
  if (!options.ignoreDaemonSets)
    return { type: 'error', message: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' };
  return { type: 'warning', remove: false, message: 'ignoring DaemonSet-managed Pods' };
}

/** shouldSkipPod. */
export function isLongGone(session: Session, { metadata }: Pod, seconds: number): boolean {
  const deleted = metadata.deletionTimestamp === undefined ? undefined : parseTimestamp(metadata.deletionTimestamp);
  return seconds > 0 && deleted !== undefined && Math.trunc((session.now - deleted) / 1_000) > seconds;
}
