import { objectKey, type KubeObject } from '../../apimachinery/object.js';
import type { PersistentVolume, PersistentVolumeClaim } from '../../apis/generated/core.v1.js';
import { persistentvolumeclaims, persistentvolumes } from '../../apis/generated/resources.js';
import type { View } from '../../client/view.js';
import { SortedMap } from '../../core/sorted-map.js';

/**
 * Volumes and claims as the scheduler has decided or written them, for as long as the informers show an older version
 * (volumebinding's passive assume caches). Keys are object keys.
 */
export interface AssumedVolumes {
  readonly volumes: SortedMap<string, PersistentVolume>;
  readonly claims: SortedMap<string, PersistentVolumeClaim>;
}

export const NO_ASSUMED_VOLUMES: AssumedVolumes = { volumes: SortedMap.empty(), claims: SortedMap.empty() };

function revisionOf(object: KubeObject): number {
  return Number(object.metadata.resourceVersion);
}

/** An assumption holds until a newer version is seen; one about an object that is not there does not. */
function latest<T extends KubeObject>(seen: T | undefined, assumed: T | undefined): T | undefined {
  if (seen === undefined || assumed === undefined) return seen;
  return revisionOf(assumed) >= revisionOf(seen) ? assumed : seen;
}

/** Claims and volumes as the scheduler takes them to be. */
export interface VolumeLister {
  readonly view: View;
  claim(namespace: string, name: string): PersistentVolumeClaim | undefined;
  volume(name: string): PersistentVolume | undefined;
  volumes(): readonly PersistentVolume[];
}

/** What the informers show, with what was assumed since. */
export function volumeLister(view: View, assumed: AssumedVolumes): VolumeLister {
  return {
    view,
    claim: (namespace, name) =>
      latest(view.get(persistentvolumeclaims, namespace, name), assumed.claims.get(`${namespace}/${name}`)),
    volume: (name) => latest(view.get(persistentvolumes, '', name), assumed.volumes.get(name)),
    volumes() {
      const seen = view.list(persistentvolumes);
      if (assumed.volumes.size === 0) return seen;
      return seen.map((volume) => latest(volume, assumed.volumes.get(volume.metadata.name)) ?? volume);
    },
  };
}

/** The assumptions that an observed version of a volume or claim leaves standing; the same object when all do. */
export function withoutObsolete(assumed: AssumedVolumes, object: KubeObject, resource: string): AssumedVolumes {
  if (assumed === NO_ASSUMED_VOLUMES) return assumed;
  const key = objectKey(object);
  if (resource === persistentvolumes.plural) {
    const known = assumed.volumes.get(key);
    if (known === undefined || revisionOf(known) >= revisionOf(object)) return assumed;
    return simplified({ ...assumed, volumes: assumed.volumes.delete(key) });
  }
  const known = assumed.claims.get(key);
  if (known === undefined || revisionOf(known) >= revisionOf(object)) return assumed;
  return simplified({ ...assumed, claims: assumed.claims.delete(key) });
}

function simplified(assumed: AssumedVolumes): AssumedVolumes {
  return assumed.volumes.size === 0 && assumed.claims.size === 0 ? NO_ASSUMED_VOLUMES : assumed;
}

/** What a pod's volumes need before it can be bound. */
export interface VolumesToBind {
  /** Volumes as they are to be written, each with the key of the claim that it is bound to. */
  readonly bindings: readonly { readonly volume: PersistentVolume; readonly claim: PersistentVolumeClaim }[];
  /** Claims as they are to be written, for a provisioner to see the node. */
  readonly provisions: readonly PersistentVolumeClaim[];
}

/** With these volumes and claims assumed, as AssumePodVolumes. */
export function withAssumed(assumed: AssumedVolumes, { bindings, provisions }: VolumesToBind): AssumedVolumes {
  if (bindings.length === 0 && provisions.length === 0) return assumed;
  return {
    volumes: assumed.volumes.edit(bindings.map(({ volume }) => [volume.metadata.name, volume])),
    claims: assumed.claims.edit(provisions.map((claim) => [objectKey(claim), claim])),
  };
}

/** With these assumptions taken back, as RevertAssumedPodVolumes. */
export function withoutAssumed(assumed: AssumedVolumes, { bindings, provisions }: VolumesToBind): AssumedVolumes {
  if (bindings.length === 0 && provisions.length === 0) return assumed;
  return simplified({
    volumes: assumed.volumes.edit(bindings.map(({ volume }) => [volume.metadata.name, undefined])),
    claims: assumed.claims.edit(provisions.map((claim) => [objectKey(claim), undefined])),
  });
}
