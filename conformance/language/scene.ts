import { groupVersion, type Resource } from '../../engine/apis/resource.js';
import type { Millis } from '../../engine/core/time.js';
import { builtInKinds, findGroupVersionKind, findKind } from '../expectations/kinds.js';
import type { Cursor } from './cursor.js';

/** A Steps document that `use` can name. */
export interface Block {
  readonly name: string;
  /** At the root of its document. */
  readonly cursor: Cursor;
  /** The folder of its file, from which its own files are named. */
  readonly folder: string;
}

/** A custom resource that some manifest of the scenario defines. */
export interface CustomKind {
  readonly resource: Resource;
  /** Lower case: plural, singular, kind, short names. */
  readonly names: readonly string[];
}

/** What the steps of a scenario are read against. */
export interface Scene {
  /** Where objects without a namespace go. */
  readonly namespace: string;
  readonly timeouts: { readonly assert: Millis; readonly wait: Millis };
  readonly customKinds: readonly CustomKind[];
  /** Names of all nodes that the scenario has at some time; undefined when manifests may make others. */
  readonly nodes: ReadonlySet<string> | undefined;
  readonly blocks: ReadonlyMap<string, Block>;
  /** The blocks being used, outermost first: one may not use itself. */
  readonly using: readonly string[];
  /** The folder of the spec file, from which its files are named. */
  readonly folder: string;
  /** A fork may stand at the end of these steps: those of the scenario itself, and of a branch. */
  readonly forks: boolean;
}

/** A kind by a name as kubectl takes it, custom ones included. */
export function resourceNamed(scene: Scene, name: string): Resource | undefined {
  const custom = scene.customKinds.find(({ names }) => names.includes(name.toLowerCase()));
  return findKind(name)?.resource ?? custom?.resource;
}

/** A kind by apiVersion and kind, custom ones included. */
export function resourceOf(scene: Scene, apiVersion: string, kind: string): Resource | undefined {
  const custom = scene.customKinds.find(
    ({ resource }) => resource.kind === kind && groupVersion(resource) === apiVersion,
  );
  return findGroupVersionKind(apiVersion, kind) ?? custom?.resource;
}

/** Every name that a kind can be called by, for suggestions. */
export function kindNames(scene: Scene): readonly string[] {
  const builtIn = builtInKinds().flatMap(({ resource, singular }) => [resource.plural, singular]);
  return [...builtIn, ...scene.customKinds.flatMap(({ names }) => names)];
}

/** Every kind in API spelling with the versions it is served in. */
export function versionsOf(scene: Scene, kind: string): readonly string[] {
  const all = [...builtInKinds().map(({ resource }) => resource), ...scene.customKinds.map(({ resource }) => resource)];
  return all.filter((resource) => resource.kind === kind).map(groupVersion);
}

export function kindSpellings(scene: Scene): readonly string[] {
  return [...new Set([...builtInKinds(), ...scene.customKinds].map(({ resource }) => resource.kind))];
}
