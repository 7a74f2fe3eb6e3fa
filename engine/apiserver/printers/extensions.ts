import type {
  MutatingWebhookConfiguration,
  ParamRef,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
} from '../../apis/generated/admissionregistration.v1.js';
import type { APIService } from '../../apis/generated/apiregistration.v1.js';
import type { LabelSelector } from '../../apis/generated/meta.v1.js';
import type { ResourceClaim, ResourceSlice } from '../../apis/generated/resource.v1.js';
import {
  apiservices,
  deviceclasses,
  mutatingwebhookconfigurations,
  resourceclaims,
  resourceclaimtemplates,
  resourceslices,
  validatingadmissionpolicies,
  validatingadmissionpolicybindings,
  validatingwebhookconfigurations,
} from '../../apis/generated/resources.js';
import type { KubeObject } from '../../apimachinery/object.js';
import type { Millis } from '../../core/time.js';
import { age, orElse, printer, UNSET, type Row } from './cells.js';

/** Follows printMutatingWebhook and printValidatingWebhook. */
function printWebhooks(object: MutatingWebhookConfiguration | ValidatingWebhookConfiguration, now: Millis): Row {
  return [object.metadata.name, (object.webhooks ?? []).length, age(object, now)];
}

/** Follows printValidatingAdmissionPolicy. */
function printValidatingAdmissionPolicy(object: ValidatingAdmissionPolicy, now: Millis): Row {
  const { paramKind, validations = [] } = object.spec;
  const kind = paramKind === undefined ? UNSET : `${paramKind.apiVersion ?? ''}/${paramKind.kind ?? ''}`;
  return [object.metadata.name, validations.length, kind, age(object, now)];
}

function paramText({ name = '', namespace = '', selector }: ParamRef): string {
  if (name !== '') return `${namespace === '' ? '*' : namespace}/${name}`;
  return selector === undefined ? UNSET : selectorDump(selector);
}

/** LabelSelector.String of the generated protobuf code. */
function selectorDump({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.keys(matchLabels)
    .sort()
    .map((key) => `${key}: ${matchLabels[key]},`);
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return (
    `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},` +
    `MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`
  );
}

/** Follows printValidatingAdmissionPolicyBinding. */
function printValidatingAdmissionPolicyBinding(object: ValidatingAdmissionPolicyBinding, now: Millis): Row {
  const { policyName = '', paramRef } = object.spec;
  return [object.metadata.name, policyName, paramRef === undefined ? UNSET : paramText(paramRef), age(object, now)];
}

/** Follows ConvertToTable of kube-aggregator's registry. */
function printApiService(object: APIService, now: Millis): Row {
  const { service } = object.spec;
  const available = object.status?.conditions?.find(({ type }) => type === 'Available');
  const state = available?.status ?? 'Unknown';
  const why = state === 'True' ? '' : orElse(available?.reason, '');
  return [
    object.metadata.name,
    service === undefined ? 'Local' : `${service.namespace ?? ''}/${service.name ?? ''}`,
    why === '' ? state : `${state} (${why})`,
    age(object, now),
  ];
}

function claimState({ metadata, status }: ResourceClaim): string {
  const deleted = metadata.deletionTimestamp === undefined ? [] : ['deleted'];
  if (status?.allocation === undefined) return deleted[0] ?? 'pending';
  return [...deleted, 'allocated', ...((status.reservedFor ?? []).length > 0 ? ['reserved'] : [])].join(',');
}

/** Follows printResourceClaim. */
function printResourceClaim(object: ResourceClaim, now: Millis): Row {
  return [object.metadata.name, claimState(object), age(object, now)];
}

/** Follows printResourceSlice. */
function printResourceSlice(object: ResourceSlice, now: Millis): Row {
  const { nodeName = '', driver, pool } = object.spec;
  return [object.metadata.name, nodeName, driver, pool.name, age(object, now)];
}

function printNameAndAge(object: KubeObject, now: Millis): Row {
  return [object.metadata.name, age(object, now)];
}

export const extensionPrinters = [
  printer(mutatingwebhookconfigurations, printWebhooks),
  printer(validatingwebhookconfigurations, printWebhooks),
  printer(validatingadmissionpolicies, printValidatingAdmissionPolicy),
  printer(validatingadmissionpolicybindings, printValidatingAdmissionPolicyBinding),
  printer(apiservices, printApiService),
  printer(resourceclaims, printResourceClaim),
  printer(resourceclaimtemplates, printNameAndAge),
  printer(resourceslices, printResourceSlice),
  printer(deviceclasses, printNameAndAge),
];
