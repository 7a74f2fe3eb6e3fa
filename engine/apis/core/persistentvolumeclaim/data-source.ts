import type { PersistentVolumeClaimSpec } from '../../generated/core.v1.js';
import { without } from '../pod/fill.js';

type Spec = PersistentVolumeClaimSpec;

/** Keeps dataSource and dataSourceRef in step, and drops what is not supported in either. */
export function normaliseDataSources(given: Spec, old: Spec | undefined): Spec {
  const reference = given.dataSourceRef;
  const foreign = Boolean(reference?.namespace) && old?.dataSourceRef === undefined;
  return linked(dropUnsupported(foreign ? without(given, 'dataSourceRef') : given, old));
}

/** dataSource alone names claims and snapshots only: EnforceDataSourceBackwardsCompatibility. */
function dropUnsupported(spec: Spec, old: Spec | undefined): Spec {
  const { dataSource, dataSourceRef } = spec;
  if (dataSource === undefined || dataSourceRef !== undefined) return spec;
  if (old?.dataSource !== undefined || old?.dataSourceRef !== undefined) return spec;
  const { kind, apiGroup = '' } = dataSource;
  const claim = kind === 'PersistentVolumeClaim' && apiGroup === '';
  const snapshot = kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io';
  return claim || snapshot ? spec : without(spec, 'dataSource');
}

/** Follows NormalizeDataSources. */
function linked(spec: Spec): Spec {
  const { dataSource, dataSourceRef } = spec;
  if (dataSource !== undefined && dataSourceRef === undefined) return { ...spec, dataSourceRef: dataSource };
  if (dataSourceRef === undefined || dataSource !== undefined || dataSourceRef.namespace) return spec;
  return { ...spec, dataSource: without(dataSourceRef, 'namespace') };
}
