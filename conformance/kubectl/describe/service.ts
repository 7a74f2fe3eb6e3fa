import type { LoadBalancerIngress, Service } from '../../../engine/apis/generated/core.v1.js';
import type { EndpointSlice } from '../../../engine/apis/generated/discovery.v1.js';
import { isFailure } from '../failure.js';
import { ofKind } from '../resources/info.js';
import { endpointsText, slicesOf } from './endpoints.js';
import { describeEvents } from './events.js';
import { annotationListing, labelListing, labelsText, orNone } from './listings.js';
import type { Report } from './report.js';
import type { Describer } from './subject.js';

export const describeService: Describer = function* (subject, report) {
  const service = ofKind<Service>(subject.object);
  const { metadata, spec } = service;
  const slices = yield* slicesOf(subject, metadata.name);
  report.field('Name', metadata.name);
  report.field('Namespace', metadata.namespace ?? '');
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.field('Selector', labelsText(spec.selector));
  report.field('Type', spec.type ?? '');
  describeAddresses(report, service);
  describePorts(report, service, isFailure(slices) ? [] : slices);
  describeTraffic(report, service);
  return yield* describeEvents(subject, report);
};

function describeAddresses(report: Report, { spec, status }: Service): void {
  if (spec.ipFamilyPolicy !== undefined) report.field('IP Family Policy', spec.ipFamilyPolicy);
  report.field('IP Families', orNone((spec.ipFamilies ?? []).join(',')));
  report.field('IP', spec.clusterIP ?? '');
  report.field('IPs', orNone((spec.clusterIPs ?? []).join(',')));
  const { externalIPs = [], loadBalancerIP = '', externalName = '' } = spec;
  if (externalIPs.length > 0) report.field('External IPs', externalIPs.join(','));
  if (loadBalancerIP !== '') report.field('Desired LoadBalancer IP', loadBalancerIP);
  if (externalName !== '') report.field('External Name', externalName);
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (ingress.length > 0) report.field('LoadBalancer Ingress', ingress.map(ingressText).join(', '));
}

function ingressText({ ip = '', ipMode, hostname = '' }: LoadBalancerIngress): string {
  if (ip === '') return hostname;
  return ipMode === undefined ? ip : `${ip} (${ipMode})`;
}

function describePorts(report: Report, { spec }: Service, slices: readonly EndpointSlice[]): void {
  for (const { name = '', port, protocol = '', targetPort, nodePort = 0 } of spec.ports ?? []) {
    const title = orNone(name, '<unset>');
    report.field('Port', `${title}\t${port}/${protocol}`);
    report.field('TargetPort', `${targetPort ?? 0}/${protocol}`);
    if (nodePort !== 0) report.field('NodePort', `${title}\t${nodePort}/${protocol}`);
    report.field('Endpoints', endpointsText(slices, name));
  }
}

function describeTraffic(report: Report, { spec }: Service): void {
  const {
    externalTrafficPolicy,
    internalTrafficPolicy,
    healthCheckNodePort = 0,
    loadBalancerSourceRanges = [],
    trafficDistribution,
  } = spec;
  report.field('Session Affinity', spec.sessionAffinity ?? '');
  if (externalTrafficPolicy !== undefined) report.field('External Traffic Policy', externalTrafficPolicy);
  if (internalTrafficPolicy !== undefined) report.field('Internal Traffic Policy', internalTrafficPolicy);
  if (healthCheckNodePort !== 0) report.field('HealthCheck NodePort', healthCheckNodePort);
  if (loadBalancerSourceRanges.length > 0)
    report.field('LoadBalancer Source Ranges', loadBalancerSourceRanges.join(','));
  if (trafficDistribution !== undefined) report.field('Traffic Distribution', trafficDistribution);
}
