import type { JsonObject } from '../../../../engine/apimachinery/object.js';
import type { DryRun } from '../../dry-run.js';
import { flagOf, isSet, type Arguments } from '../../flags.js';
import { isBeingDeleted } from '../../last-applied.js';
import { metaText } from '../../resources/info.js';
import type { Validation } from '../../resources/manifests.js';
import type { WriteOptions } from '../../resources/requests.js';
import type { Session } from '../../session.js';

/** What one run of apply goes by. */
export interface ApplyRun {
  readonly args: Arguments;
  readonly dryRun: DryRun;
  readonly validation: Validation;
  /** The configuration is not written into the object's annotation: nothing is applied. */
  readonly leavesNoTrace?: boolean;
}

/** Query options of the writes of a run. */
export function writeOptions({ args, dryRun, validation }: ApplyRun): WriteOptions & { readonly manager: string } {
  const manager =
    flagOf(args, 'field-manager') ?? (isSet(args, 'server-side') ? 'kubectl' : 'kubectl-client-side-apply');
  return { dryRun, validation, manager };
}

export function warnIfDeleting(session: Session, object: JsonObject): void {
  if (isBeingDeleted(object))
    session.warn(`Warning: Detected changes to resource ${metaText(object, 'name')} which is currently being deleted.`);
}
