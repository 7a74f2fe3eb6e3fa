import type { ConfigMap, Secret, ServiceAccount } from '../../../engine/apis/generated/core.v1.js';
import { ofKind } from '../resources/info.js';
import { decodeBase64 } from '../text/base64.js';
import { describeEvents } from './events.js';
import { annotationListing, keysOf, labelListing } from './listings.js';
import type { Describer } from './subject.js';

export const describeConfigMap: Describer = function* (subject, report) {
  const { metadata, data = {}, binaryData = {} } = ofKind<ConfigMap>(subject.object);
  report.field('Name', metadata.name);
  report.field('Namespace', metadata.namespace ?? '');
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.line(0, '\nData\n====');
  for (const key of keysOf(data)) report.line(0, `${key}:\n----\n${data[key] ?? ''}\n`);
  report.line(0, '\nBinaryData\n====');
  for (const key of keysOf(binaryData)) report.line(0, `${key}: ${decodeBase64(binaryData[key] ?? '').length} bytes`);
  report.line(0, '');
  return yield* describeEvents(subject, report);
};

export const describeSecret: Describer = function* ({ object }, report) {
  const { metadata, type = '', data = {} } = ofKind<Secret>(object);
  report.field('Name', metadata.name);
  report.field('Namespace', metadata.namespace ?? '');
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.line(0, `\nType:\t${type}`);
  report.line(0, '\nData\n====');
  for (const key of keysOf(data)) {
    const bytes = decodeBase64(data[key] ?? '');
    const isToken = key === 'token' && type === 'kubernetes.io/service-account-token';
    report.field(key, isToken ? new TextDecoder().decode(bytes) : `${bytes.length} bytes`);
  }
  return undefined;
};

export const describeServiceAccount: Describer = function* (subject, report) {
  const { metadata, imagePullSecrets = [] } = ofKind<ServiceAccount>(subject.object);
  report.field('Name', metadata.name);
  report.field('Namespace', metadata.namespace ?? '');
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  const title = 'Image pull secrets:';
  if (imagePullSecrets.length === 0) report.line(0, `${title}\t<none>`);
  imagePullSecrets.forEach(({ name = '' }, at) =>
    report.line(0, `${at === 0 ? title : ' '.repeat(title.length)}\t${name}`),
  );
  return yield* describeEvents(subject, report);
};
