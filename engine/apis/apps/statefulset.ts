import type { StatefulSet, StatefulSetSpec, StatefulSetUpdateStrategy } from '../generated/apps.v1.js';
import type { PersistentVolumeClaim, PodTemplateSpec } from '../generated/core.v1.js';
import { deepEqual } from '../../apimachinery/equality.js';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../apimachinery/field-error.js';
import { nameIsDNSLabel } from '../../apimachinery/names.js';
import type { Selector } from '../../apimachinery/labels.js';
import { defaultTemplate } from '../core/pod/default-spec.js';
import { defaultClaimSpec } from '../core/pod/default-volume.js';
import { dropDisabledTemplateFields } from '../core/pod/drop-disabled.js';
import { changed, changedItems, filled, filledZero, withField, without } from '../core/pod/fill.js';
import { checkAnnotations, checkPodAnnotations } from '../core/pod/validation/annotations.js';
import { checkDNSLabel, checkLabels, checkNonnegative, type Errors } from '../core/pod/validation/checks.js';
import { checkClaimSpec } from '../core/pod/validation/claim-spec.js';
import { validateCoreMeta, validateCoreMetaUpdate } from '../core/pod/validation/object-meta.js';
import { TEMPLATE_OPTIONS, type PodValidationOptions } from '../core/pod/validation/options.js';
import { checkTemplateSpec, templateOptions } from '../core/pod/validation/template.js';
import { checkAtMost100Percent, checkIntOrPercent, intOrPercentValue } from './int-or-percent.js';
import { checkCollisions, checkCounts, checkWithinReplicas } from './status-counts.js';
import { checkAlwaysRestarted, checkRequiredSelector, checkTemplateLabels } from './template-of-set.js';

/** Follows SetDefaults_StatefulSet; claim templates become whole claims. */
export function defaultStatefulSet(statefulSet: StatefulSet): StatefulSet {
  return changed(statefulSet, 'spec', (given) => {
    let spec = filledZero(given, { podManagementPolicy: 'OrderedReady' });
    spec = filled(spec, {
      updateStrategy: {},
      persistentVolumeClaimRetentionPolicy: {},
      replicas: 1,
      revisionHistoryLimit: 10,
    });
    spec = changed(spec, 'updateStrategy', defaultStrategy);
    spec = changed(spec, 'persistentVolumeClaimRetentionPolicy', (policy) =>
      filledZero(policy, { whenDeleted: 'Retain', whenScaled: 'Retain' }),
    );
    return changed(changedItems(spec, 'volumeClaimTemplates', defaultClaim), 'template', defaultTemplate);
  });
}

function defaultStrategy(given: StatefulSetUpdateStrategy): StatefulSetUpdateStrategy {
  const strategy = given.type ? given : filled(filledZero(given, { type: 'RollingUpdate' }), { rollingUpdate: {} });
  if (strategy.type !== 'RollingUpdate') return strategy;
  return changed(strategy, 'rollingUpdate', (update) => filled(update, { partition: 0 }));
}

function defaultClaim(given: PersistentVolumeClaim): PersistentVolumeClaim {
  const typed = withField(withField(given, 'kind', 'PersistentVolumeClaim'), 'apiVersion', 'v1');
  const claim = filled(typed, { status: {} });
  return changed(changed(claim, 'spec', defaultClaimSpec), 'status', (status) =>
    filledZero(status, { phase: 'Pending' }),
  );
}

/** maxUnavailable is behind a gate that is off: dropped without a word, unless the old object has it. */
export function dropStatefulSetFields(statefulSet: StatefulSet, old: StatefulSet | undefined): StatefulSet {
  const keeps = old?.spec.updateStrategy.rollingUpdate?.maxUnavailable !== undefined;
  return changed(statefulSet, 'spec', (spec) => {
    const strategy = keeps
      ? spec
      : changed(spec, 'updateStrategy', (update) =>
          changed(update, 'rollingUpdate', (rolling) => without(rolling, 'maxUnavailable')),
        );
    return changed(strategy, 'template', (template) => dropDisabledTemplateFields(template, old?.spec.template));
  });
}

interface SetOptions {
  readonly allowInvalidServiceName?: boolean;
  readonly skipTemplate?: boolean;
  readonly skipClaims?: boolean;
}

/** Follows ValidateStatefulSet; pods are named after it, so its name is a label. */
export function validateStatefulSet({ metadata, spec }: StatefulSet): readonly FieldError[] {
  const errors: Errors = [...validateCoreMeta(metadata, nameIsDNSLabel)];
  checkSpec(spec, TEMPLATE_OPTIONS, {}, errors);
  return errors;
}

const IMMUTABLE =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', " +
  "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

/** Follows ValidateStatefulSetUpdate: what the old object got wrong may stay wrong. */
export function validateStatefulSetUpdate({ metadata, spec }: StatefulSet, old: StatefulSet): readonly FieldError[] {
  const errors: Errors = [...validateCoreMetaUpdate(metadata, old.metadata)];
  if (spec === old.spec) return errors;
  const options = templateOptions(old.spec.template);
  const lenient: SetOptions = { allowInvalidServiceName: true, skipClaims: true };
  const oldErrors: Errors = [];
  checkSpec(old.spec, options, lenient, oldErrors);
  checkSpec(spec, options, oldErrors.length > 0 ? { ...lenient, skipTemplate: true } : lenient, errors);
  const { replicas, template, updateStrategy, minReadySeconds, ordinals, revisionHistoryLimit } = old.spec;
  const { persistentVolumeClaimRetentionPolicy } = old.spec;
  const masked = { ...spec, replicas, template, updateStrategy, minReadySeconds, ordinals, revisionHistoryLimit };
  if (!deepEqual({ ...masked, persistentVolumeClaimRetentionPolicy }, old.spec))
    errors.push(forbidden('spec', IMMUTABLE));
  return errors;
}

/** Follows ValidateStatefulSetSpec. */
function checkSpec(spec: StatefulSetSpec, options: PodValidationOptions, setOptions: SetOptions, errors: Errors): void {
  const { podManagementPolicy: policy, serviceName } = spec;
  if (!policy) errors.push(required('spec.podManagementPolicy'));
  else if (policy !== 'OrderedReady' && policy !== 'Parallel')
    errors.push(invalid('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'"));
  checkStrategy(spec.updateStrategy ?? {}, 'spec.updateStrategy', errors);
  checkRetention(spec, errors);
  if (!setOptions.skipClaims)
    spec.volumeClaimTemplates?.forEach((claim, i) =>
      checkClaimSpec(claim.spec ?? {}, `spec.volumeClaimTemplates[${i}].spec`, errors),
    );
  checkNonnegative(spec.replicas, 'spec.replicas', errors);
  checkNonnegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  checkNonnegative(spec.ordinals?.start, 'spec.ordinals.start', errors);
  if (serviceName && !setOptions.allowInvalidServiceName) checkDNSLabel(serviceName, 'spec.serviceName', errors);
  const selector = checkRequiredSelector(spec.selector, 'statefulset', '', errors);
  if (selector !== undefined) checkTemplate(spec, selector, options, setOptions, errors);
  checkAlwaysRestarted(spec.template, 'StatefulSet', errors);
}

/** Follows ValidatePodTemplateSpecForStatefulSet, which looks at the template's metadata twice. */
function checkTemplate(
  spec: StatefulSetSpec,
  selector: Selector,
  options: PodValidationOptions,
  { skipTemplate }: SetOptions,
  errors: Errors,
): void {
  const template = withClaimVolumes(spec);
  const path = 'spec.template';
  const { labels, annotations } = template.metadata ?? {};
  checkTemplateLabels(template, selector, errors);
  if (!skipTemplate) checkTemplateSpec(template, path, options, errors);
  checkLabels(labels, `${path}.labels`, errors);
  checkAnnotations(annotations, `${path}.annotations`, errors);
  checkPodAnnotations(annotations, template.spec, `${path}.annotations`, options, errors);
}

/** The template as the controller will use it: with the volumes of the claims, without host names of its own. */
function withClaimVolumes({ template, volumeClaimTemplates = [] }: StatefulSetSpec): PodTemplateSpec {
  const { subdomain, hostname, volumes = [] } = template.spec;
  if (!subdomain && !hostname && volumeClaimTemplates.length === 0) return template;
  const anonymous = without(without(template.spec, 'subdomain'), 'hostname');
  if (volumeClaimTemplates.length === 0) return { ...template, spec: anonymous };
  const names = new Set(volumeClaimTemplates.map(({ metadata }) => metadata?.name ?? ''));
  const claimed = [...names].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  return {
    ...template,
    spec: { ...anonymous, volumes: [...claimed, ...volumes.filter(({ name }) => !names.has(name))] },
  };
}

function checkStrategy({ type, rollingUpdate }: StatefulSetUpdateStrategy, path: string, errors: Errors): void {
  const { partition = 0, maxUnavailable } = rollingUpdate ?? {};
  const printed = rollingUpdate === undefined ? null : { Partition: partition, MaxUnavailable: maxUnavailable ?? null };
  if (!type) errors.push(required(path));
  else if (type === 'OnDelete') {
    if (printed !== null)
      errors.push(invalid(`${path}.rollingUpdate`, printed, "only allowed for updateStrategy 'RollingUpdate'"));
  } else if (type !== 'RollingUpdate')
    errors.push(invalid(path, { Type: type, RollingUpdate: printed }, "must be 'RollingUpdate' or 'OnDelete'"));
  else {
    checkNonnegative(partition, `${path}.rollingUpdate.partition`, errors);
    if (maxUnavailable === undefined) return;
    const at = `${path}.rollingUpdate.maxUnavailable`;
    checkIntOrPercent(maxUnavailable, at, errors);
    if (intOrPercentValue(maxUnavailable) === 0) errors.push(invalid(at, maxUnavailable, 'cannot be 0'));
    checkAtMost100Percent(maxUnavailable, at, errors);
  }
}

function checkRetention({ persistentVolumeClaimRetentionPolicy: policy }: StatefulSetSpec, errors: Errors): void {
  if (policy === undefined) return;
  for (const when of ['whenDeleted', 'whenScaled'] as const) {
    const value = policy[when] ?? '';
    if (value !== 'Retain' && value !== 'Delete')
      errors.push(notSupported(`spec.persistentVolumeClaimRetentionPolicy.${when}`, value, ['Retain', 'Delete']));
  }
}

const WITHIN = ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'];

/** Follows ValidateStatefulSetStatusUpdate. */
export function validateStatefulSetStatus({ metadata, status }: StatefulSet, old: StatefulSet): readonly FieldError[] {
  const errors: Errors = [];
  checkCounts({ ...status }, ['replicas', ...WITHIN, 'observedGeneration', 'collisionCount'], errors);
  checkWithinReplicas({ ...status }, WITHIN, 'status.readyReplicas', errors);
  errors.push(...validateCoreMetaUpdate(metadata, old.metadata));
  checkCollisions({ ...status }, { ...old.status }, errors);
  return errors;
}
