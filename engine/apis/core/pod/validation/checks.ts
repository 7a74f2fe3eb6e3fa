import type { LabelSelector, LabelSelectorRequirement } from '../../../generated/meta.v1.js';
import type { IntOrString } from '../../../generated/intstr.v1.js';
import type { Quantity } from '../../../generated/resource.v1.js';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../../../apimachinery/field-error.js';
import {
  isDNS1123Label,
  isDNS1123Subdomain,
  isQualifiedName,
  isValidLabelValue,
  isValidPortName,
  isValidPortNum,
} from '../../../../apimachinery/names.js';
import { milliOf } from '../amounts.js';

/** Checks add what they find to a list that their caller hands down: most find nothing, and lists need no joining. */
export type Errors = FieldError[];

/** One 'Invalid value' for each message. */
export function report(errors: Errors, path: string, value: unknown, messages: readonly string[]): void {
  for (const message of messages) errors.push(invalid(path, value, message));
}

/** Of a field that may not be empty and must be one of `supported`, which is printed in that order. */
export function checkEnum(value: string | undefined, supported: readonly string[], path: string, errors: Errors): void {
  if (!value) errors.push(required(path));
  else if (!supported.includes(value)) errors.push(notSupported(path, value, supported));
}

export function checkDNSLabel(value: string, path: string, errors: Errors): void {
  report(errors, path, value, isDNS1123Label(value));
}

export function checkDNSSubdomain(value: string, path: string, errors: Errors): void {
  report(errors, path, value, isDNS1123Subdomain(value));
}

export function checkQualifiedName(value: string, path: string, errors: Errors): void {
  report(errors, path, value, isQualifiedName(value));
}

/** Follows ValidateNonnegativeField; absent is 0. */
export function checkNonnegative(value: number | undefined, path: string, errors: Errors): void {
  if (value !== undefined && value < 0) errors.push(invalid(path, value, 'must be greater than or equal to 0'));
}

/** Follows ValidatePositiveField. */
export function checkPositive(value: number, path: string, errors: Errors): void {
  if (value <= 0) errors.push(invalid(path, value, 'must be greater than zero'));
}

/** Follows ValidateNonnegativeQuantity. */
export function checkNonnegativeQuantity(value: Quantity, path: string, errors: Errors): void {
  if (milliOf(value) < 0) errors.push(invalid(path, value, 'must be greater than or equal to 0'));
}

/** Labels, or a node selector, which is checked alike: ValidateLabels. */
export function checkLabels(labels: Readonly<Record<string, string>> | undefined, path: string, errors: Errors): void {
  if (labels === undefined) return;
  for (const name of Object.keys(labels)) {
    const value = labels[name] ?? '';
    checkQualifiedName(name, path, errors);
    report(errors, path, value, isValidLabelValue(value));
  }
}

/** Follows ValidateLabelSelector. */
export function checkSelector(
  selector: LabelSelector | undefined | null,
  path: string,
  errors: Errors,
  allowInvalidValues = false,
): void {
  if (!selector) return;
  checkLabels(selector.matchLabels, `${path}.matchLabels`, errors);
  selector.matchExpressions?.forEach((requirement, i) =>
    checkRequirement(requirement, `${path}.matchExpressions[${i}]`, errors, { invalidValues: allowInvalidValues }),
  );
}

/** Follows ValidateLabelSelectorRequirement. */
export function checkRequirement(
  { key, operator, values = [] }: LabelSelectorRequirement,
  path: string,
  errors: Errors,
  allowed: { readonly invalidValues?: boolean; readonly unknownOperators?: boolean },
): void {
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0)
      errors.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0)
      errors.push(forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  } else if (allowed.unknownOperators !== true)
    errors.push(invalid(`${path}.operator`, operator ?? '', 'not a valid selector operator'));
  checkQualifiedName(key ?? '', `${path}.key`, errors);
  if (allowed.invalidValues === true) return;
  values.forEach((value, i) => report(errors, `${path}.values[${i}]`, value, isValidLabelValue(value)));
}

/** Follows ValidatePortNumOrName. */
export function checkPort(port: IntOrString | undefined, path: string, errors: Errors): void {
  if (typeof port === 'string') report(errors, path, port, isValidPortName(port));
  else report(errors, path, port ?? 0, isValidPortNum(port ?? 0));
}

const MODE = 'must be a number between 0 and 0777 (octal), both inclusive';

/** A file mode in a field of its own. */
export function checkMode(mode: number | undefined, path: string, errors: Errors): void {
  if (mode !== undefined && (mode > 0o777 || mode < 0)) errors.push(invalid(path, mode, MODE));
}

/** One message for a path with '..' among its parts (validatePathNoBacksteps). */
export function checkNoBacksteps(path: string, field: string, errors: Errors): void {
  if (path.includes('..') && path.split('/').includes('..')) errors.push(invalid(field, path, "must not contain '..'"));
}

/** Follows validateLocalDescendingPath. */
export function checkDescendingPath(path: string, field: string, errors: Errors): void {
  if (path.startsWith('/')) errors.push(invalid(field, path, 'must be a relative path'));
  checkNoBacksteps(path, field, errors);
}

/** Follows ValidateLocalNonReservedPath. */
export function checkNonReservedPath(path: string, field: string, errors: Errors): void {
  checkDescendingPath(path, field, errors);
  if (path.startsWith('..') && !path.startsWith('../')) errors.push(invalid(field, path, "must not start with '..'"));
}
