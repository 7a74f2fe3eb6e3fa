import { changed, changedItems, filled } from '../core/pod/fill.js';
import type {
  MatchResources,
  MutatingWebhook,
  MutatingWebhookConfiguration,
  NamedRuleWithOperations,
  RuleWithOperations,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhook,
  ValidatingWebhookConfiguration,
  WebhookClientConfig,
} from '../generated/admissionregistration.v1.js';

const EVERYTHING = {};
const TIMEOUT_SECONDS = 10;
const HTTPS_PORT = 443;

/** Follows SetDefaults_MutatingWebhook. */
export function defaultMutatingConfiguration(
  configuration: MutatingWebhookConfiguration,
): MutatingWebhookConfiguration {
  return changedItems(configuration, 'webhooks', (hook: MutatingWebhook) =>
    filled(changed(changedItems(filled(hook, HOOK), 'rules', defaultRule), 'clientConfig', defaultClient), {
      reinvocationPolicy: 'Never',
    }),
  );
}

/** Follows SetDefaults_ValidatingWebhook. */
export function defaultValidatingConfiguration(
  configuration: ValidatingWebhookConfiguration,
): ValidatingWebhookConfiguration {
  return changedItems(configuration, 'webhooks', (hook: ValidatingWebhook) =>
    changed(changedItems(filled(hook, HOOK), 'rules', defaultRule), 'clientConfig', defaultClient),
  );
}

const HOOK = {
  failurePolicy: 'Fail',
  matchPolicy: 'Equivalent',
  namespaceSelector: EVERYTHING,
  objectSelector: EVERYTHING,
  timeoutSeconds: TIMEOUT_SECONDS,
} as const;

const defaultRule = <T extends RuleWithOperations | NamedRuleWithOperations>(rule: T): T =>
  rule.scope === undefined ? { ...rule, scope: '*' } : rule;

const defaultClient = (client: WebhookClientConfig): WebhookClientConfig =>
  changed(client, 'service', (service) => filled(service, { port: HTTPS_PORT }));

/** Follows SetDefaults_ValidatingAdmissionPolicySpec. */
export function defaultPolicy(policy: ValidatingAdmissionPolicy): ValidatingAdmissionPolicy {
  return changed(policy, 'spec', (spec) =>
    changed(filled(spec, { failurePolicy: 'Fail' }), 'matchConstraints', defaultMatchResources),
  );
}

/** Follows SetObjectDefaults_ValidatingAdmissionPolicyBinding. */
export function defaultBinding(binding: ValidatingAdmissionPolicyBinding): ValidatingAdmissionPolicyBinding {
  return changed(binding, 'spec', (spec) => changed(spec, 'matchResources', defaultMatchResources));
}

/** Follows SetDefaults_MatchResources. */
function defaultMatchResources(resources: MatchResources): MatchResources {
  const { matchPolicy, namespaceSelector, objectSelector } = HOOK;
  const whole = filled(resources, { matchPolicy, namespaceSelector, objectSelector });
  return changedItems(changedItems(whole, 'resourceRules', defaultRule), 'excludeResourceRules', defaultRule);
}
