import type { ControllerRevision } from '../../../../apis/generated/apps.v1.js';
import { controllerrevisions } from '../../../../apis/generated/resources.js';
import {
  validateControllerRevision,
  validateControllerRevisionUpdate,
} from '../../../../apis/apps/controllerrevision.js';
import type { Strategy } from '../../strategy.js';

/** Follows the strategy of pkg/registry/apps/controllerrevision. */
export const controllerRevisionStrategy: Strategy<ControllerRevision> = {
  resource: controllerrevisions,
  validate: validateControllerRevision,
  validateUpdate: validateControllerRevisionUpdate,
};
