import type { Service } from '../../../engine/apis/generated/core.v1.js';
import type {
  Ingress,
  IngressBackend,
  IngressClass,
  IngressServiceBackend,
} from '../../../engine/apis/generated/networking.v1.js';
import type { Kubectl } from '../effect.js';
import { isFailure } from '../failure.js';
import { ofKind } from '../resources/info.js';
import { getObject } from '../resources/requests.js';
import { endpointsText, slicesOf } from './endpoints.js';
import { describeEvents } from './events.js';
import { annotationListing, labelListing } from './listings.js';
import type { Report } from './report.js';
import type { Describer, Subject } from './subject.js';

export const describeIngress: Describer = function* (subject, report) {
  const ingress = ofKind<Ingress>(subject.object);
  const { metadata, spec } = ingress;
  report.field('Name', metadata.name);
  labelListing(report, 'Labels', metadata.labels);
  report.field('Namespace', metadata.namespace ?? '');
  report.field('Address', addressText(ingress));
  report.field('Ingress Class', spec.ingressClassName ?? '<none>');
  const { defaultBackend, tls = [] } = spec;
  const fallback = defaultBackend === undefined ? '<default>' : yield* backendText(subject, defaultBackend);
  report.field('Default backend', fallback);
  if (tls.length > 0) report.line(0, 'TLS:');
  for (const { secretName = '', hosts = [] } of tls)
    report.line(1, secretName === '' ? `SNI routes ${hosts.join(',')}` : `${secretName} terminates ${hosts.join(',')}`);
  yield* describeRules(subject, report, ingress, fallback);
  annotationListing(report, 'Annotations', metadata.annotations);
  return yield* describeEvents(subject, report);
};

function addressText({ status }: Ingress): string {
  const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip = '', hostname = '' }) =>
    ip === '' ? hostname : ip,
  );
  return [...new Set(addresses.filter((address) => address !== ''))].sort().join(',');
}

function* describeRules(subject: Subject, report: Report, { spec }: Ingress, fallback: string): Kubectl<void> {
  report.line(0, 'Rules:\n  Host\tPath\tBackends');
  report.line(1, '----\t----\t--------');
  const rules = (spec.rules ?? []).filter(({ http }) => http !== undefined);
  for (const { host = '', http } of rules) {
    report.line(1, `${host === '' ? '*' : host}\t`);
    for (const { path = '', backend } of http?.paths ?? [])
      report.line(2, `\t${path} \t${yield* backendText(subject, backend)}`);
  }
  if (rules.length === 0) report.line(1, `*\t*\t${fallback}`);
}

function* backendText(subject: Subject, { service, resource }: IngressBackend): Kubectl<string> {
  if (service !== undefined) return yield* serviceText(subject, service);
  if (resource === undefined) return '';
  return `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind}, Name: ${resource.name}`;
}

/** 'web:80 (10.0.0.1:8080)'. */
function* serviceText(subject: Subject, { name, port = {} }: IngressServiceBackend): Kubectl<string> {
  const { number = 0, name: portName = '' } = port;
  const title = `${name}:${number === 0 ? portName : number}`;
  const slices = yield* slicesOf(subject, name);
  if (isFailure(slices)) return `${title} (<error: ${slices.failed}>)`;
  const mapping = yield* subject.session.mapping('services');
  const found = isFailure(mapping)
    ? mapping
    : yield* getObject(subject.session, { mapping, namespace: subject.info.namespace, name });
  if (isFailure(found)) return `${title} (<error: ${found.failed}>)`;
  const ports = ofKind<Service>(found).spec.ports ?? [];
  const chosen = ports.filter(
    (one) => (number !== 0 && number === one.port) || (portName !== '' && portName === one.name),
  );
  return `${title} (${endpointsText(slices, chosen.at(-1)?.name ?? '')})`;
}

export const describeIngressClass: Describer = function* (subject, report) {
  const { metadata, spec } = ofKind<IngressClass>(subject.object);
  report.field('Name', metadata.name);
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.field('Controller', spec.controller ?? '');
  const { parameters } = spec;
  if (parameters !== undefined) {
    report.line(0, 'Parameters:');
    if (parameters.apiGroup !== undefined) report.line(1, `APIGroup:\t${parameters.apiGroup}`);
    report.line(1, `Kind:\t${parameters.kind}`);
    report.line(1, `Name:\t${parameters.name}`);
  }
  return yield* describeEvents(subject, report);
};
