import type { DaemonSet } from '../../../../apis/generated/apps.v1.js';
import { daemonsets } from '../../../../apis/generated/resources.js';
import {
  defaultDaemonSet,
  prepareDaemonSetUpdate,
  prepareNewDaemonSet,
  templateGeneration,
  validateDaemonSet,
  validateDaemonSetStatus,
  validateDaemonSetUpdate,
  withTemplateGeneration,
} from '../../../../apis/apps/daemonset.js';
import { withField } from '../../../../apis/core/pod/fill.js';
import { warningsForTemplate } from '../../../../apis/core/pod/warnings/pod-warnings.js';
import type { Strategy } from '../../strategy.js';
import { asNew, countingSpecChanges } from '../../generations.js';

const EMPTY = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };

/** Follows daemonSetStrategy (pkg/registry/apps/daemonset). */
export const daemonSetStrategy: Strategy<DaemonSet> = {
  resource: daemonsets,
  defaults: defaultDaemonSet,
  converted: (object) => withTemplateGeneration(object, templateGeneration(object)),
  prepareForCreate: (object) => asNew(prepareNewDaemonSet(object), EMPTY),
  prepareForUpdate: (object, old) => countingSpecChanges(prepareDaemonSetUpdate(object, old), old),
  validate: validateDaemonSet,
  validateUpdate: validateDaemonSetUpdate,
  warnings: (object, old) =>
    old === undefined || templateGeneration(object) !== templateGeneration(old)
      ? warningsForTemplate(object.spec.template, 'spec.template')
      : [],
  subresources: {
    status: {
      prepareForUpdate: (object, old) =>
        withTemplateGeneration(withField(object, 'spec', old.spec), templateGeneration(old)),
      validateUpdate: validateDaemonSetStatus,
    },
  },
};
