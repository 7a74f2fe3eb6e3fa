import type { PodTemplate } from '../../../../apis/generated/core.v1.js';
import { podtemplates } from '../../../../apis/generated/resources.js';
import { deepEqual } from '../../../../apimachinery/equality.js';
import { defaultTemplate } from '../../../../apis/core/pod/default-spec.js';
import { dropDisabledTemplateFields } from '../../../../apis/core/pod/drop-disabled.js';
import { changed } from '../../../../apis/core/pod/fill.js';
import { validatePodTemplate, validatePodTemplateUpdate } from '../../../../apis/core/pod/validation/template.js';
import { warningsForTemplate } from '../../../../apis/core/pod/warnings/pod-warnings.js';
import type { Strategy } from '../../strategy.js';
import { firstGeneration, nextGeneration } from '../../generations.js';

/** Follows podTemplateStrategy (pkg/registry/core/podtemplate). */
export const podTemplateStrategy: Strategy<PodTemplate> = {
  resource: podtemplates,
  defaults: (object) => changed(object, 'template', defaultTemplate),
  prepareForCreate: (object) =>
    firstGeneration(changed(object, 'template', (template) => dropDisabledTemplateFields(template, undefined))),
  prepareForUpdate: (object, old) => {
    const kept = changed(object, 'template', (template) => dropDisabledTemplateFields(template, old.template));
    return nextGeneration(kept, old, !deepEqual(kept.template, old.template));
  },
  validate: validatePodTemplate,
  validateUpdate: validatePodTemplateUpdate,
  warnings: (object, old) =>
    old === undefined || old.metadata.generation !== object.metadata.generation
      ? warningsForTemplate(object.template, 'template')
      : [],
};
