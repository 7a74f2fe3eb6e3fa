import type { Volume, VolumeProjection } from '../../../generated/core.v1.js';
import { quote } from '../../../../apimachinery/quote.js';

/** A file of a volume, and from where in a projected one. */
interface VolumeFile {
  readonly path: string;
  readonly source: string;
}

/** Files of one volume that get in each other's way: warningsForOverlappingVirtualPaths. */
export function overlapWarnings(volumes: readonly Volume[] | undefined): readonly string[] {
  return (volumes ?? []).flatMap(({ name, configMap, secret, downwardAPI, projected }) => {
    const warn = (what: string, files: readonly VolumeFile[]) =>
      overlaps(files).map((text) => `volume ${quote(name)} (${what}): overlapping paths: ${text}`);
    return [
      ...(configMap?.items ? warn(`ConfigMap ${quote(configMap.name)}`, filesOf(configMap.items, '')) : []),
      ...(secret?.items ? warn(`Secret ${quote(secret.secretName ?? '')}`, filesOf(secret.items, '')) : []),
      ...(downwardAPI?.items ? warn('DownwardAPI', filesOf(downwardAPI.items, '')) : []),
      ...(projected?.sources ?? [])
        .filter((source) => Object.keys(source).length === 0)
        .map(() => `volume ${quote(name)} (Projected) has no sources provided`),
      ...(projected ? warn('Projected', (projected.sources ?? []).flatMap(projectedFiles)) : []),
    ];
  });
}

function filesOf(items: readonly { readonly path: string }[], source: string): readonly VolumeFile[] {
  return items.map(({ path }) => ({ path, source }));
}

function projectedFiles(source: VolumeProjection): readonly VolumeFile[] {
  const { configMap, secret, downwardAPI, serviceAccountToken, clusterTrustBundle } = source;
  if (configMap?.items) return filesOf(configMap.items, `ConfigMap ${quote(configMap.name)}`);
  if (secret?.items) return filesOf(secret.items, `Secret ${quote(secret.name)}`);
  if (downwardAPI?.items) return filesOf(downwardAPI.items, 'DownwardAPI');
  if (serviceAccountToken) return [{ path: serviceAccountToken.path, source: 'ServiceAccountToken' }];
  if (!clusterTrustBundle) return [];
  const bundle = quote(clusterTrustBundle.name ?? clusterTrustBundle.signerName ?? '');
  return [{ path: clusterTrustBundle.path, source: `ClusterTrustBundle ${bundle}` }];
}

function overlaps(files: readonly VolumeFile[]): readonly string[] {
  const trimmed = files.map(({ path, source }) => ({ path: path.replace(/\/+$/, ''), source }));
  return trimmed.flatMap((file, i) =>
    trimmed
      .slice(0, i)
      .filter((other) => collide(file.path, other.path))
      .map((other) => `${printed(file)} with ${printed(other)}`),
  );
}

function collide(a: string, b: string): boolean {
  return a !== '' && b !== '' && (`${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`));
}

function printed({ path, source }: VolumeFile): string {
  return source === '' ? quote(path) : `${quote(path)} (${source})`;
}
