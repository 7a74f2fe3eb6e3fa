import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { goValue } from '../../../engine/apimachinery/quote.js';
import { quantityOf, signOf } from '../../../engine/apimachinery/quantity.js';
import type { PersistentVolumeClaim, Volume } from '../../../engine/apis/generated/core.v1.js';
import { ofKind } from '../resources/info.js';
import { claimFacts } from './claim-facts.js';
import { attributeListing } from './listings.js';
import { NestedReport, type Report } from './report.js';
import { PERSISTENT_SOURCES, VOLUME_SOURCES, type SourceField, type SourceKind } from './volume-sources.js';

/** The volumes of a pod; `space` is before its titles in a pod template. */
export function describeVolumes(report: Report, volumes: readonly Volume[] | undefined, space: string): void {
  if (volumes === undefined || volumes.length === 0) return report.line(0, `${space}Volumes:\t<none>`);
  report.line(0, `${space}Volumes:`);
  for (const { name, ...sources } of volumes) {
    report.line(1, `${space === '' ? '' : ' '}${name}:`);
    describeSource(report, sources, VOLUME_SOURCES);
  }
}

/** The source of a persistent volume. */
export function describePersistentSource(report: Report, spec: object): void {
  describeSource(report, spec, PERSISTENT_SOURCES);
}

function describeSource(report: Report, sources: object, kinds: Readonly<Record<string, SourceKind>>): void {
  for (const [name, source] of Object.entries(sources)) {
    if (!isObject(source)) continue;
    const write = WRITERS[name];
    if (write !== undefined) return write(report, source);
    const kind = kinds[name];
    if (kind !== undefined) return writeSource(report, kind, source);
  }
  report.line(1, '<unknown>');
}

function writeSource(report: Report, { type, fields }: SourceKind, source: JsonObject): void {
  report.line(2, `Type:\t${type}`);
  for (const field of fields) report.line(2, `${TITLES[field[0]] ?? `${field[0]}:`}\t${valueText(source, field)}`);
}

/** Titles that are not followed by a colon alone. */
const TITLES: Readonly<Record<string, string>> = { ISCSIInterface: 'ISCSIInterface', Kind: 'Kind: ' };

function valueText(source: JsonObject, [title, path, none]: SourceField): string {
  let value: unknown = source;
  for (const part of path.split('.')) value = isObject(value) ? value[part] : undefined;
  if (value === undefined || value === null) return String(none);
  if (title === 'TargetWWNs' && Array.isArray(value)) return value.map(String).join(', ');
  if (title === 'SecretRef' && isObject(value)) return referenceText(value);
  return goValue(value);
}

/** How Go prints a pointer to such a struct. */
function referenceText({ name, namespace }: JsonObject): string {
  if (namespace === undefined) return `&LocalObjectReference{Name:${goText(name)},}`;
  return `&SecretReference{Name:${goText(name)},Namespace:${goText(namespace)},}`;
}

function goText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Sources that are more than a list of fields. */
const WRITERS: Readonly<Record<string, (report: Report, source: JsonObject) => void>> = {
  emptyDir(report, { medium, sizeLimit }) {
    const limit = typeof sizeLimit === 'string' && signOf(quantityOf(sizeLimit)) > 0 ? sizeLimit : '<unset>';
    report.line(2, "Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)");
    report.line(2, `Medium:\t${goText(medium)}`);
    report.line(2, `SizeLimit:\t${limit}`);
  },
  downwardAPI(report, { items }) {
    report.line(2, 'Type:\tDownwardAPI (a volume populated by information about the pod)\n    Items:');
    for (const { path, fieldRef, resourceFieldRef } of Array.isArray(items) ? items.filter(isObject) : []) {
      if (isObject(fieldRef)) report.line(3, `${goText(fieldRef['fieldPath'])} -> ${goText(path)}`);
      if (isObject(resourceFieldRef)) report.line(3, `${goText(resourceFieldRef['resource'])} -> ${goText(path)}`);
    }
  },
  projected(report, { sources }) {
    report.line(2, 'Type:\tProjected (a volume that contains injected data from multiple sources)');
    for (const source of Array.isArray(sources) ? sources.filter(isObject) : []) describeProjection(report, source);
  },
  csi(report, source) {
    const handle: readonly SourceField[] = 'volumeHandle' in source ? [['VolumeHandle', 'volumeHandle', '']] : [];
    const fields: readonly SourceField[] = [
      ['Driver', 'driver', ''],
      ['FSType', 'fsType', ''],
      ...handle,
      ['ReadOnly', 'readOnly', false],
    ];
    writeSource(report, { type: 'CSI (a Container Storage Interface (CSI) volume source)', fields }, source);
    const { volumeAttributes } = source;
    attributeListing(
      report,
      'VolumeAttributes',
      isObject(volumeAttributes) ? (volumeAttributes as Readonly<Record<string, string>>) : {},
    );
  },
  ephemeral(report, { volumeClaimTemplate }) {
    report.line(
      2,
      'Type:\tEphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
    );
    if (isObject(volumeClaimTemplate))
      claimFacts(new NestedReport(report, 2), ofKind<PersistentVolumeClaim>(volumeClaimTemplate));
  },
};

function describeProjection(report: Report, { secret, downwardAPI, configMap, serviceAccountToken }: JsonObject): void {
  const optional = (source: JsonObject): string => `Optional:\t${source['optional'] === true}`;
  if (isObject(secret)) {
    report.line(2, `SecretName:\t${goText(secret['name'])}`);
    report.line(2, optional(secret));
  } else if (isObject(downwardAPI)) {
    report.line(2, 'DownwardAPI:\ttrue');
  } else if (isObject(configMap)) {
    report.line(2, `ConfigMapName:\t${goText(configMap['name'])}`);
    report.line(2, optional(configMap));
  } else if (isObject(serviceAccountToken)) {
    report.line(2, `TokenExpirationSeconds:\t${goValue(serviceAccountToken['expirationSeconds'])}`);
  }
}
