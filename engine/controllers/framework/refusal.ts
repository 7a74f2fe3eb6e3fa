import type { Result } from '../../client/reconcile.js';

/** A request that the API server refused. */
export type Refusal = Extract<Result<unknown>, { readonly ok: false }>;

/** The text of an API error as client-go prints it: the message of the Status. */
export function refusalText({ status, code }: Refusal): string {
  return status.message ?? `an error on the server (${code}) has prevented the request from succeeding`;
}

export function isNotFound({ code }: Refusal): boolean {
  return code === 404;
}

/** apierrors.IsAlreadyExists: a 409 with that reason, not an update conflict. */
export function isAlreadyExists({ status, code }: Refusal): boolean {
  return code === 409 && status.reason === 'AlreadyExists';
}

/** apierrors.IsInvalid. */
export function isInvalid({ status, code }: Refusal): boolean {
  return code === 422 && status.reason === 'Invalid';
}

/** True when the namespace is being deleted: nothing can be created in it, and trying again is in vain. */
export function isNamespaceTerminating({ status }: Refusal): boolean {
  return status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') ?? false;
}

/** apierrors.IsConflict: somebody else wrote first, or a precondition does not hold. */
export function isConflict({ status, code }: Refusal): boolean {
  return code === 409 && status.reason === 'Conflict';
}
