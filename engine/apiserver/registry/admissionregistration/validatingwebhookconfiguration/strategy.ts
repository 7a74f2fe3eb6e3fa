import { deepEqual } from '../../../../apimachinery/equality.js';
import { defaultValidatingConfiguration } from '../../../../apis/admissionregistration/defaults.js';
import { validateWebhooks, validateWebhooksUpdate } from '../../../../apis/admissionregistration/webhooks.js';
import type { ValidatingWebhookConfiguration } from '../../../../apis/generated/admissionregistration.v1.js';
import { validatingwebhookconfigurations } from '../../../../apis/generated/resources.js';
import { firstGeneration, nextGeneration } from '../../generations.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/admissionregistration/validatingwebhookconfiguration. */
export const validatingWebhookStrategy: Strategy<ValidatingWebhookConfiguration> = {
  resource: validatingwebhookconfigurations,
  allowUnconditionalUpdate: false,
  defaults: defaultValidatingConfiguration,
  prepareForCreate: firstGeneration,
  prepareForUpdate: (object, old) => nextGeneration(object, old, !deepEqual(object.webhooks, old.webhooks)),
  validate: validateWebhooks,
  validateUpdate: validateWebhooksUpdate,
};
