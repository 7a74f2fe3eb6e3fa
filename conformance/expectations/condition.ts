import type { JsonObject } from '../../engine/apimachinery/object.js';
import type { Resource } from '../../engine/apis/resource.js';
import type { Millis } from '../../engine/core/time.js';
import type { Positions, Source } from './source.js';

/** Which objects are meant. */
export interface Selection {
  readonly resource: Resource;
  /** Absent: every namespace, or the resource has none. */
  readonly namespace?: string;
  readonly name?: string;
  /** Label selector as kubectl's -l takes it: 'app=web,tier in (a,b)'. Never empty. */
  readonly selector?: string;
}

/** How many of the selected objects must match; without a partial object, how many there must be. */
export type Quantifier =
  /** At least one matches. */
  | { readonly type: 'any' }
  /** Every selected object matches, and there is at least one. */
  | { readonly type: 'all' }
  | { readonly type: 'none' }
  /** Both inclusive; `max` absent: no upper bound. */
  | { readonly type: 'count'; readonly min: number; readonly max?: number };

/** Objects that look like a partial one. */
export interface ResourceCondition {
  readonly type: 'resource';
  readonly source: Source;
  readonly name?: string;
  readonly select: Selection;
  /** Everything asserted, kind and metadata included; {} when only the number counts. */
  readonly partial: JsonObject;
  readonly positions: Positions;
  readonly quantifier: Quantifier;
  /** Do not fail a temporal expectation because nothing was ever selected. */
  readonly allowEmpty: boolean;
}

/** A CEL expression that must be true. */
export interface CelCondition {
  readonly type: 'cel';
  readonly source: Source;
  readonly name?: string;
  readonly expression: string;
  /** Of pods('app=web') and the like, where no namespace is given. */
  readonly namespace: string;
  readonly allowEmpty: boolean;
}

/** Something that is true or false of one state of the cluster. */
export type Condition = ResourceCondition | CelCondition;

interface TemporalCommon {
  readonly source: Source;
  readonly name?: string;
  /** Whether there ever was anything to watch is judged over many runs, by who makes them. */
  readonly mayBeIdle?: boolean;
}

/** Something that is true or false of a run: looked at in every state from where it stands on. */
export type Temporal = TemporalCommon &
  (
    | { readonly type: 'always'; readonly that: Condition }
    | { readonly type: 'never'; readonly that: Condition }
    /** Absent `within`: before the scenario ends. */
    | { readonly type: 'eventually'; readonly that: Condition; readonly within?: Millis }
    /** `hold` is true in every state before the first one in which `release` is; that must come. */
    | { readonly type: 'until'; readonly hold: Condition; readonly release: Condition; readonly within?: Millis }
    /** Each becomes true in a state not before that of the one above it. */
    | { readonly type: 'then'; readonly order: readonly Condition[]; readonly within?: Millis }
    /** After every state in which `when` is true comes one, it or a later one, in which `response` is. */
    | { readonly type: 'whenever'; readonly when: Condition; readonly response: Condition; readonly within?: Millis }
    /** Asks nothing of one run: of many, one must have a state in which it is true. */
    | { readonly type: 'sometimes'; readonly that: Condition }
  );
