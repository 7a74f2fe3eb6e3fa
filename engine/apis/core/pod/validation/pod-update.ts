import type {
  Container,
  NodeAffinity,
  NodeSelectorTerm,
  Pod,
  PodSchedulingGate,
  PodSpec,
  Toleration,
} from '../../../generated/core.v1.js';
import { deepEqual } from '../../../../apimachinery/equality.js';
import { forbidden, invalid, required, type FieldError } from '../../../../apimachinery/field-error.js';
import { outOfRange } from '../../../../apimachinery/names.js';
import { withField, without } from '../fill.js';
import { internalForm, printedLabels } from '../internal-form.js';
import { checkAnnotationChanges, checkPodAnnotations } from './annotations.js';
import type { Errors } from './checks.js';
import { internalDiff } from './internal-diff.js';
import { validateCoreMetaUpdate } from './object-meta.js';
import type { PodValidationOptions } from './options.js';
import { checkMetadataAndSpec, updateOptions } from './pod.js';
import { checkTolerations } from './tolerations.js';

const MAX_INT32 = 2_147_483_647;

const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

/** Follows ValidatePodUpdate. */
export function validatePodUpdate(pod: Pod, old: Pod, stored: Pod): readonly FieldError[] {
  const options = updateOptions(old);
  const errors: Errors = [...validateCoreMetaUpdate(pod.metadata, old.metadata)];
  checkMetadataAndSpec(pod, options, errors);
  checkAnnotationChanges(pod, old, 'metadata.annotations', errors);
  checkPodAnnotations(pod.metadata.annotations, pod.spec, 'metadata.annotations', options, errors);
  if (pod.spec === old.spec) return errors;
  const comparable = checkImages(pod.spec, old.spec, errors) && checkDeadline(pod.spec, old.spec, errors);
  if (comparable) checkSpecChanges(pod.spec, old.spec, stored.spec, options, errors);
  return errors;
}

/** Follows ValidateContainerUpdates; false when containers came or went. */
function checkImages(spec: PodSpec, old: PodSpec, errors: Errors): boolean {
  return (['containers', 'initContainers'] as const).every((list) => {
    const after: readonly Container[] = spec[list] ?? [];
    if (after.length !== (old[list] ?? []).length) {
      errors.push(forbidden(`spec.${list}`, 'pod updates may not add or remove containers'));
      return false;
    }
    after.forEach(({ image = '' }, i) => {
      const at = `spec.${list}[${i}].image`;
      if (image === '') errors.push(required(at));
      if (image !== image.trim()) errors.push(invalid(at, image, 'must not have leading or trailing whitespace'));
    });
    return true;
  });
}

/** The deadline may be set or come nearer; false when the rest is not to be looked at. */
function checkDeadline(spec: PodSpec, old: PodSpec, errors: Errors): boolean {
  const after = spec.activeDeadlineSeconds;
  const before = old.activeDeadlineSeconds;
  const at = 'spec.activeDeadlineSeconds';
  if (after === undefined) {
    if (before !== undefined) errors.push(invalid(at, null, 'must not update from a positive integer to nil value'));
    return true;
  }
  if (after < 0 || after > MAX_INT32) errors.push(invalid(at, after, outOfRange(0, MAX_INT32)));
  else if (before !== undefined && before < after)
    errors.push(invalid(at, after, 'must be less than or equal to previous value'));
  else return true;
  return false;
}

function checkSpecChanges(
  spec: PodSpec,
  old: PodSpec,
  stored: PodSpec,
  options: PodValidationOptions,
  errors: Errors,
): void {
  checkOnlyAddedTolerations(spec.tolerations, old.tolerations, options, errors);
  checkOnlyDeletedGates(spec.schedulingGates, old.schedulingGates, errors);
  if (deepEqual(spec, old)) return;
  const munged = withoutAllowedChanges(spec, old, errors);
  if (deepEqual(munged, old)) return;
  const { schedulingGates, tolerations } = stored;
  const initContainers = munged.initContainers?.length ? munged.initContainers : undefined;
  const diff = internalDiff('PodSpec', stored, { ...munged, initContainers, schedulingGates, tolerations });
  errors.push(forbidden('spec', `pod updates may not change fields other than ${UPDATABLE}\n${diff}`));
}

/** Follows validateOnlyAddedTolerations. */
function checkOnlyAddedTolerations(
  after: readonly Toleration[] = [],
  before: readonly Toleration[] = [],
  options: PodValidationOptions,
  errors: Errors,
): void {
  const kept = before.every((old) =>
    after.some((toleration) => deepEqual({ ...old, tolerationSeconds: toleration.tolerationSeconds }, toleration)),
  );
  if (kept) checkTolerations(after, 'spec.tolerations', options, errors);
  else {
    const detail = 'existing toleration can not be modified except its tolerationSeconds';
    errors.push(forbidden('spec.tolerations', detail));
  }
}

function checkOnlyDeletedGates(
  after: readonly PodSchedulingGate[] = [],
  before: readonly PodSchedulingGate[] = [],
  errors: Errors,
): void {
  const positions = new Map(after.map(({ name }, i) => [name, i]));
  positions.forEach((i, name) => {
    if (before.some((gate) => gate.name === name)) return;
    const detail = `only deletion is allowed, but found new scheduling gate '${name}'`;
    errors.push(forbidden(`spec.schedulingGates[${i}].name`, detail));
  });
}

/** The new spec with everything that may change put back; what changes a gated pod may see is checked on the way. */
function withoutAllowedChanges(spec: PodSpec, old: PodSpec, errors: Errors): PodSpec {
  let munged: PodSpec = {
    ...spec,
    containers: withImagesOf(spec.containers, old.containers) ?? [],
    initContainers: withImagesOf(spec.initContainers, old.initContainers),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    schedulingGates: old.schedulingGates,
    tolerations: old.tolerations,
  };
  const before = old.terminationGracePeriodSeconds;
  if (before !== undefined && before < 0 && spec.terminationGracePeriodSeconds === 1)
    munged = withField(munged, 'terminationGracePeriodSeconds', before);
  return old.schedulingGates?.length ? withoutGatedChanges(munged, old, errors) : munged;
}

function withImagesOf(after: readonly Container[] | undefined, before: readonly Container[] | undefined) {
  return after?.map((container, i) => withField(container, 'image', before?.[i]?.image));
}

/** A pod that waits at a gate may be narrowed to fewer nodes. */
function withoutGatedChanges(spec: PodSpec, old: PodSpec, errors: Errors): PodSpec {
  let munged = spec;
  if (!deepEqual(spec.nodeSelector, old.nodeSelector)) {
    const after = spec.nodeSelector ?? {};
    if (Object.entries(old.nodeSelector ?? {}).some(([name, value]) => after[name] !== value)) {
      const detail = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
      errors.push(invalid('spec.nodeSelector', printedLabels(spec.nodeSelector), detail));
    }
    munged = { ...munged, nodeSelector: old.nodeSelector };
  }
  const before = old.affinity?.nodeAffinity;
  const after = spec.affinity?.nodeAffinity;
  if (deepEqual(after, before)) return munged;
  checkNodeAffinityChange(after, before, errors);
  const affinity = { ...without(spec.affinity ?? {}, 'nodeAffinity'), ...(before ? { nodeAffinity: before } : {}) };
  const cleared = old.affinity === undefined && Object.keys(affinity).length === 0;
  return { ...munged, affinity: cleared ? undefined : affinity };
}

/** Follows validateNodeAffinityMutation. */
function checkNodeAffinityChange(
  after: NodeAffinity | undefined,
  before: NodeAffinity | undefined,
  errors: Errors,
): void {
  const oldTerms = before?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const terms = after?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const at = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  if (oldTerms.length === 0) return;
  if (oldTerms.length !== terms.length) {
    const printed = terms.length === 0 ? null : internalForm('[NodeSelectorTerm', terms);
    const detail = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed';
    return void errors.push(invalid(at, printed, detail));
  }
  terms.forEach((term, i) => {
    if (hasOnlyAdditions(term, oldTerms[i] ?? {})) return;
    const detail = 'only additions are allowed (no mutations or deletions)';
    errors.push(invalid(`${at}[${i}]`, internalForm('NodeSelectorTerm', term), detail));
  });
}

function hasOnlyAdditions(after: NodeSelectorTerm, before: NodeSelectorTerm): boolean {
  const lists = ['matchExpressions', 'matchFields'] as const;
  if (lists.every((list) => !before[list]?.length)) return lists.every((list) => !after[list]?.length);
  return lists.every((list) => {
    const old = before[list] ?? [];
    return deepEqual((after[list] ?? []).slice(0, old.length), old);
  });
}
