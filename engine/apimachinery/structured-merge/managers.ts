import type { FieldSet } from './field-set.js';

/** The fields that one manager looks after, in the words of one version of the API: fieldpath.VersionedSet. */
export interface ManagedSet {
  readonly fields: FieldSet;
  readonly apiVersion: string;
}

/** Who manages what, by what tells managers apart: fieldpath.ManagedFields. */
export type Managers = ReadonlyMap<string, ManagedSet>;

/** A field that another manager has set otherwise: merge.Conflict. */
export interface Conflict {
  readonly manager: string;
  readonly fields: FieldSet;
}
