import { parseToRequirements } from '../../engine/apimachinery/label-parser.js';
import type { JsonObject } from '../../engine/apimachinery/object.js';
import { quote } from '../../engine/apimachinery/quote.js';
import { fail, type Failure } from './failure.js';

const OPERATORS: Readonly<Record<string, string>> = {
  '!=': 'NotIn',
  in: 'In',
  notin: 'NotIn',
  exists: 'Exists',
  '!': 'DoesNotExist',
};

/** A selector's text as a LabelSelector (metav1.ParseToLabelSelector). */
export function labelSelectorOf(text: string): JsonObject | Failure {
  const parsed = parseToRequirements(text);
  if (!parsed.ok) return fail(`couldn't parse the selector string ${quote(text)}: ${parsed.error}`);
  const labels: Record<string, string> = {};
  const expressions: JsonObject[] = [];
  for (const { key, operator, values } of parsed.value) {
    const operatorName = OPERATORS[operator];
    if (operator === '=' || operator === '==') labels[key] = values[0] ?? '';
    else if (operatorName === undefined) return fail(`${quote(operator)} isn't supported in label selectors`);
    else
      expressions.push({ key, operator: operatorName, ...(values.length === 0 ? {} : { values: [...values].sort() }) });
  }
  return {
    ...(Object.keys(labels).length === 0 ? {} : { matchLabels: labels }),
    ...(expressions.length === 0 ? {} : { matchExpressions: expressions }),
  };
}

/** 'a=b,c=d' as a map (generate.ParseLabels). */
export function labelsOf(text: string): Readonly<Record<string, string>> | Failure {
  const labels: Record<string, string> = {};
  for (const spec of text.split(',')) {
    const [key = '', value = '', ...more] = spec.split('=');
    if (!spec.includes('=') || more.length > 0) return fail(`unexpected label spec: ${spec}`);
    if (key === '') return fail('unexpected empty label key');
    labels[key] = value;
  }
  return labels;
}
