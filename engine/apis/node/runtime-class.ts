import { duplicate, invalid, type FieldError } from '../../apimachinery/field-error.js';
import { nameIsDNSLabel, nameIsDNSSubdomain } from '../../apimachinery/names.js';
import { checkLabels, report, type Errors } from '../core/pod/validation/checks.js';
import { TEMPLATE_OPTIONS } from '../core/pod/validation/options.js';
import { checkResources } from '../core/pod/validation/resource-requirements.js';
import { checkTolerations } from '../core/pod/validation/tolerations.js';
import type { RuntimeClass, Scheduling } from '../generated/node.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../meta/kube-meta.js';

/** Follows ValidateRuntimeClass. */
export function validateRuntimeClass({ metadata, handler, overhead, scheduling }: RuntimeClass): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMeta(metadata, false, nameIsDNSSubdomain)];
  report(errors, 'handler', handler, nameIsDNSLabel(handler, false));
  if (overhead !== undefined)
    checkResources({ limits: overhead.podFixed ?? {} }, new Set(), 'overhead', TEMPLATE_OPTIONS, errors);
  if (scheduling !== undefined) checkScheduling(scheduling, errors);
  return errors;
}

function checkScheduling({ nodeSelector, tolerations = [] }: Scheduling, errors: Errors): void {
  checkLabels(nodeSelector, 'scheduling.nodeSelector', errors);
  const path = 'scheduling.tolerations';
  checkTolerations(tolerations, path, TEMPLATE_OPTIONS, errors);
  const seen = new Set<string>();
  tolerations.forEach(({ key = '', operator = '', value = '', effect = '', tolerationSeconds }, i) => {
    const identity = JSON.stringify([key, operator, value, effect]);
    const printed = {
      Key: key,
      Operator: operator,
      Value: value,
      Effect: effect,
      TolerationSeconds: tolerationSeconds ?? null,
    };
    if (seen.has(identity)) errors.push(duplicate(`${path}[${i}]`, printed));
    seen.add(identity);
  });
}

/** Follows ValidateRuntimeClassUpdate, after the rules of a new one. */
export function validateRuntimeClassUpdate(runtimeClass: RuntimeClass, old: RuntimeClass): readonly FieldError[] {
  return [
    ...validateRuntimeClass(runtimeClass),
    ...validateKubeMetaUpdate(runtimeClass.metadata, old.metadata),
    ...(runtimeClass.handler === old.handler ? [] : [invalid('handler', runtimeClass.handler, 'field is immutable')]),
  ];
}
