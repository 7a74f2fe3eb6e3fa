/** The shapes of what a real API server says of itself (see scripts/generate.mjs). */

/** One OpenAPI v3 schema, with Kubernetes' extensions. `$ref` is a bare definition name. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: 'string' | 'boolean' | 'integer' | 'number' | 'array' | 'object';
  readonly format?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular';
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[];
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Definition name → schema. */
export type Schemas = Readonly<Record<string, Schema>>;

/** One entry of an APIResourceList; a subresource's name holds a slash. */
export interface DiscoveryResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

export interface Discovery {
  readonly groups: readonly {
    readonly name: string;
    readonly versions: readonly { readonly groupVersion: string; readonly version: string }[];
    readonly preferredVersion: { readonly groupVersion: string; readonly version: string };
  }[];
  /** groupVersion → resources */
  readonly resources: Readonly<Record<string, readonly DiscoveryResource[]>>;
}

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly priority?: number;
}

/** 'group/version/resource' ('v1/pods' for the core group) → printed columns. */
export type Tables = Readonly<Record<string, readonly Column[]>>;

/** Collection path → the objects a fresh cluster holds. */
export type Bootstrap = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
