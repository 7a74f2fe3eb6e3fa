import type { WaitingReason } from '../pod/worker.js';

/** What was allocated for a pod, or why the pod cannot be admitted. */
export type Allocated<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: WaitingReason };

/** The pod cannot be admitted for an error that nobody expected. Follows GetPodAdmitResult (pkg/kubelet/cm/admission). */
export function unexpected(error: string): { readonly ok: false; readonly refusal: WaitingReason } {
  return {
    ok: false,
    refusal: { reason: 'UnexpectedAdmissionError', message: `Allocate failed due to ${error}, which is unexpected` },
  };
}
