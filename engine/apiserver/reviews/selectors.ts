import { forbidden, invalid, required, type FieldError } from '../../apimachinery/field-error.js';
import { parseFieldSelector, parseLabelSelector } from '../../apimachinery/labels.js';
import { checkRequirement } from '../../apis/core/pod/validation/checks.js';
import type {
  FieldSelectorAttributes,
  LabelSelectorAttributes,
  ResourceAttributes,
} from '../../apis/generated/authorization.v1.js';
import type { FieldSelectorRequirement } from '../../apis/generated/meta.v1.js';

const PATH = 'spec.resourceAttributes';

/** A selector of objects, in one form or in the other. */
interface SelectorForm {
  readonly rawSelector?: string;
  readonly requirements?: readonly object[];
}

/** What is wrong with the selectors of a review: validateResourceAttributes. Operators of other versions are let through. */
export function selectorErrors({ fieldSelector, labelSelector }: ResourceAttributes): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (fieldSelector !== undefined) checkFields(fieldSelector, `${PATH}.fieldSelector`, errors);
  if (labelSelector !== undefined) checkLabels(labelSelector, `${PATH}.labelSelector`, errors);
  return errors;
}

function checkForm({ rawSelector = '', requirements = [] }: SelectorForm, path: string, errors: FieldError[]): void {
  if (rawSelector !== '' && requirements.length > 0)
    errors.push(invalid(`${path}.rawSelector`, rawSelector, 'may not specified at the same time as requirements'));
  if (rawSelector === '' && requirements.length === 0)
    errors.push(required(`${path}.requirements`, `when ${path} is specified, requirements or rawSelector is required`));
}

function checkLabels(selector: LabelSelectorAttributes, path: string, errors: FieldError[]): void {
  checkForm(selector, path, errors);
  selector.requirements?.forEach((requirement, i) =>
    checkRequirement(requirement, `${path}.requirements[${i}]`, errors, { unknownOperators: true }),
  );
}

function checkFields(selector: FieldSelectorAttributes, path: string, errors: FieldError[]): void {
  checkForm(selector, path, errors);
  selector.requirements?.forEach(({ key, operator, values = [] }, i) => {
    const at = `${path}.requirements[${i}]`;
    if ((key ?? '') === '') errors.push(required(`${at}.key`, 'must be specified'));
    const isList = operator === 'In' || operator === 'NotIn';
    if (isList && values.length === 0)
      errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    const isPresence = operator === 'Exists' || operator === 'DoesNotExist';
    if (isPresence && values.length > 0)
      errors.push(forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  });
}

/** Which selectors could not be read, wholly or in part: BuildEvaluationError (pkg/registry/authorization/util). */
export function evaluationError({ fieldSelector, labelSelector }: ResourceAttributes): string {
  const fields = ignored(fieldSelector, (text) => parseFieldSelector(text).ok, isFieldRequirement);
  const labels = ignored(labelSelector, (text) => parseLabelSelector(text).ok, isLabelRequirement);
  const errors = [
    ...(fields === undefined ? [] : [`${PATH}.fieldSelector ${fields}`]),
    ...(labels === undefined ? [] : [`${PATH}.labelSelector ${labels}`]),
  ];
  return errors.join('; ');
}

function ignored<Requirement extends object>(
  selector: { readonly rawSelector?: string; readonly requirements?: readonly Requirement[] } | undefined,
  reads: (text: string) => boolean,
  counts: (requirement: Requirement) => boolean,
): string | undefined {
  const { rawSelector = '', requirements = [] } = selector ?? {};
  if (requirements.length === 0)
    return rawSelector === '' || reads(rawSelector) ? undefined : 'ignored due to parse error';
  const counted = requirements.filter(counts).length;
  if (counted === requirements.length) return undefined;
  return counted > 0 ? 'partially ignored due to parse error' : 'ignored due to parse error';
}

/** Fields are equal to one value or not; other questions are for versions to come (fieldSelectorAsSelector). */
function isFieldRequirement({ operator, values = [] }: FieldSelectorRequirement): boolean {
  return (operator === 'In' || operator === 'NotIn') && values.length === 1;
}

const LABEL_OPERATORS: readonly string[] = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** What else could be wrong with one has been refused. */
function isLabelRequirement({ operator }: { readonly operator?: string }): boolean {
  return LABEL_OPERATORS.includes(operator ?? '');
}
