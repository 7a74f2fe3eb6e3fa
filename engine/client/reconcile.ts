import type { KubeObject, New } from '../apimachinery/object.js';
import { namespaceOf } from '../apimachinery/object.js';
import { groupVersion, resourcePath, type Resource } from '../apis/resource.js';
import type { Request, Response, Status } from '../apiserver/request.js';

/** Ask for an Event object about `object`. Correlated, counted and written by the component's recorder. */
export interface RecordEvent {
  readonly type: 'event';
  readonly object: ObjectReference;
  readonly eventType: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** Default: the component's own name as source.component. */
  readonly source?: { readonly component: string; readonly host?: string };
  readonly annotations?: Readonly<Record<string, string>>;
  /** What was done. An event that says so is told as by events.k8s.io: repeated ones make a series. */
  readonly action?: string;
  /** What it was done for or with. */
  readonly related?: ObjectReference;
}

export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly fieldPath?: string;
}

export type Command = Request | RecordEvent;

/**
 * One unit of a component's work, as a generator: it yields commands, gets each answer, and returns `R`. It must depend
 * on nothing but its arguments and the answers, for it may be run again from the start with the answers that it had
 * (when a request is delayed, or when an exploration stops between two writes).
 */
export type Reconcile<R = void> = Generator<Command, R, Response>;

/** What became of a request. A refusal is a value, never an exception. */
export type Result<T> =
  { readonly ok: true; readonly object: T } | { readonly ok: false; readonly status: Status; readonly code: number };

function* send<T>(request: Request): Reconcile<Result<T>> {
  const response = yield request;
  return response.code >= 200 && response.code < 300
    ? { ok: true, object: response.body as T }
    : { ok: false, status: response.body as Status, code: response.code };
}

/** POST a new object; its namespace is taken from its metadata. */
export function create<T extends KubeObject>(resource: Resource<T>, object: New<T>): Reconcile<Result<T>> {
  const body = { kind: resource.kind, apiVersion: groupVersion(resource), ...object };
  return send<T>({ type: 'request', method: 'POST', path: resourcePath(resource, object.metadata.namespace), body });
}

/** PUT the whole object; a stale resourceVersion is refused with 409. */
export function update<T extends KubeObject>(resource: Resource<T>, object: T, subresource = ''): Reconcile<Result<T>> {
  const path = resourcePath(resource, namespaceOf(object), object.metadata.name, subresource);
  return send<T>({ type: 'request', method: 'PUT', path, body: object });
}

/** PUT to the status subresource. */
export function updateStatus<T extends KubeObject>(resource: Resource<T>, object: T): Reconcile<Result<T>> {
  return update(resource, object, 'status');
}

export type PatchType = 'json' | 'merge' | 'strategic';

const CONTENT_TYPES: Readonly<Record<PatchType, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

export interface Target {
  readonly namespace?: string;
  readonly name: string;
}

/** PATCH an object or one of its subresources. */
export function patch<T extends KubeObject>(
  resource: Resource<T>,
  target: Target,
  type: PatchType,
  body: unknown,
  subresource = '',
): Reconcile<Result<T>> {
  const path = resourcePath(resource, target.namespace, target.name, subresource);
  return send<T>({ type: 'request', method: 'PATCH', path, contentType: CONTENT_TYPES[type], body });
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** DELETE an object; the answer is the object or a Status. */
export function remove<T extends KubeObject>(
  resource: Resource<T>,
  target: Target,
  options: DeleteOptions = {},
): Reconcile<Result<T | Status>> {
  const path = resourcePath(resource, target.namespace, target.name);
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', ...options };
  return send<T | Status>({ type: 'request', method: 'DELETE', path, body });
}

/** GET from the server itself, past the informers (a quorum read). */
export function read<T extends KubeObject>(resource: Resource<T>, target: Target): Reconcile<Result<T>> {
  return send<T>({ type: 'request', method: 'GET', path: resourcePath(resource, target.namespace, target.name) });
}

/** Any other call, e.g. a binding. */
export function call<T>(request: Omit<Request, 'type'>): Reconcile<Result<T>> {
  return send<T>({ type: 'request', ...request });
}

/** Records an Event about an object of `resource`. */
export function* recordEvent<T extends KubeObject>(
  resource: Resource<T>,
  object: T,
  eventType: 'Normal' | 'Warning',
  reason: string,
  message: string,
): Reconcile {
  const { namespace, name, uid, resourceVersion } = object.metadata;
  yield {
    type: 'event',
    object: { kind: resource.kind, namespace, name, uid, apiVersion: groupVersion(resource), resourceVersion },
    eventType,
    reason,
    message,
  };
}
