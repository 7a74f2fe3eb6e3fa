/** A value, or why there is none: the text of the error upstream would return. */
export type Result<T> = Ok<T> | Failed;

export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Failed {
  readonly ok: false;
  readonly error: string;
}

export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

export function failed(error: string): Failed {
  return { ok: false, error };
}
