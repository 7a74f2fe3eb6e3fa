import type {
  DaemonSet,
  DaemonSetSpec,
  DaemonSetUpdateStrategy,
  RollingUpdateDaemonSet,
} from '../generated/apps.v1.js';
import { deepEqual } from '../../apimachinery/equality.js';
import { invalid, notSupported, required, type FieldError } from '../../apimachinery/field-error.js';
import { isValidLabelValue } from '../../apimachinery/names.js';
import { labelSelectorAsSelector } from '../../apimachinery/labels.js';
import { defaultTemplate } from '../core/pod/default-spec.js';
import { dropDisabledTemplateFields } from '../core/pod/drop-disabled.js';
import { changed, filled, filledZero, withField } from '../core/pod/fill.js';
import { printedLabels, printedSelector } from '../core/pod/internal-form.js';
import { checkNonnegative, checkSelector, type Errors } from '../core/pod/validation/checks.js';
import { validateCoreMeta, validateCoreMetaUpdate } from '../core/pod/validation/object-meta.js';
import { TEMPLATE_OPTIONS, type PodValidationOptions } from '../core/pod/validation/options.js';
import { checkTemplateSpec, templateOptions } from '../core/pod/validation/template.js';
import { checkAtMost100Percent, checkIntOrPercent, intOrPercentValue } from './int-or-percent.js';
import { checkCollisions, checkCounts } from './status-counts.js';
import { checkAlwaysRestarted, checkSameSelector, selectsEverything } from './template-of-set.js';

/** Counts changes of the template; a field of the API until v1beta2, an annotation since. */
export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

/** Follows SetDefaults_DaemonSet. */
export function defaultDaemonSet(daemonSet: DaemonSet): DaemonSet {
  return changed(daemonSet, 'spec', (given) => {
    const spec = filled(given, { updateStrategy: {}, revisionHistoryLimit: 10 });
    return changed(changed(spec, 'updateStrategy', defaultStrategy), 'template', defaultTemplate);
  });
}

function defaultStrategy(given: DaemonSetUpdateStrategy): DaemonSetUpdateStrategy {
  const strategy = filledZero(given, { type: 'RollingUpdate' });
  if (strategy.type !== 'RollingUpdate')
    return changed(strategy, 'rollingUpdate', (update) => filled(update, { maxUnavailable: 0, maxSurge: 0 }));
  return changed(filled(strategy, { rollingUpdate: {} }), 'rollingUpdate', (update) =>
    filled(update, { maxUnavailable: 1, maxSurge: 0 }),
  );
}

/** What {@link TEMPLATE_GENERATION} says, 0 for nothing. */
export function templateGeneration({ metadata }: DaemonSet): number {
  const text = metadata.annotations?.[TEMPLATE_GENERATION] ?? '';
  return /^[+-]?[0-9]+$/.test(text) ? Number(text) : 0;
}

export function withTemplateGeneration(daemonSet: DaemonSet, generation: number): DaemonSet {
  const { annotations } = daemonSet.metadata;
  const text = String(generation);
  if (annotations?.[TEMPLATE_GENERATION] === text) return daemonSet;
  const metadata = { ...daemonSet.metadata, annotations: { ...annotations, [TEMPLATE_GENERATION]: text } };
  return { ...daemonSet, metadata };
}

/** The template's generation starts at 1, or higher where the client says so. */
export function prepareNewDaemonSet(given: DaemonSet): DaemonSet {
  const daemonSet = changed(given, 'spec', (spec) =>
    changed(spec, 'template', (template) => dropDisabledTemplateFields(template, undefined)),
  );
  return withTemplateGeneration(daemonSet, Math.max(1, templateGeneration(daemonSet)));
}

/** The template's generation is the server's: kept, or one up when the template changed. */
export function prepareDaemonSetUpdate(given: DaemonSet, old: DaemonSet): DaemonSet {
  const daemonSet = changed(given, 'spec', (spec) =>
    changed(spec, 'template', (template) => dropDisabledTemplateFields(template, old.spec.template)),
  );
  const same = deepEqual(daemonSet.spec.template, old.spec.template);
  const kept = same
    ? withField(daemonSet, 'spec', withField(daemonSet.spec, 'template', old.spec.template))
    : daemonSet;
  return withTemplateGeneration(kept, templateGeneration(old) + (same ? 0 : 1));
}

/** Follows ValidateDaemonSet. */
export function validateDaemonSet({ metadata, spec }: DaemonSet): readonly FieldError[] {
  const errors: Errors = [...validateCoreMeta(metadata)];
  checkSpec(spec, TEMPLATE_OPTIONS, errors);
  return errors;
}

/** Follows ValidateDaemonSetUpdate. */
export function validateDaemonSetUpdate({ metadata, spec }: DaemonSet, old: DaemonSet): readonly FieldError[] {
  const errors: Errors = [...validateCoreMetaUpdate(metadata, old.metadata)];
  if (spec === old.spec) return errors;
  checkSameSelector(spec.selector, old.spec.selector, errors);
  const values = old.spec.selector?.matchExpressions?.flatMap((requirement) => requirement.values ?? []) ?? [];
  const lenient = values.some((value) => isValidLabelValue(value).length > 0);
  const options = templateOptions(old.spec.template);
  checkSpec(spec, lenient ? { ...options, allowInvalidLabelValueInSelector: true } : options, errors);
  return errors;
}

/** Follows ValidateDaemonSetSpec. */
function checkSpec(spec: DaemonSetSpec, options: PodValidationOptions, errors: Errors): void {
  const { selector, template } = spec;
  checkSelector(selector, 'spec.selector', errors, options.allowInvalidLabelValueInSelector);
  const compiled = labelSelectorAsSelector(selector);
  const labels = template.metadata?.labels;
  if (compiled.ok && !compiled.value.matches(labels)) {
    const detail = '`selector` does not match template `labels`';
    errors.push(invalid('spec.template.metadata.labels', printedLabels(labels), detail));
  }
  if (selector && selectsEverything(selector))
    errors.push(invalid('spec.selector', printedSelector(selector), 'empty selector is invalid for daemonset'));
  checkTemplateSpec(template, 'spec.template', options, errors);
  checkAlwaysRestarted(template, 'DaemonSet', errors);
  checkNonnegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  checkStrategy(spec.updateStrategy ?? {}, 'spec.updateStrategy', errors);
  checkNonnegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit', errors);
}

function checkStrategy({ type, rollingUpdate }: DaemonSetUpdateStrategy, path: string, errors: Errors): void {
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate') {
    const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate ?? {};
    const update = rollingUpdate === undefined ? null : { MaxUnavailable: maxUnavailable, MaxSurge: maxSurge };
    errors.push(notSupported(path, { Type: type ?? '', RollingUpdate: update }, ['RollingUpdate', 'OnDelete']));
  } else if (rollingUpdate === undefined) errors.push(required(`${path}.rollingUpdate`));
  else checkRollingUpdate(rollingUpdate, `${path}.rollingUpdate`, errors);
}

/** Follows ValidateRollingUpdateDaemonSet: one of surge and unavailability, never both. */
function checkRollingUpdate({ maxUnavailable, maxSurge }: RollingUpdateDaemonSet, path: string, errors: Errors): void {
  checkIntOrPercent(maxUnavailable, `${path}.maxUnavailable`, errors);
  checkIntOrPercent(maxSurge, `${path}.maxSurge`, errors);
  checkAtMost100Percent(maxUnavailable, `${path}.maxUnavailable`, errors);
  checkAtMost100Percent(maxSurge, `${path}.maxSurge`, errors);
  const unavailable = intOrPercentValue(maxUnavailable) !== 0;
  const surge = intOrPercentValue(maxSurge) !== 0;
  if (unavailable && surge)
    errors.push(invalid(`${path}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  if (!unavailable && !surge) errors.push(required(`${path}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
}

const COUNTS = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
];

/** Follows ValidateDaemonSetStatusUpdate. */
export function validateDaemonSetStatus({ metadata, status }: DaemonSet, old: DaemonSet): readonly FieldError[] {
  const errors: Errors = [...validateCoreMetaUpdate(metadata, old.metadata)];
  checkCounts({ ...status }, COUNTS, errors);
  checkCollisions({ ...status }, { ...old.status }, errors);
  return errors;
}
