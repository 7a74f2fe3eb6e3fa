/** One field of a Go struct: its JSON name, its Go type, its tags and the structs it is embedded through. */
export type GoField = readonly [name: string, type: string, flags: string, within?: string];

/**
 * Schema name → the fields of its Go struct in their order; null for types with an UnmarshalJSON of their own. A Go
 * type is written as in Go, but structs by their schema's name, byte slices as 'bytes' and named scalars as
 * 'string:v1.PullPolicy'. Flags: 'e' omitempty, 'z' omitzero.
 */
export type GoTypes = Readonly<Record<string, readonly GoField[] | null>>;

/** 'v1.PodSpec' for 'io.k8s.api.core.v1.PodSpec': how Go's errors name a type. */
export function goName(schemaName: string): string {
  return schemaName.slice(schemaName.lastIndexOf('.', schemaName.lastIndexOf('.') - 1) + 1);
}
