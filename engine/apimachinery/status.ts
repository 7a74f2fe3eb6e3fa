import type { Status, StatusDetails } from '../apis/generated/meta.v1.js';
import { aggregateMessage, causeReason, fieldErrorBody, type FieldError } from './field-error.js';
import { quote } from './quote.js';

/** What a refusal is about; a Resource is one. */
export interface GroupResource {
  readonly group: string;
  readonly plural: string;
}

export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** metav1.StatusCause. */
export interface Cause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** The text of an optimistic lock that failed: registry.OptimisticLockErrorMsg. */
export const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

/** 'deployments.apps', or 'pods' in the core group: schema.GroupResource.String. */
export function qualified({ group, plural }: GroupResource): string {
  return group === '' ? plural : `${plural}.${group}`;
}

/** 'Deployment.apps', or 'Pod' in the core group: schema.GroupKind.String. */
export function qualifiedKind({ group, kind }: GroupKind): string {
  return group === '' ? kind : `${kind}.${group}`;
}

/** Any Failure, in the key order of Go's structs; empty reasons and details' empty fields are left out as `omitempty` does. */
export function failure(code: number, reason: string, message: string, details?: StatusDetails): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason === '' ? {} : { reason }),
    ...(details === undefined ? {} : { details: compact(details) }),
    code,
  };
}

function compact({ name, group, kind, uid, causes, retryAfterSeconds }: StatusDetails): StatusDetails {
  return {
    ...(name ? { name } : {}),
    ...(group ? { group } : {}),
    ...(kind ? { kind } : {}),
    ...(uid ? { uid } : {}),
    ...(causes !== undefined && causes.length > 0 ? { causes } : {}),
    ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
  };
}

function of({ group, plural }: GroupResource, name: string): StatusDetails {
  return { name, group, kind: plural };
}

/** 404 'pods "web" not found' (errors.NewNotFound). */
export function notFound(resource: GroupResource, name: string): Status {
  return failure(404, 'NotFound', `${qualified(resource)} ${quote(name)} not found`, of(resource, name));
}

/** 404 of a resource that the group does not serve (NewGenericServerResponse as apiserver's notFound handler sends it). */
export function unknownResource(): Status {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** 409 'pods "web" already exists' (errors.NewAlreadyExists). */
export function alreadyExists(resource: GroupResource, name: string): Status {
  return failure(409, 'AlreadyExists', `${qualified(resource)} ${quote(name)} already exists`, of(resource, name));
}

/** 409 with retryAfterSeconds 1, when a generated name is taken (errors.NewGenerateNameConflict). */
export function generateNameConflict(resource: GroupResource, name: string): Status {
  const message =
    `${qualified(resource)} ${quote(name)} already exists, ` +
    'the server was not able to generate a unique name for the object';
  return failure(409, 'AlreadyExists', message, { ...of(resource, name), retryAfterSeconds: 1 });
}

/** 409 'Operation cannot be fulfilled on …' (errors.NewConflict); without a cause it is a failed optimistic lock. */
export function conflict(resource: GroupResource, name: string, cause: string = MODIFIED): Status {
  const message = `Operation cannot be fulfilled on ${qualified(resource)} ${quote(name)}: ${cause}`;
  return failure(409, 'Conflict', message, of(resource, name));
}

/** 409 of server-side apply (errors.NewApplyConflict). */
export function applyConflict(causes: readonly Cause[], message: string): Status {
  return failure(409, 'Conflict', message, { causes });
}

/** 422 with one cause per error (errors.NewInvalid). */
export function invalidObject(kind: GroupKind, name: string, errors: readonly FieldError[]): Status {
  const causes = errors.map((error) => ({
    reason: causeReason(error),
    message: fieldErrorBody(error),
    ...(error.field === '' ? {} : { field: error.field }),
  }));
  const head = `${qualifiedKind(kind)} ${quote(name)} is invalid`;
  const message = errors.length === 0 ? head : `${head}: ${aggregateMessage(errors)}`;
  return failure(422, 'Invalid', message, { name, group: kind.group, kind: kind.kind, causes });
}

/** 400 (errors.NewBadRequest). */
export function badRequest(reason: string): Status {
  return failure(400, 'BadRequest', reason);
}

/** 401 (errors.NewUnauthorized). */
export function unauthorized(reason = 'Unauthorized'): Status {
  return failure(401, 'Unauthorized', reason === '' ? 'not authorized' : reason);
}

/** 403 'pods "web" is forbidden: …' (errors.NewForbidden); an empty name is not printed. */
export function forbidden(resource: GroupResource, name: string, cause: string, causes: readonly Cause[] = []): Status {
  const subject = name === '' ? qualified(resource) : `${qualified(resource)} ${quote(name)}`;
  const message =
    resource.group === '' && resource.plural === '' ? `forbidden: ${cause}` : `${subject} is forbidden: ${cause}`;
  return failure(403, 'Forbidden', message, { ...of(resource, name), causes });
}

/** 403 of a create in a namespace that is going (admission plugin NamespaceLifecycle). */
export function namespaceTerminating(resource: GroupResource, name: string, namespace: string): Status {
  return forbidden(
    resource,
    name,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  );
}

/** 405 of a resource without the verb (errors.NewMethodNotSupported). */
export function methodNotSupported(resource: GroupResource, action: string): Status {
  const message = `${action} is not supported on resources of kind ${quote(qualified(resource))}`;
  return failure(405, 'MethodNotAllowed', message, { group: resource.group, kind: resource.plural });
}

/** 405 of a path that has no such method (the generic response of apiserver's not-allowed handler). */
export function methodNotAllowed(): Status {
  return failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}

/** 406 (negotiation.NewNotAcceptableError). */
export function notAcceptable(accepted: readonly string[], converting?: string): Status {
  const to = converting === undefined ? '' : ` when converting to ${converting}`;
  return failure(406, 'NotAcceptable', `only the following media types are accepted${to}: ${accepted.join(', ')}`);
}

/** 415 (negotiation.NewUnsupportedMediaTypeError). */
export function unsupportedMediaType(accepted: readonly string[]): Status {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return failure(415, 'UnsupportedMediaType', message);
}

/** 410 of an informer that fell too far behind (errors.NewResourceExpired). */
export function expired(message: string): Status {
  return failure(410, 'Expired', message);
}

/** 410 (errors.NewGone). */
export function gone(message: string): Status {
  return failure(410, 'Gone', message);
}

/** 413 (errors.NewRequestEntityTooLargeError). */
export function requestEntityTooLarge(message: string): Status {
  return failure(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);
}

/** 429 (errors.NewTooManyRequests): an eviction that a budget forbids, say. Seconds of 0 are left out. */
export function tooManyRequests(message: string, retryAfterSeconds = 0, causes: readonly Cause[] = []): Status {
  return failure(429, 'TooManyRequests', message, { causes, retryAfterSeconds });
}

/** 500 'Internal error occurred: …' (errors.NewInternalError); `plain` as {@link plainError}. */
export function internalError(message: string, plain = false): Status {
  if (plain) return plainError(message);
  return failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
}

/** An error that was never made a Status: code and message only (responsewriters.ErrorToAPIStatus' default). */
export function plainError(message: string, code = 500): Status {
  return failure(code, '', message);
}

/** 500 'The create operation against … could not be completed …' (errors.NewServerTimeout). */
export function serverTimeout(resource: GroupResource, operation: string, retryAfterSeconds = 0): Status {
  const message = `The ${operation} operation against ${qualified(resource)} could not be completed at this time, please try again.`;
  return failure(500, 'ServerTimeout', message, { ...of(resource, operation), retryAfterSeconds });
}

/** 503 (errors.NewServiceUnavailable). */
export function serviceUnavailable(reason: string): Status {
  return failure(503, 'ServiceUnavailable', reason);
}

/** 504 'Timeout: …' (errors.NewTimeoutError). */
export function timeout(message: string, retryAfterSeconds = 0, causes: readonly Cause[] = []): Status {
  return failure(504, 'Timeout', `Timeout: ${message}`, { causes, retryAfterSeconds });
}

/** What the HTTP layer below the handlers refuses (errors.NewGenericServerResponse): about no resource. */
export function genericResponse(code: number, reason: string, message: string): Status {
  return failure(code, reason, message, {});
}

/** What a deletion without a body to show answers: rest.DeletedObject's Status of Success. */
export function deleted(resource: GroupResource, name: string, uid: string): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: compact({ name, group: resource.group, kind: resource.plural, uid }),
  };
}

/** Success with nothing more to say, e.g. of a Binding (201). */
export function success(code: number): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code };
}

/** Whether a body is a Status rather than an object or list. */
export function isStatus(body: unknown): body is Status {
  return typeof body === 'object' && body !== null && 'kind' in body && body.kind === 'Status';
}

/** Why a request was refused: the message of a Status, or the text that came in its place. */
export function refusalMessage(body: unknown): string {
  if (typeof body === 'string') return body.trimEnd();
  return isStatus(body) ? (body.message ?? '') : '';
}
