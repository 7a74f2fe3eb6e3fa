import type { StatefulSet } from '../../apis/generated/apps.v1.js';
import type { PersistentVolumeClaim, Volume } from '../../apis/generated/core.v1.js';
import { namespaceOf, type New } from '../../apimachinery/object.js';

const NO_TEMPLATES: readonly PersistentVolumeClaim[] = [];

/** The claim templates of a set. */
export function claimTemplates({ spec }: StatefulSet): readonly PersistentVolumeClaim[] {
  return spec.volumeClaimTemplates ?? NO_TEMPLATES;
}

/** '<template>-<set>-<ordinal>' (getPersistentVolumeClaimName). */
export function claimName(set: StatefulSet, template: PersistentVolumeClaim, ordinal: number): string {
  return `${template.metadata.name}-${set.metadata.name}-${ordinal}`;
}

/** The claims of one pod, with the set's own labels (getPersistentVolumeClaims). */
export function claimsOf(set: StatefulSet, ordinal: number): readonly (New<PersistentVolumeClaim> & Named)[] {
  return claimTemplates(set).map((template) => {
    const { labels: own, ...metadata } = template.metadata;
    const labels = { ...own, ...set.spec.selector.matchLabels };
    const labelled = Object.keys(labels).length === 0 ? {} : { labels };
    const name = claimName(set, template, ordinal);
    return { ...template, metadata: { ...metadata, name, namespace: namespaceOf(set), ...labelled } };
  });
}

interface Named {
  readonly metadata: { readonly name: string };
}

/** A pod's volumes with those of its claims first, in place of any of the same name (updateStorage). */
export function claimedVolumes(set: StatefulSet, ordinal: number, volumes: readonly Volume[] = []): readonly Volume[] {
  const templates = claimTemplates(set);
  const names = new Set(templates.map(({ metadata }) => metadata.name));
  const claimed = templates.map((template) => ({
    name: template.metadata.name,
    persistentVolumeClaim: { claimName: claimName(set, template, ordinal) },
  }));
  return [...claimed, ...volumes.filter(({ name }) => !names.has(name))];
}

/** Whether the volumes are those of the claims (storageMatches). */
export function storageMatches(set: StatefulSet, ordinal: number, volumes: readonly Volume[] = []): boolean {
  return claimTemplates(set).every((template) => {
    const volume = volumes.find(({ name }) => name === template.metadata.name);
    return volume?.persistentVolumeClaim?.claimName === claimName(set, template, ordinal);
  });
}
