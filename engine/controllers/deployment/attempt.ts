import type { Refusal } from '../framework/refusal.js';

/** What a part of a sync gives, or the refusal that ends the sync. */
export type Attempt<T> = { readonly ok: true; readonly value: T } | Refusal;

/** It went well. */
export function done<T>(value: T): Attempt<T> {
  return { ok: true, value };
}
