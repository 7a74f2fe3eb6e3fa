import type { KubeObject } from '../../apimachinery/object.js';
import type { FieldError } from '../../apimachinery/field-error.js';
import type { Resource } from '../../apis/resource.js';
import type { Millis } from '../../core/time.js';
import type { Dice } from '../../core/rng.js';
import type { Status, User } from '../request.js';
import type { View } from '../view.js';

/** What a strategy and an admission plugin may look at besides the object. */
export interface RequestContext {
  readonly now: Millis;
  readonly user: User;
  readonly dice: Dice;
  readonly dryRun: boolean;
  /** Whether the cluster's own component asks: its roles are not looked at. */
  readonly trusted?: boolean;
  /** The store itself, at the revision the request is handled at. */
  readonly store: View;
}

/** How one subresource that is written like an object (status, ephemeralcontainers, resize) differs from the main one. */
export interface SubresourceStrategy<T extends KubeObject> {
  /** Takes over from `old` whatever this endpoint may not change. */
  prepareForUpdate(object: T, old: T, context: RequestContext): T;
  validateUpdate?(object: T, old: T, context: RequestContext): readonly FieldError[];
}

/**
 * What the registry of one resource adds to the generic store: upstream's rest.RESTCreateStrategy and friends
 * (pkg/registry/<group>/<resource>/strategy.go), with the defaults of pkg/apis/<group>/<version>/defaults.go and the
 * validation of pkg/apis/<group>/validation. All functions are pure; one that changes nothing returns its argument.
 */
export interface Strategy<T extends KubeObject = KubeObject> {
  readonly resource: Resource<T>;
  /** Defaults that upstream sets in code (schema defaults are in already). Runs on every decode, create and update. */
  defaults?(object: T): T;
  /**
   * Of a version that is served but not stored: how a stored object is shown in it. Its `defaults` give the stored
   * version, which all other functions take and give.
   */
  present?(object: T): T;
  /** What conversion to the internal type and back adds to what a client sends: managers of fields see it. */
  converted?(object: T): T;
  /** Clears status, sets generation 1 and so on. Metadata (uid, times) is the generic store's business. */
  prepareForCreate?(object: T, context: RequestContext): T;
  /** Keeps old status, bumps generation when the spec changed, and so on. */
  prepareForUpdate?(object: T, old: T, context: RequestContext): T;
  /** An empty list or map in the spec counts as a change where there was none: reflect.DeepEqual instead of equality.Semantic. */
  readonly countsEmpties?: boolean;
  /** Whether the user may write this at all, whatever authorization allows: a refusal, or undefined. */
  refuseUser?(object: T, old: T | undefined, context: RequestContext): Status | undefined;
  /**
   * What comes before all preparation and validation, and refuses alone: upstream's BeginCreate and BeginUpdate. A text is
   * an error that names no field.
   */
  begin?(object: T, old: T | undefined, context: RequestContext): readonly FieldError[] | string;
  validate?(object: T, context: RequestContext): readonly FieldError[];
  /** @param stored `old` as it is stored: to be printed; `old` has empty lists and maps where the object has them */
  validateUpdate?(object: T, old: T, context: RequestContext, stored: T): readonly FieldError[];
  /** Texts for the Warning header. */
  warnings?(object: T, old: T | undefined): readonly string[];
  /** Keys: 'status', 'resize', 'ephemeralcontainers'. */
  readonly subresources?: Readonly<Record<string, SubresourceStrategy<T>>>;
  /** Fields that a field selector may name besides metadata.name and metadata.namespace, with their values. */
  selectableFields?(object: T): Readonly<Record<string, string>>;
  /** Grace period of a delete in seconds: what is asked for (undefined: nothing was) → what is granted; absent: 0. */
  gracePeriodSeconds?(object: T, asked: number | undefined): number;
  /** Why an object of this name may not be deleted at all: what a resource's own Delete says before the generic one. */
  refuseDelete?(name: string): string | undefined;
  /** Default propagation when a delete names none; absent: Background. */
  readonly defaultPropagation?: 'Background' | 'Orphan';
  /** PUT on a name that does not exist creates it. */
  readonly allowCreateOnUpdate?: boolean;
  /** PUT without a resourceVersion is accepted; absent: true. */
  readonly allowUnconditionalUpdate?: boolean;
  /** DELETE answers the object instead of a Status. */
  readonly returnDeletedObject?: boolean;
  /** Checks metadata.name; absent: a DNS-1123 subdomain. Gives the messages. */
  validateName?(name: string, prefix: boolean): readonly string[];
}
