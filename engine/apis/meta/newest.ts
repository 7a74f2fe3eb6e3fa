import type { KubeObject } from '../../apimachinery/object.js';

/** Of several default classes the newest, then the first by name. */
export function newest<T extends KubeObject>(classes: readonly T[]): T | undefined {
  return [...classes].sort(({ metadata: a }, { metadata: b }) => {
    if (a.creationTimestamp !== b.creationTimestamp) return a.creationTimestamp > b.creationTimestamp ? -1 : 1;
    return a.name < b.name ? -1 : 1;
  })[0];
}
