import type { PersistentVolumeClaimSpec, Volume } from '../../../generated/core.v1.js';
import { quote } from '../../../../apimachinery/quote.js';
import { milliOf } from '../amounts.js';

const BEFORE_EPHEMERAL = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
] as const;

const AFTER_EPHEMERAL = [
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
] as const;

/** Of kinds of volumes that no longer work, and of odd claim templates. */
export function volumeWarnings(volumes: readonly Volume[] | undefined, path: string): readonly string[] {
  return (volumes ?? []).flatMap((volume, i) => {
    const at = `${path}[${i}]`;
    const claim = volume.ephemeral?.volumeClaimTemplate?.spec;
    return [
      ...BEFORE_EPHEMERAL.flatMap(([field, name, text]) => (volume[field] ? [`${at}.${name}: ${text}`] : [])),
      ...(claim === undefined ? [] : claimSpecWarnings(claim, `${at}.ephemeral.volumeClaimTemplate.spec`)),
      ...AFTER_EPHEMERAL.flatMap(([field, name, text]) => (volume[field] ? [`${at}.${name}: ${text}`] : [])),
    ];
  });
}

/** Follows GetWarningsForPersistentVolumeClaimSpec. */
export function claimSpecWarnings({ resources }: PersistentVolumeClaimSpec, path: string): readonly string[] {
  return (['requests', 'limits'] as const).flatMap((list) => {
    const value = resources?.[list]?.['storage'];
    if (value === undefined || milliOf(value) % 1000 === 0) return [];
    return [`${path}.resources.${list}[storage]: fractional byte value ${quote(value)} is invalid, must be an integer`];
  });
}
