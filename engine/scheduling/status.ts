/** The outcome of a plugin at an extension point, as fwk.Code. */
export type Code = 'Success' | 'Error' | 'Unschedulable' | 'UnschedulableAndUnresolvable' | 'Wait' | 'Skip' | 'Pending';

/** What a plugin answers when it is not simply successful (`undefined` is success), as fwk.Status. */
export interface Status {
  readonly code: Code;
  /** Why, each counted on its own in a pod's message. */
  readonly reasons: readonly string[];
  /** The plugin that said so; set by the framework. */
  readonly plugin?: string;
}

/** Refused, but evicting other pods may help. */
export function unschedulable(...reasons: readonly string[]): Status {
  return { code: 'Unschedulable', reasons };
}

/** Refused, and evicting other pods cannot help. */
export function unresolvable(...reasons: readonly string[]): Status {
  return { code: 'UnschedulableAndUnresolvable', reasons };
}

/** Refused until something outside happens, as fwk.Pending. */
export function pending(...reasons: readonly string[]): Status {
  return { code: 'Pending', reasons };
}

/** An internal error: the pod is tried again after an error back-off. */
export function failed(...reasons: readonly string[]): Status {
  return { code: 'Error', reasons };
}

/** A plugin that has nothing to say about the pod. */
export const SKIP: Status = { code: 'Skip', reasons: [] };

/** As Status.IsRejected. */
export function isRejected(status: Status): boolean {
  return status.code === 'Unschedulable' || status.code === 'UnschedulableAndUnresolvable' || status.code === 'Pending';
}

/** As Status.Message. */
export function messageOf(status: Status): string {
  return status.reasons.join(', ');
}

const attributions = new WeakMap<Status, Status>();

/** The same status with the plugin's name on it; the same argument always gives the same object. */
export function attributed(status: Status, plugin: string): Status {
  if (status.plugin === plugin) return status;
  const known = attributions.get(status);
  if (known?.plugin === plugin) return known;
  const named = { ...status, plugin };
  attributions.set(status, named);
  return named;
}
