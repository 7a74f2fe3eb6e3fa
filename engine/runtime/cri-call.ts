import type { SortedMap } from '../core/sorted-map.js';
import type { Millis } from '../core/time.js';

/** One call between the kubelet and its container runtime (CRI) or a device plugin. */
export interface CriCall {
  readonly at: Millis;
  readonly call:
    | 'RunPodSandbox'
    | 'StopPodSandbox'
    | 'RemovePodSandbox'
    | 'PullImage'
    | 'RemoveImage'
    | 'CreateContainer'
    | 'StartContainer'
    | 'StopContainer'
    | 'RemoveContainer'
    | 'ExecSync'
    | DeviceCall;
  /** 'namespace/name'; '' of what concerns the node. */
  readonly pod: string;
  readonly container?: string;
  readonly image?: string;
  /** Of the sandbox or container. */
  readonly id?: string;
  /** Of CreateContainer: the sandbox whose namespaces the container joins. */
  readonly sandbox?: string;
  /** Seconds that StopContainer grants. */
  readonly timeoutSeconds?: number;
  /** Of a device plugin. */
  readonly resource?: string;
  /** Their ids: those that are listed as healthy, or that are allocated. */
  readonly devices?: readonly string[];
  readonly error?: string;
}

/** Of the device plugin API; the plugin calls Register, the kubelet all others. */
export type DeviceCall = 'Register' | 'GetDevicePluginOptions' | 'ListAndWatch' | 'Allocate';

/** The latest calls in order. */
export type CallLog = SortedMap<number, CriCall>;

const KEPT = 1_000;

/** The log with several calls, for the price of one copy. */
export function loggedAll(log: CallLog, calls: readonly CriCall[]): CallLog {
  const changes: [number, CriCall | undefined][] = [];
  const first = log.first()?.[0] ?? 0;
  let next = (log.last()?.[0] ?? -1) + 1;
  const obsolete = log.size + calls.length - KEPT;
  for (const call of calls) changes.push([next++, call]);
  for (let left = 0; left < obsolete; left++) changes.push([first + left, undefined]);
  return log.edit(changes);
}

export function logged(log: CallLog, call: CriCall): CallLog {
  const last = log.last()?.[0] ?? -1;
  const appended = log.set(last + 1, call);
  const first = appended.first();
  return first !== undefined && appended.size > KEPT ? appended.delete(first[0]) : appended;
}
