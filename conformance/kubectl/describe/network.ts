import { isObject } from '../../../engine/apimachinery/object.js';
import type {
  IPAddress,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  ServiceCIDR,
} from '../../../engine/apis/generated/networking.v1.js';
import { ofKind } from '../resources/info.js';
import { describeEvents } from './events.js';
import { annotationListing, labelListing, orNone, selectorOrNone } from './listings.js';
import type { Report } from './report.js';
import type { Describer } from './subject.js';
import { dateText, goTimeText } from './times.js';

export const describeNetworkPolicy: Describer = function* ({ object }, report) {
  const { metadata, spec } = ofKind<NetworkPolicy>(object);
  report.field('Name', metadata.name);
  report.field('Namespace', metadata.namespace ?? '');
  report.field('Created on', goTimeText(metadata.creationTimestamp));
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.line(0, 'Spec:');
  const selector = selectorOrNone(spec.podSelector);
  const all = '<none> (Allowing the specific traffic to all pods in this namespace)';
  report.line(1, `PodSelector:     ${selector === '<none>' ? all : selector}`);
  const { policyTypes = [] } = spec;
  if (policyTypes.includes('Ingress')) {
    report.line(1, 'Allowing ingress traffic:');
    describeRules(
      report,
      'ingress',
      (spec.ingress ?? []).map(({ ports, from }) => ({ ports, peers: from })),
    );
  } else report.line(1, 'Not affecting ingress traffic');
  if (policyTypes.includes('Egress')) {
    report.line(1, 'Allowing egress traffic:');
    describeRules(
      report,
      'egress',
      (spec.egress ?? []).map(({ ports, to }) => ({ ports, peers: to })),
    );
  } else report.line(1, 'Not affecting egress traffic');
  report.line(1, `Policy Types: ${orNone(policyTypes.join(', '))}`);
  return undefined;
};

interface Rule {
  readonly ports: readonly NetworkPolicyPort[] | undefined;
  readonly peers: readonly NetworkPolicyPeer[] | undefined;
}

const INDENT = '    ';

function describeRules(report: Report, direction: 'ingress' | 'egress', rules: readonly Rule[]): void {
  if (rules.length === 0)
    return report.line(0, `${INDENT}<none> (Selected pods are isolated for ${direction} connectivity)`);
  const [title, end] = direction === 'ingress' ? ['From', 'source'] : ['To', 'destination'];
  rules.forEach(({ ports = [], peers = [] }, at) => {
    if (ports.length === 0) report.line(0, `${INDENT}To Port: <any> (traffic allowed to all ports)`);
    for (const port of ports) report.line(0, INDENT + portText(port));
    if (peers.length === 0) report.line(0, `${INDENT}${title}: <any> (traffic not restricted by ${end})`);
    for (const peer of peers) {
      report.line(0, `${INDENT}${title}:`);
      describePeer(report, peer);
    }
    if (at < rules.length - 1) report.line(0, `${INDENT}----------`);
  });
}

function portText({ port, endPort, protocol = 'TCP' }: NetworkPolicyPort): string {
  const text = port ?? '<nil>';
  return endPort === undefined ? `To Port: ${text}/${protocol}` : `To Port Range: ${text}-${endPort}/${protocol}`;
}

function describePeer(report: Report, { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer): void {
  if (namespaceSelector !== undefined)
    report.line(1, `${INDENT}NamespaceSelector: ${selectorOrNone(namespaceSelector)}`);
  if (podSelector !== undefined) report.line(1, `${INDENT}PodSelector: ${selectorOrNone(podSelector)}`);
  if (podSelector !== undefined || namespaceSelector !== undefined || !isObject(ipBlock)) return;
  report.line(1, `${INDENT}IPBlock:`);
  report.line(2, `${INDENT}CIDR: ${ipBlock.cidr}`);
  report.line(2, `${INDENT}Except: ${(ipBlock.except ?? []).join(', ')}`);
}

export const describeServiceCidr: Describer = function* (subject, report) {
  const { metadata, spec, status } = ofKind<ServiceCIDR>(subject.object);
  report.field('Name', metadata.name);
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.field('CIDRs', (spec?.cidrs ?? []).join(', '));
  const { conditions = [] } = status ?? {};
  if (conditions.length > 0) {
    report.line(0, 'Status:\nConditions:');
    report.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
    report.line(1, '----\t------\t------------------\t------\t-------');
  }
  for (const { type, status: state, lastTransitionTime, reason, message } of conditions)
    report.line(1, [type, state, dateText(lastTransitionTime), reason, message].join('\t'));
  return yield* describeEvents(subject, report);
};

export const describeIpAddress: Describer = function* (subject, report) {
  const { metadata, spec } = ofKind<IPAddress>(subject.object);
  report.field('Name', metadata.name);
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  const parent = spec?.parentRef;
  if (parent !== undefined) {
    report.line(0, 'Parent Reference:');
    report.line(1, `Group:\t${parent.group ?? ''}`);
    report.line(1, `Resource:\t${parent.resource}`);
    report.line(1, `Namespace:\t${parent.namespace ?? ''}`);
    report.line(1, `Name:\t${parent.name}`);
  }
  return yield* describeEvents(subject, report);
};
