import type { Container, EnvVar, ResourceFieldSelector } from '../../../engine/apis/generated/core.v1.js';
import { isZero, milliValue, quantityOf, quantityValue } from '../../../engine/apimachinery/quantity.js';
import type { Report } from './report.js';

/** The value of a field of the pod itself, as far as kubectl knows it. */
export type FieldValue = (path: string) => string;

export function describeEnvironment(report: Report, container: Container, fieldValue: FieldValue | undefined): void {
  const { env = [], envFrom = [] } = container;
  if (envFrom.length > 0) report.line(2, 'Environment Variables from:');
  for (const { configMapRef, secretRef, prefix = '' } of envFrom) {
    const reference = configMapRef ?? secretRef;
    const kind = configMapRef !== undefined ? 'ConfigMap' : secretRef !== undefined ? 'Secret' : '';
    const how = prefix === '' ? '' : ` with prefix '${prefix}'`;
    report.line(3, `${reference?.name ?? ''}\t${kind}${how}\tOptional: ${reference?.optional === true}`);
  }
  report.line(2, `Environment:${env.length === 0 ? '\t<none>' : ''}`);
  for (const variable of env) describeVariable(report, container, variable, fieldValue);
}

function describeVariable(
  report: Report,
  container: Container,
  { name, value = '', valueFrom }: EnvVar,
  fieldValue: FieldValue | undefined,
): void {
  if (valueFrom === undefined) {
    const [first = '', ...more] = value.split('\n');
    report.line(3, `${name}:\t${first}`);
    for (const line of more) report.line(3, `\t${line}`);
    return;
  }
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom;
  if (fieldRef !== undefined) {
    const text = fieldValue?.(fieldRef.fieldPath) ?? '';
    report.line(3, `${name}:\t${text} (${fieldRef.apiVersion ?? ''}:${fieldRef.fieldPath})`);
  } else if (resourceFieldRef !== undefined) {
    report.line(3, `${name}:\t${resourceText(container, resourceFieldRef)} (${resourceFieldRef.resource})`);
  } else if (secretKeyRef !== undefined) {
    const optional = secretKeyRef.optional === true;
    report.line(
      3,
      `${name}:\t<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name ?? ''}'>\tOptional: ${optional}`,
    );
  } else if (configMapKeyRef !== undefined) {
    const optional = configMapKeyRef.optional === true;
    report.line(
      3,
      `${name}:\t<set to the key '${configMapKeyRef.key}' of config map '${configMapKeyRef.name ?? ''}'>\tOptional: ${optional}`,
    );
  }
}

const STANDARD = ['cpu', 'memory', 'ephemeral-storage'];

/** A limit or request in units of the divisor, rounded up (resource.ExtractContainerResourceValue). */
function resourceText({ resources }: Container, { resource, divisor }: ResourceFieldSelector): string {
  const [list = '', name = ''] = resource.split(/\.(.*)/s);
  const isKnown =
    (list === 'limits' || list === 'requests') && (STANDARD.includes(name) || name.startsWith('hugepages-'));
  if (!isKnown) return '';
  const unit = quantityOf(divisor);
  const [amount, one] = [
    quantityOf((list === 'limits' ? resources?.limits : resources?.requests)?.[name]),
    isZero(unit) ? quantityOf('1') : unit,
  ];
  const value =
    name === 'cpu'
      ? Math.ceil(milliValue(amount) / milliValue(one))
      : Math.ceil(quantityValue(amount) / quantityValue(one));
  return value === 0 && (resource === 'limits.cpu' || resource === 'limits.memory')
    ? 'node allocatable'
    : String(value);
}
