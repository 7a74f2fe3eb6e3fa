import { duplicate, forbidden, invalid, required, type FieldError } from '../../../apimachinery/field-error.js';
import { isQualifiedName, nameIsDNSSubdomain } from '../../../apimachinery/names.js';
import {
  approximateNumber,
  compareQuantities,
  newQuantity,
  quantityOf,
  quantityText,
} from '../../../apimachinery/quantity.js';
import type { LimitRange, LimitRangeItem } from '../../generated/core.v1.js';
import { validateKubeMeta } from '../../meta/kube-meta.js';
import { report, type Errors } from '../pod/validation/checks.js';
import { checkContainerResourceName, isOvercommitAllowed } from '../pod/validation/resource-names.js';
import { checkAnyResourceName } from '../resource-name.js';

const TYPES = ['Container', 'PersistentVolumeClaim', 'Pod'];

/** Follows ValidateLimitRange; upstream walks resources in random order, this in alphabetical. */
export function validateLimitRange({ metadata, spec }: LimitRange): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMeta(metadata, true, nameIsDNSSubdomain)];
  const types = new Set<string>();
  (spec?.limits ?? []).forEach((item, i) => {
    const path = `spec.limits[${i}]`;
    checkType(item.type, `${path}.type`, errors);
    if (types.has(item.type)) errors.push(duplicate(`${path}.type`, item.type));
    types.add(item.type);
    checkItem(item, path, errors);
  });
  return errors;
}

function checkType(type: string, path: string, errors: Errors): void {
  const messages = isQualifiedName(type);
  report(errors, path, type, messages);
  if (messages.length === 0 && !type.includes('/') && !TYPES.includes(type))
    errors.push(invalid(path, type, 'must be a standard limit type or fully qualified'));
}

function checkItem(item: LimitRangeItem, path: string, errors: Errors): void {
  checkNames(item, 'max', path, errors);
  checkNames(item, 'min', path, errors);
  for (const field of ['default', 'defaultRequest'] as const) {
    if (item.type !== 'Pod') checkNames(item, field, path, errors);
    else if (Object.keys(item[field] ?? {}).length > 0)
      errors.push(forbidden(`${path}.${field}`, "may not be specified when `type` is 'Pod'"));
  }
  if (
    item.type === 'PersistentVolumeClaim' &&
    item.min?.['storage'] === undefined &&
    item.max?.['storage'] === undefined
  )
    errors.push(
      required(`${path}.limits`, 'either minimum or maximum storage value is required, but neither was provided'),
    );
  checkNames(item, 'maxLimitRequestRatio', path, errors);
  const ofPod = item.type === 'Pod' ? { ...item, default: undefined, defaultRequest: undefined } : item;
  const { max, min, default: limits, defaultRequest, maxLimitRequestRatio } = ofPod;
  const names = new Set(
    [max, min, limits, defaultRequest, maxLimitRequestRatio].flatMap((list) => Object.keys(list ?? {})),
  );
  for (const name of [...names].sort()) checkAmounts(ofPod, name, path, errors);
}

type Lists = 'max' | 'min' | 'default' | 'defaultRequest' | 'maxLimitRequestRatio';

function checkNames(item: LimitRangeItem, field: Lists, path: string, errors: Errors): void {
  const check = item.type === 'Pod' || item.type === 'Container' ? checkContainerResourceName : checkAnyResourceName;
  for (const name of Object.keys(item[field] ?? {})) check(name, `${path}.${field}[${name}]`, errors);
}

function exceeds(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && compareQuantities(quantityOf(a), quantityOf(b)) > 0;
}

function checkAmounts(item: LimitRangeItem, name: string, path: string, errors: Errors): void {
  const [min, max] = [item.min?.[name], item.max?.[name]];
  const [limit, request] = [item.default?.[name], item.defaultRequest?.[name]];
  const onRequest = `${path}.defaultRequest[${name}]`;
  const onLimit = `${path}.default[${name}]`;
  if (exceeds(min, max))
    errors.push(invalid(`${path}.min[${name}]`, min, `min value ${min} is greater than max value ${max}`));
  if (exceeds(min, request))
    errors.push(invalid(onRequest, request, `min value ${min} is greater than default request value ${request}`));
  if (exceeds(request, max))
    errors.push(invalid(onRequest, request, `default request value ${request} is greater than max value ${max}`));
  if (exceeds(request, limit))
    errors.push(
      invalid(onRequest, request, `default request value ${request} is greater than default limit value ${limit}`),
    );
  if (exceeds(min, limit))
    errors.push(invalid(onLimit, min, `min value ${min} is greater than default value ${limit}`));
  if (exceeds(limit, max))
    errors.push(invalid(onLimit, max, `default value ${limit} is greater than max value ${max}`));
  checkRatio(item, name, path, errors);
  const differ = exceeds(limit, request) || exceeds(request, limit);
  if (!isOvercommitAllowed(name) && differ)
    errors.push(
      invalid(onRequest, request, `default value ${limit} must equal to defaultRequest value ${request} in ${name}`),
    );
}

function checkRatio(
  { min, max, maxLimitRequestRatio }: LimitRangeItem,
  name: string,
  path: string,
  errors: Errors,
): void {
  const ratio = maxLimitRequestRatio?.[name];
  if (ratio === undefined) return;
  const at = `${path}.maxLimitRequestRatio[${name}]`;
  if (exceeds(quantityText(newQuantity(1)), ratio)) errors.push(invalid(at, ratio, `ratio ${ratio} is less than 1`));
  const [low, high] = [min?.[name], max?.[name]];
  if (low === undefined || high === undefined) return;
  const possible = approximateNumber(quantityOf(high)) / approximateNumber(quantityOf(low));
  if (approximateNumber(quantityOf(ratio)) > possible)
    errors.push(invalid(at, ratio, `ratio ${ratio} is greater than max/min = ${possible.toFixed(6)}`));
}
