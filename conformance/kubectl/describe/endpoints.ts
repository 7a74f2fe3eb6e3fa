import type { Endpoints } from '../../../engine/apis/generated/core.v1.js';
import type { EndpointSlice } from '../../../engine/apis/generated/discovery.v1.js';
import type { Kubectl } from '../effect.js';
import { isFailure, type Failure } from '../failure.js';
import { ofKind } from '../resources/info.js';
import { listObjects } from '../resources/requests.js';
import { describeEvents } from './events.js';
import { annotationListing, labelListing, orNone } from './listings.js';
import { joinHostPort } from './probe.js';
import type { Report } from './report.js';
import type { Describer, Subject } from './subject.js';

/** The slices of a service. */
export function* slicesOf({ session, info }: Subject, service: string): Kubectl<readonly EndpointSlice[] | Failure> {
  const mapping = yield* session.mapping('endpointslices.discovery.k8s.io');
  if (isFailure(mapping)) return mapping;
  const slices = yield* listObjects(session, mapping, info.namespace, {
    selector: `kubernetes.io/service-name=${service}`,
  });
  return isFailure(slices) ? slices : slices.map((slice) => ofKind<EndpointSlice>(slice));
}

const SHOWN = 3;

/** '10.0.0.1:80,10.0.0.2:80 + 3 more...': what is ready behind a service's port (formatEndpointSlices). */
export function endpointsText(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const all = slices.flatMap(({ ports, endpoints }) => {
    const ready = (endpoints ?? [])
      .filter(({ conditions }) => conditions?.ready !== false)
      .map(({ addresses }) => addresses[0] ?? '');
    if (ports === undefined || ports === null || ports.length === 0) return ready;
    const chosen = ports.filter(({ name = '' }) => name === portName);
    return chosen.flatMap(({ port = 0 }) => ready.map((address) => joinHostPort(address, port)));
  });
  const more = all.length > SHOWN ? ` + ${all.length - SHOWN} more...` : '';
  return all.slice(0, SHOWN).join(',') + more;
}

export const describeEndpoints: Describer = function* (subject, report) {
  const { metadata, subsets = [] } = ofKind<Endpoints>(subject.object);
  report.field('Name', metadata.name);
  report.field('Namespace', metadata.namespace ?? '');
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.line(0, 'Subsets:');
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of subsets) {
    report.line(1, `Addresses:\t${orNone(addresses.map(({ ip }) => ip).join(','))}`);
    report.line(1, `NotReadyAddresses:\t${orNone(notReadyAddresses.map(({ ip }) => ip).join(','))}`);
    if (ports.length > 0) {
      report.line(1, 'Ports:');
      report.line(2, 'Name\tPort\tProtocol');
      report.line(2, '----\t----\t--------');
    }
    for (const { name, port, protocol = '' } of ports)
      report.line(2, `${orNone(name, '<unset>')}\t${port}\t${protocol}`);
    report.line(0, '');
  }
  return yield* describeEvents(subject, report);
};

export const describeEndpointSlice: Describer = function* (subject, report) {
  const slice = ofKind<EndpointSlice>(subject.object);
  const { metadata, addressType } = slice;
  const ports = slice.ports ?? [];
  report.field('Name', metadata.name);
  report.field('Namespace', metadata.namespace ?? '');
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.field('AddressType', addressType);
  report.line(0, ports.length === 0 ? 'Ports: <unset>' : 'Ports:');
  if (ports.length > 0) {
    report.line(1, 'Name\tPort\tProtocol');
    report.line(1, '----\t----\t--------');
  }
  for (const { name, port, protocol = '' } of ports)
    report.line(1, `${orNone(name, '<unset>')}\t${port ?? '<unset>'}\t${protocol}`);
  describeSliceEndpoints(report, slice);
  return yield* describeEvents(subject, report);
};

function describeSliceEndpoints(report: Report, { endpoints }: EndpointSlice): void {
  const all = endpoints ?? [];
  report.line(0, all.length === 0 ? 'Endpoints: <none>' : 'Endpoints:');
  for (const { addresses, conditions, hostname, targetRef, nodeName, zone } of all) {
    report.line(1, `- Addresses:\t${orNone(addresses.join(', '))}`);
    report.line(2, 'Conditions:');
    report.line(3, `Ready:\t${conditions?.ready ?? '<unset>'}`);
    report.line(2, `Hostname:\t${hostname ?? '<unset>'}`);
    if (targetRef !== undefined) report.line(2, `TargetRef:\t${targetRef.kind ?? ''}/${targetRef.name ?? ''}`);
    report.line(2, `NodeName:\t${nodeName ?? '<unset>'}`);
    report.line(2, `Zone:\t${zone ?? '<unset>'}`);
  }
}
