import type { PersistentVolumeClaim } from '../../../engine/apis/generated/core.v1.js';
import { accessModesText } from './access-modes.js';
import { annotationListing, labelListing } from './listings.js';
import type { Report } from './report.js';

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

/** The class of a claim (storage.GetPersistentVolumeClaimClass). */
export function claimClass({ metadata, spec }: PersistentVolumeClaim): string {
  return metadata?.annotations?.[CLASS_ANNOTATION] ?? spec.storageClassName ?? '';
}

/** What a claim and its template both have; `full` adds what only a claim has. */
export function claimFacts(report: Report, claim: PersistentVolumeClaim, full?: { readonly status: string }): void {
  const { metadata, spec, status } = claim;
  if (full !== undefined) {
    report.field('Name', metadata.name);
    report.field('Namespace', metadata.namespace ?? '');
  }
  report.field('StorageClass', claimClass(claim));
  if (full !== undefined) report.field('Status', full.status);
  const { volumeName = '', volumeMode, dataSource } = spec;
  report.field('Volume', volumeName);
  labelListing(report, 'Labels', metadata?.labels);
  annotationListing(report, 'Annotations', metadata?.annotations);
  if (full !== undefined) report.field('Finalizers', `[${(metadata.finalizers ?? []).join(' ')}]`);
  report.field('Capacity', volumeName === '' ? '' : (status?.capacity?.['storage'] ?? '0'));
  report.field('Access Modes', volumeName === '' ? '' : accessModesText(status?.accessModes));
  if (volumeMode !== undefined) report.field('VolumeMode', volumeMode);
  if (dataSource === undefined) return;
  report.line(0, 'DataSource:');
  if (dataSource.apiGroup !== undefined) report.line(1, `APIGroup:\t${dataSource.apiGroup}`);
  report.line(1, `Kind:\t${dataSource.kind}`);
  report.line(1, `Name:\t${dataSource.name}`);
}
