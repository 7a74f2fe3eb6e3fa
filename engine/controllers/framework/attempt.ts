import type { Refusal } from './refusal.js';

/** What a part of a sync gives, or the refusal that ends the sync. */
export type Attempt<T> = { readonly ok: true; readonly value: T } | Refusal;

/** It went well. */
export function done<T>(value: T): Attempt<T> {
  return { ok: true, value };
}

/** An error of the controller's own making that ends the sync as a refusal would. */
export function gaveUp(message: string): Refusal {
  return { ok: false, code: 500, status: { metadata: {}, message } };
}
