import type { Status } from '../../apis/generated/meta.v1.js';
import type { JsonObject } from '../object.js';
import { badRequest, failure, plainError, requestEntityTooLarge } from '../status.js';

/** What a patch made of a document; the very same document when it changed nothing. */
export type Patched<T = JsonObject> = { readonly ok: true; readonly value: T } | PatchFailure;

/** A patch that cannot be applied. */
export interface PatchFailure {
  readonly ok: false;
  /** HTTP status. */
  readonly code: number;
  /** Upstream's own error text, for a client; a server does not always tell it. */
  readonly error: string;
  /** What the API server answers. */
  readonly status: Status;
}

/** 400 with the error's own text. */
export function badPatch(error: string): PatchFailure {
  return { ok: false, code: 400, error, status: badRequest(error) };
}

/** 422 with a text that hides the error (errors.NewGenericServerResponse). */
export function unprocessable(error: string): PatchFailure {
  const message = 'the server rejected our request due to an error in our request';
  return { ok: false, code: 422, error, status: failure(422, 'Invalid', message, {}) };
}

/** 500: an error that nobody made a Status of. */
export function brokenPatch(error: string): PatchFailure {
  return { ok: false, code: 500, error, status: plainError(error) };
}

/** 413. */
export function tooLargePatch(error: string): PatchFailure {
  const status = requestEntityTooLarge(error);
  return { ok: false, code: 413, error: status.message ?? error, status };
}

export function patched<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** 'object', 'array', 'string', 'number', 'bool' or 'null': how encoding/json names what it found. */
export function jsonType(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** The text of json.UnmarshalTypeError. */
export function cannotUnmarshal(value: unknown, into: string): string {
  return `json: cannot unmarshal ${jsonType(value)} into Go value of type ${into}`;
}
