import type { Status } from '../apis/generated/meta.v1.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who asks, as authentication left it. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** One call to the API server: what an HTTP request is, once read. Every component, spec step and client uses it. */
export interface Request {
  readonly type: 'request';
  readonly method: Method;
  /** Without the query, e.g. '/api/v1/namespaces/default/pods'. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Of a PATCH or a raw body; default 'application/json'. */
  readonly contentType?: string;
  /** Absent: system:admin, or whoever `token` belongs to. */
  readonly user?: User;
  /** A bearer token: of a service account, or one of the server's static tokens. */
  readonly token?: string;
  /** Those that count: Impersonate-User and its like, User-Agent. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A JSON value, or raw text to be parsed by contentType. */
  readonly body?: unknown;
  readonly accept?: string;
  /** Whether the answer shows who manages which fields. Components never look, and it takes long to work out. */
  readonly managedFields?: boolean;
}

export interface Response {
  /** HTTP status; 0 when the server cannot be reached. */
  readonly code: number;
  /** The object, list or Status. */
  readonly body: unknown;
  readonly warnings?: readonly string[];
}

export type { Status };

export const ADMIN: User = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
