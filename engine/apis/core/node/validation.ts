import { duplicate, forbidden, internalError, invalid, type FieldError } from '../../../apimachinery/field-error.js';
import { nameIsDNSSubdomain } from '../../../apimachinery/names.js';
import { scanJson } from '../../decoding/json-text.js';
import type { Node } from '../../generated/core.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../../meta/kube-meta.js';
import { checkCIDR, cidrWarnings, parseCIDRSloppy } from '../../networking/cidr.js';
import type { Errors } from '../pod/validation/checks.js';
import { checkResourceAmount } from '../resource-name.js';
import { checkTaints } from './taints.js';

/** Follows ValidateNode. */
export function validateNode(node: Node): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMeta(node.metadata, false, nameIsDNSSubdomain)];
  checkAvoidPods(node.metadata.annotations ?? {}, errors);
  checkTaints(node.spec?.taints ?? [], 'metadata.taints', errors);
  checkResources(node, errors);
  checkPodCIDRs(node.spec?.podCIDRs ?? [], errors);
  return errors;
}

/** Follows ValidateNodeUpdate. */
export function validateNodeUpdate(node: Node, old: Node): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMetaUpdate(node.metadata, old.metadata)];
  checkResources(node, errors);
  checkAddresses(node, errors);
  checkFixed(node.spec ?? {}, old.spec ?? {}, errors);
  checkTaints(node.spec?.taints ?? [], 'metadata.taints', errors);
  if ((node.spec?.externalID ?? '') !== (old.spec?.externalID ?? ''))
    errors.push(forbidden('spec.externalID', 'may not be updated'));
  return errors;
}

const AVOID_PODS = 'scheduler.alpha.kubernetes.io/preferAvoidPods';

/** ValidateAvoidPodsInNodeAnnotations, as far as it is about JSON at all. */
function checkAvoidPods(annotations: Readonly<Record<string, string>>, errors: Errors): void {
  const text = annotations[AVOID_PODS] ?? '';
  const { error } = text === '' ? {} : scanJson(text);
  if (error !== undefined) errors.push(invalid('metadata.annotations.AvoidPods', AVOID_PODS, error));
}

function checkResources({ status }: Node, errors: Errors): void {
  for (const [name, quantity] of Object.entries(status?.capacity ?? {}))
    checkResourceAmount(name, quantity, `status.capacity.${name}`, errors);
  for (const [name, quantity] of Object.entries(status?.allocatable ?? {}))
    checkResourceAmount(name, quantity, `status.allocatable.${name}`, errors);
}

function checkPodCIDRs(cidrs: readonly string[], errors: Errors): void {
  const path = 'spec.podCIDRs';
  cidrs.forEach((cidr, i) => checkCIDR(cidr, `${path}[${i}]`, errors));
  if (cidrs.length < 2) return;
  const parsed = cidrs.map(parseCIDRSloppy);
  const wrong = parsed.indexOf(undefined);
  if (wrong >= 0) {
    const cause = `invalid CIDR[${wrong}]: <nil> (invalid CIDR address: ${cidrs[wrong]})`;
    errors.push(internalError(path, `invalid PodCIDRs. failed to check with dual stack with error:${cause}`));
  }
  const families = new Set(parsed.map((cidr) => cidr?.network.family));
  if (wrong >= 0 || families.size < 2 || cidrs.length > 2)
    errors.push(invalid(path, cidrs, 'may specify no more than one CIDR for each IP family'));
}

function checkAddresses({ status }: Node, errors: Errors): void {
  const seen = new Set<string>();
  (status?.addresses ?? []).forEach(({ type, address }, i) => {
    if (seen.has(`${type} ${address}`))
      errors.push(duplicate(`status.addresses[${i}]`, { Type: type, Address: address }));
    seen.add(`${type} ${address}`);
  });
}

function checkFixed(spec: Node['spec'], old: Node['spec'], errors: Errors): void {
  const before = old.podCIDRs ?? [];
  const now = spec.podCIDRs ?? [];
  const detail = 'node updates may not change podCIDR except from "" to valid';
  if (before.length > 0 && before.length !== now.length) errors.push(forbidden('spec.podCIDRs', detail));
  else before.forEach((cidr, i) => void (cidr === now[i] || errors.push(forbidden('spec.podCIDRs', detail))));
  if (old.providerID && old.providerID !== spec.providerID)
    errors.push(forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
}

/** Follows nodeWarnings (pkg/registry/core/node). */
export function nodeWarnings({ spec }: Node): readonly string[] {
  return [
    ...(spec?.configSource === undefined ? [] : ['spec.configSource: the feature is removed']),
    ...(spec?.externalID ? ['spec.externalID: this field is deprecated, and is unused by Kubernetes'] : []),
    ...(spec?.podCIDRs ?? []).flatMap((cidr, i) => cidrWarnings(cidr, `spec.podCIDRs[${i}]`)),
  ];
}
