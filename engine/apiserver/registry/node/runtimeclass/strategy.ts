import { roundedQuantities } from '../../../../apis/core/pod/default-resources.js';
import { changed } from '../../../../apis/core/pod/fill.js';
import { deprecatedLabel } from '../../../../apis/core/pod/warnings/node-labels.js';
import type { RuntimeClass } from '../../../../apis/generated/node.v1.js';
import { runtimeclasses } from '../../../../apis/generated/resources.js';
import { validateRuntimeClass, validateRuntimeClassUpdate } from '../../../../apis/node/runtime-class.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/node/runtimeclass. */
export const runtimeClassStrategy: Strategy<RuntimeClass> = {
  resource: runtimeclasses,
  allowCreateOnUpdate: true,
  allowUnconditionalUpdate: false,
  defaults: (runtimeClass) =>
    changed(runtimeClass, 'overhead', (overhead) => changed(overhead, 'podFixed', roundedQuantities)),
  validate: validateRuntimeClass,
  validateUpdate: validateRuntimeClassUpdate,
  warnings: ({ scheduling }) =>
    Object.keys(scheduling?.nodeSelector ?? {}).flatMap((label) => {
      const message = deprecatedLabel(label);
      return message === undefined ? [] : [`scheduling.nodeSelector: ${message}`];
    }),
};
