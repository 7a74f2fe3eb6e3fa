import type { Deployment } from '../../../../apis/generated/apps.v1.js';
import { deployments } from '../../../../apis/generated/resources.js';
import { semanticEqual } from '../../../../apimachinery/equality.js';
import {
  defaultDeployment,
  validateDeployment,
  validateDeploymentStatus,
  validateDeploymentUpdate,
} from '../../../../apis/apps/deployment.js';
import { dropDisabledTemplateFields } from '../../../../apis/core/pod/drop-disabled.js';
import { changed, withField } from '../../../../apis/core/pod/fill.js';
import { warningsForTemplate } from '../../../../apis/core/pod/warnings/pod-warnings.js';
import type { Strategy } from '../../strategy.js';
import { asNew, countingSpecChanges, nextGeneration } from '../../generations.js';
import { nameWarnings } from '../../name-warnings.js';

/** Follows deploymentStrategy (pkg/registry/apps/deployment): changed annotations count as a change, too. */
export const deploymentStrategy: Strategy<Deployment> = {
  resource: deployments,
  defaults: defaultDeployment,
  prepareForCreate: (object) => asNew(dropFields(object, undefined), {}),
  prepareForUpdate: (object, old) => {
    const counted = countingSpecChanges(dropFields(object, old), old);
    const { annotations } = object.metadata;
    return semanticEqual(annotations, old.metadata.annotations) ? counted : nextGeneration(counted, old, true);
  },
  validate: validateDeployment,
  validateUpdate: validateDeploymentUpdate,
  warnings: (object, old) => {
    if (old !== undefined && old.metadata.generation === object.metadata.generation) return [];
    const names = old === undefined ? nameWarnings(object) : [];
    return [...names, ...warningsForTemplate(object.spec.template, 'spec.template')];
  },
  subresources: {
    status: {
      prepareForUpdate: (object, old) => {
        const metadata = withField(object.metadata, 'labels', old.metadata.labels);
        return withField(withField(object, 'spec', old.spec), 'metadata', metadata);
      },
      validateUpdate: validateDeploymentStatus,
    },
  },
};

function dropFields(object: Deployment, old: Deployment | undefined): Deployment {
  return changed(object, 'spec', (spec) =>
    changed(spec, 'template', (template) => dropDisabledTemplateFields(template, old?.spec.template)),
  );
}
