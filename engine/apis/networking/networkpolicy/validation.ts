import { forbidden, invalid, notSupported, required, type FieldError } from '../../../apimachinery/field-error.js';
import { isValidPortName, isValidPortNum, nameIsDNSSubdomain } from '../../../apimachinery/names.js';
import { checkSelector, report, type Errors } from '../../core/pod/validation/checks.js';
import type {
  IPBlock,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from '../../generated/networking.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../../meta/kube-meta.js';
import { checkCIDR, contains, parseCIDRSloppy } from '../cidr.js';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const TYPES = ['Ingress', 'Egress'];

/** What an update is forgiven because the old policy had it. */
interface Forgiven {
  readonly cidrs: readonly string[];
  readonly labelValues: boolean;
}

const NOTHING: Forgiven = { cidrs: [], labelValues: false };

/** Follows ValidateNetworkPolicy. */
export function validateNetworkPolicy(policy: NetworkPolicy): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMeta(policy.metadata, true, nameIsDNSSubdomain)];
  checkSpec(policy.spec, NOTHING, errors);
  return errors;
}

/** The update's own rules after those of a new policy, which upstream applies too. */
export function validateNetworkPolicyUpdate(policy: NetworkPolicy, old: NetworkPolicy): readonly FieldError[] {
  const before: FieldError[] = [];
  checkSelector(old.spec.podSelector, '', before);
  const labelValues = before.length > 0;
  const errors: FieldError[] = [...validateKubeMeta(policy.metadata, true, nameIsDNSSubdomain)];
  checkSpec(policy.spec, { cidrs: [], labelValues }, errors);
  errors.push(...validateKubeMetaUpdate(policy.metadata, old.metadata));
  checkSpec(policy.spec, { cidrs: cidrsOf(old.spec), labelValues }, errors);
  return errors;
}

function cidrsOf({ ingress = [], egress = [] }: NetworkPolicySpec): readonly string[] {
  const peers = [...ingress.flatMap(({ from = [] }) => from), ...egress.flatMap(({ to = [] }) => to)];
  return peers.flatMap(({ ipBlock }) => (ipBlock === undefined ? [] : [ipBlock.cidr, ...(ipBlock.except ?? [])]));
}

function checkSpec(spec: NetworkPolicySpec, forgiven: Forgiven, errors: Errors): void {
  checkSelector(spec.podSelector, 'spec.podSelector', errors, forgiven.labelValues);
  (spec.ingress ?? []).forEach(({ ports = [], from = [] }, i) => {
    ports.forEach((port, j) => checkPort(port, `spec.ingress[${i}].ports[${j}]`, errors));
    from.forEach((peer, j) => checkPeer(peer, forgiven, `spec.ingress[${i}].from[${j}]`, errors));
  });
  (spec.egress ?? []).forEach(({ ports = [], to = [] }, i) => {
    ports.forEach((port, j) => checkPort(port, `spec.egress[${i}].ports[${j}]`, errors));
    to.forEach((peer, j) => checkPeer(peer, forgiven, `spec.egress[${i}].to[${j}]`, errors));
  });
  const types = spec.policyTypes ?? [];
  if (types.length > 2) errors.push(invalid('spec.policyTypes', types, 'may not specify more than two policyTypes'));
  else
    types.forEach((type, i) => {
      if (!TYPES.includes(type)) errors.push(notSupported(`spec.policyTypes[${i}]`, type, TYPES));
    });
}

function checkPort({ protocol, port, endPort }: NetworkPolicyPort, path: string, errors: Errors): void {
  if (protocol !== undefined && !PROTOCOLS.includes(protocol))
    errors.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS));
  const end = `${path}.endPort`;
  if (typeof port === 'number') {
    report(errors, `${path}.port`, port, isValidPortNum(port));
    if (endPort === undefined) return;
    if (endPort < port) errors.push(invalid(end, port, 'must be greater than or equal to `port`'));
    report(errors, end, endPort, isValidPortNum(endPort));
  } else if (port === undefined) {
    if (endPort !== undefined) errors.push(invalid(end, endPort, 'may not be specified when `port` is not specified'));
  } else {
    if (endPort !== undefined) errors.push(invalid(end, endPort, 'may not be specified when `port` is non-numeric'));
    report(errors, `${path}.port`, port, isValidPortName(port));
  }
}

function checkPeer(
  { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer,
  forgiven: Forgiven,
  path: string,
  errors: Errors,
): void {
  checkSelector(podSelector, `${path}.podSelector`, errors, forgiven.labelValues);
  checkSelector(namespaceSelector, `${path}.namespaceSelector`, errors, forgiven.labelValues);
  if (ipBlock !== undefined) checkBlock(ipBlock, forgiven, `${path}.ipBlock`, errors);
  const selects = podSelector !== undefined || namespaceSelector !== undefined;
  if (!selects && ipBlock === undefined) errors.push(required(path, 'must specify a peer'));
  else if (selects && ipBlock !== undefined)
    errors.push(forbidden(path, 'may not specify both ipBlock and another peer'));
}

function checkBlock({ cidr, except = [] }: IPBlock, forgiven: Forgiven, path: string, errors: Errors): void {
  if (cidr === '') {
    errors.push(required(`${path}.cidr`));
    return;
  }
  checkCIDR(cidr, `${path}.cidr`, errors, forgiven.cidrs);
  const block = parseCIDRSloppy(cidr);
  if (block === undefined) return;
  except.forEach((text, i) => {
    const at = `${path}.except[${i}]`;
    checkCIDR(text, at, errors, forgiven.cidrs);
    const inner = parseCIDRSloppy(text);
    if (inner !== undefined && (!contains(block, inner.network) || block.bits >= inner.bits))
      errors.push(invalid(at, text, 'must be a strict subset of `cidr`'));
  });
}
