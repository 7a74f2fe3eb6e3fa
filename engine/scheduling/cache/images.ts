import type { Node } from '../../apis/generated/core.v1.js';
import { SortedMap } from '../../core/sorted-map.js';
import { semanticEqual } from '../../apimachinery/equality.js';

/** One image and how many nodes hold it, as fwk.ImageStateSummary. */
export interface ImageState {
  readonly sizeBytes: number;
  readonly nodes: number;
}

/** Image name → state, over all nodes. */
export type ImageStates = SortedMap<string, ImageState>;

export const NO_IMAGES: ImageStates = SortedMap.empty();

/** The states after a node's report changed from `old` to `now`; either may be absent. */
export function imagesChanged(states: ImageStates, old: Node | undefined, now: Node | undefined): ImageStates {
  const before = old?.status?.images ?? [];
  const after = now?.status?.images ?? [];
  if (semanticEqual(before, after)) return states;
  let changed = states;
  for (const { names } of before) for (const name of names ?? []) changed = dropped(changed, name);
  for (const { names, sizeBytes } of after)
    for (const name of names ?? []) changed = held(changed, name, sizeBytes ?? 0);
  return changed;
}

function held(states: ImageStates, name: string, sizeBytes: number): ImageStates {
  const known = states.get(name);
  return states.set(name, known === undefined ? { sizeBytes, nodes: 1 } : { ...known, nodes: known.nodes + 1 });
}

function dropped(states: ImageStates, name: string): ImageStates {
  const known = states.get(name);
  if (known === undefined) return states;
  return known.nodes === 1 ? states.delete(name) : states.set(name, { ...known, nodes: known.nodes - 1 });
}

const nodeImages = new WeakMap<object, ReadonlySet<string>>();
const NONE: ReadonlySet<string> = new Set();

/** All names of the images that a node holds. */
export function imagesOf(node: Node): ReadonlySet<string> {
  const images = node.status?.images;
  if (images === undefined || images.length === 0) return NONE;
  const known = nodeImages.get(images);
  if (known !== undefined) return known;
  const names = new Set(images.flatMap(({ names }) => names ?? []));
  nodeImages.set(images, names);
  return names;
}
