import { fail, isFailure } from '../../failure.js';
import { intOf, isSet, textOf } from '../../flags.js';
import { amountsOf } from '../set/resources.js';
import { labelSelectorOf } from '../../label-selector.js';
import { createCommand, intOrString, metadataIn, optional } from './generated.js';

/** `kubectl create namespace NAME`. */
export const createNamespace = createCommand({
  name: 'create namespace',
  aliases: ['create ns'],
  flags: [],
  *build(_session, _args, name) {
    return { kind: 'Namespace', apiVersion: 'v1', metadata: { name }, spec: {}, status: {} };
  },
});

/** `kubectl create serviceaccount NAME`. */
export const createServiceAccount = createCommand({
  name: 'create serviceaccount',
  aliases: ['create sa'],
  flags: [],
  refusal: 'failed to create serviceaccount: ',
  *build(session, _args, name) {
    return { kind: 'ServiceAccount', apiVersion: 'v1', metadata: metadataIn(session, name) };
  },
});

/** `kubectl create quota NAME --hard=pods=2 --scopes=…`. */
export const createQuota = createCommand({
  name: 'create quota',
  aliases: ['create resourcequota'],
  flags: [
    { name: 'hard', type: 'string' },
    { name: 'scopes', type: 'string' },
  ],
  refusal: 'failed to create quota: ',
  *build(session, args, name) {
    const hard = amountsOf(textOf(args, 'hard'));
    if (isFailure(hard)) return hard;
    const scopes = textOf(args, 'scopes') === '' ? [] : textOf(args, 'scopes').split(',');
    if (scopes.includes('')) return fail('invalid resource quota scope ""');
    const spec = { ...optional('hard', hard), ...optional('scopes', scopes) };
    return { kind: 'ResourceQuota', apiVersion: 'v1', metadata: metadataIn(session, name), spec, status: {} };
  },
});

/** `kubectl create poddisruptionbudget NAME --selector=… --min-available=…`. */
export const createPodDisruptionBudget = createCommand({
  name: 'create poddisruptionbudget',
  aliases: ['create pdb'],
  flags: [
    { name: 'min-available', type: 'string' },
    { name: 'max-unavailable', type: 'string' },
    { name: 'selector', type: 'string' },
  ],
  refusal: 'failed to create poddisruptionbudgets: ',
  *build(session, args, name) {
    const [min, max] = [textOf(args, 'min-available'), textOf(args, 'max-unavailable')];
    if (textOf(args, 'selector') === '') return fail('a selector must be specified');
    if (min === '' && max === '') return fail('one of min-available or max-unavailable must be specified');
    if (min !== '' && max !== '') return fail('min-available and max-unavailable cannot be both specified');
    if (min !== '' && !/^[0-9]+%?$/.test(min)) return fail('invalid format specified for min-available');
    if (max !== '' && !/^[0-9]+%?$/.test(max)) return fail('invalid format specified for max-unavailable');
    const selector = labelSelectorOf(textOf(args, 'selector'));
    if (isFailure(selector)) return selector;
    const spec = {
      ...(min === '' ? {} : { minAvailable: intOrString(min) }),
      selector,
      ...(max === '' ? {} : { maxUnavailable: intOrString(max) }),
    };
    const status = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
    return { kind: 'PodDisruptionBudget', apiVersion: 'policy/v1', metadata: metadataIn(session, name), spec, status };
  },
});

/** `kubectl create priorityclass NAME --value=…`. */
export const createPriorityClass = createCommand({
  name: 'create priorityclass',
  aliases: ['create pc'],
  flags: [
    { name: 'value', type: 'int' },
    { name: 'global-default', type: 'bool' },
    { name: 'description', type: 'string' },
    { name: 'preemption-policy', type: 'string' },
  ],
  refusal: 'failed to create priorityclass: ',
  *build(_session, args, name) {
    return {
      kind: 'PriorityClass',
      apiVersion: 'scheduling.k8s.io/v1',
      metadata: { name },
      value: intOf(args, 'value', 0),
      ...optional('globalDefault', isSet(args, 'global-default')),
      ...optional('description', textOf(args, 'description')),
      preemptionPolicy: textOf(args, 'preemption-policy') || 'PreemptLowerPriority',
    };
  },
});
