import { deepEqual } from '../../../../engine/apimachinery/equality.js';
import type { JsonObject } from '../../../../engine/apimachinery/object.js';
import { createMergePatch } from '../../../../engine/apimachinery/patch/merge-patch.js';
import { createTwoWayMergePatch } from '../../../../engine/apimachinery/patch/three-way-merge.js';
import { schemas } from '../../../../engine/apis/generated/schemas.js';
import { ALL_FLAG, choiceOf, CHOOSING_FLAGS, LOCAL_FLAG } from '../../choosing.js';
import { DRY_RUN_FLAG, dryRunOf, FIELD_MANAGER_FLAG, withDryRun, type DryRun } from '../../dry-run.js';
import type { Kubectl } from '../../effect.js';
import { aggregate, fail, isFailure, type Failure } from '../../failure.js';
import { flagOf, isSet, textOf, type Arguments, type Flag } from '../../flags.js';
import { PRINT_FLAGS, printerFor, type Print } from '../../printers/print-flags.js';
import { find } from '../../resources/builder.js';
import type { Info } from '../../resources/info.js';
import { patchObject } from '../../resources/requests.js';
import type { Session } from '../../session.js';
import { goForm } from '../../text/go-form.js';

/** Flags of every `kubectl set …`. */
export const SET_FLAGS: readonly Flag[] = [
  ...CHOOSING_FLAGS,
  ...PRINT_FLAGS,
  ALL_FLAG,
  LOCAL_FLAG,
  DRY_RUN_FLAG,
  FIELD_MANAGER_FLAG,
  { name: 'record', type: 'bool', deprecated: '--record will be removed in the future' },
];

/** How one `kubectl set …` changes the objects that it chose. */
export interface Setting {
  /** 'image updated'. */
  readonly operation: string;
  /** Before the server's refusal: 'failed to patch image update to pod template: '. */
  readonly refusal: string;
  /** The object as it shall be; undefined: it is left out. Errors that `complain` is told do not keep the object from being patched. */
  edit(object: JsonObject, complain: (error: Failure) => void): JsonObject | Failure | undefined;
  /** Objects that need no change are patched and printed all the same. */
  readonly always?: boolean;
}

export const LOCAL_AND_SERVER = 'cannot specify --local and --dry-run=server - did you mean --dry-run=client?';

/** What the flags of a `set` command say, and the objects that it chose. */
export interface Chosen {
  readonly infos: readonly Info[];
  readonly dryRun: DryRun;
  readonly print: Print;
}

/** Reads the flags and the objects; `words` name them. */
export function* choose(
  session: Session,
  args: Arguments,
  words: readonly string[],
  operation: string,
): Kubectl<Chosen | Failure> {
  const dryRun = dryRunOf(session, args);
  if (isFailure(dryRun)) return dryRun;
  const print = printerFor(session, args, { operation: withDryRun(operation, dryRun) });
  if (isFailure(print)) return print;
  const local = isSet(args, 'local');
  const choice = choiceOf(session, args, local ? [] : words);
  const found = yield* find(session, { ...choice, all: false, allowEmptySelector: isSet(args, 'all'), latest: !local });
  const { infos, error } = yield* found.infos();
  return error ?? { infos, dryRun, print };
}

/** Changes each object by a strategic merge patch and says so (set.CalculatePatches and what follows it). */
export function* setAll(
  session: Session,
  args: Arguments,
  chosen: Chosen,
  setting: Setting,
): Kubectl<Failure | undefined> {
  const errors: Failure[] = [];
  const edits: { readonly info: Info; readonly edited: JsonObject }[] = [];
  for (const info of chosen.infos) {
    const edited = setting.edit(info.object ?? {}, (error) => errors.push(error));
    if (edited === undefined) continue;
    if (isFailure(edited)) errors.push(fail(`error: ${info.mapping.resource.plural}/${info.name} ${edited.failed}\n`));
    else if (setting.always === true || !deepEqual(info.object, edited)) edits.push({ info, edited });
  }
  for (const { info, edited } of edits) {
    const result = yield* setOne(session, args, chosen.dryRun, info, edited);
    const error = isFailure(result) ? fail(setting.refusal + result.failed) : chosen.print(result);
    if (error !== undefined) errors.push(error);
  }
  return aggregate(errors);
}

function* setOne(
  session: Session,
  args: Arguments,
  dryRun: DryRun,
  info: Info,
  edited: JsonObject,
): Kubectl<JsonObject | Failure> {
  if (isSet(args, 'local') || dryRun === 'client') return goForm(edited);
  const patch = patchBetween(info, edited);
  if (isFailure(patch)) return patch;
  const manager = flagOf(args, 'field-manager') ?? 'kubectl-set';
  return yield* patchObject(session, info, 'strategic', patch, { dryRun, manager });
}

/** The patch that makes an object what it shall be. */
export function patchBetween({ object = {}, mapping }: Info, edited: JsonObject): JsonObject | Failure {
  if (mapping.schema === undefined) return createMergePatch(object, edited);
  const patch = createTwoWayMergePatch(object, edited, mapping.schema, schemas);
  return patch.ok ? patch.value : fail(patch.error);
}

export function hasOutput(args: Arguments): boolean {
  return textOf(args, 'output') !== '';
}
