import { deepEqual } from '../../../../apimachinery/equality.js';
import { defaultMutatingConfiguration } from '../../../../apis/admissionregistration/defaults.js';
import { validateWebhooks, validateWebhooksUpdate } from '../../../../apis/admissionregistration/webhooks.js';
import type { MutatingWebhookConfiguration } from '../../../../apis/generated/admissionregistration.v1.js';
import { mutatingwebhookconfigurations } from '../../../../apis/generated/resources.js';
import { firstGeneration, nextGeneration } from '../../generations.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/admissionregistration/mutatingwebhookconfiguration. */
export const mutatingWebhookStrategy: Strategy<MutatingWebhookConfiguration> = {
  resource: mutatingwebhookconfigurations,
  allowUnconditionalUpdate: false,
  defaults: defaultMutatingConfiguration,
  prepareForCreate: firstGeneration,
  prepareForUpdate: (object, old) => nextGeneration(object, old, !deepEqual(object.webhooks, old.webhooks)),
  validate: validateWebhooks,
  validateUpdate: validateWebhooksUpdate,
};
