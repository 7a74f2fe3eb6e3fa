import { deepEqual } from '../../../engine/apimachinery/equality.js';
import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { createMergePatch } from '../../../engine/apimachinery/patch/merge-patch.js';
import { createTwoWayMergePatch } from '../../../engine/apimachinery/patch/three-way-merge.js';
import { quote } from '../../../engine/apimachinery/quote.js';
import { marshalSorted } from '../../../engine/apimachinery/json-text.js';
import { schemas } from '../../../engine/apis/generated/schemas.js';
import { CHOOSING_FLAGS, choiceOf } from '../choosing.js';
import type { Command } from '../command.js';
import { FIELD_MANAGER_FLAG, VALIDATE_FLAG, validationOf } from '../dry-run.js';
import type { Kubectl } from '../effect.js';
import { fail, hasReason, isFailure, isNotFound, SILENT, type Failure } from '../failure.js';
import { flagOf, isSet, textOf, type Arguments } from '../flags.js';
import { PRINT_FLAGS, printerFor, withoutManagedFields } from '../printers/print-flags.js';
import { find } from '../resources/builder.js';
import { metaText, type Info } from '../resources/info.js';
import { qualifiedName } from '../resources/mapping.js';
import { itemsOf, patchObject } from '../resources/requests.js';
import type { Session } from '../session.js';
import { readYaml } from '../text/yaml-read.js';
import { toYaml } from '../text/yaml-write.js';

const HEADER =
  "# Please edit the object below. Lines beginning with a '#' will be ignored,\n" +
  '# and an empty file will abort the edit. If an error occurs while saving this file will be\n' +
  '# reopened with the relevant failures.\n#\n';

/** Where kubectl would keep what could not be saved; the real name has random digits. */
const KEPT_AT = '/tmp/kubectl-edit.yaml';

/** `kubectl edit TYPE NAME`: an editor changes the object's text, and the difference is sent (kubectl/pkg/cmd/util/editor). */
export const edit: Command = {
  name: 'edit',
  flags: [
    ...CHOOSING_FLAGS,
    ...PRINT_FLAGS,
    VALIDATE_FLAG,
    FIELD_MANAGER_FLAG,
    { name: 'output-patch', type: 'bool' },
    { name: 'save-config', type: 'bool' },
    { name: 'subresource', type: 'string' },
    { name: 'windows-line-endings', type: 'bool' },
  ],
  *run(session, args) {
    const { editor } = session.invocation;
    if (editor === undefined)
      return fail(
        'kubectl edit needs somebody at an editor: not modelled (see limitations) unless edits: [{ find, replace }] say what changes',
      );
    const asked = ['save-config', 'windows-line-endings'].find((name) => isSet(args, name));
    if (asked !== undefined) return fail(`kubectl edit --${asked} is not modelled (see limitations)`);
    const choice = { ...choiceOf(session, args), latest: true, subresource: textOf(args, 'subresource') };
    const found = yield* find(session, choice);
    if (found.error !== undefined) return found.error;
    const { infos, error } = yield* found.infos();
    if (error !== undefined) return error;
    if (infos.length === 0) return fail('edit cancelled, no objects found');
    return yield* editUntilSaved(session, args, infos, editor);
  },
};

type Editor = (text: string) => string;

function* editUntilSaved(
  session: Session,
  args: Arguments,
  infos: readonly Info[],
  editor: Editor,
): Kubectl<Failure | undefined> {
  const original = HEADER + toYaml(shown(infos));
  let edited = editor(original);
  if (withoutComments(original) === withoutComments(edited)) return told(session, 'no changes made');
  if (withoutComments(edited).trim() === '') return told(session, 'saved file was empty');
  for (;;) {
    const saved = yield* save(session, args, infos, edited);
    if (isFailure(saved)) return saved;
    if (saved.reasons.length === 0) return saved.retry ? SILENT : undefined;
    const before = withoutComments(edited);
    edited = editor(HEADER + saved.reasons.join('') + before);
    if (withoutComments(edited) !== before) continue;
    session.warn(`A copy of your changes has been stored to ${quote(KEPT_AT)}`);
    return fail('Edit cancelled, no valid changes were saved.');
  }
}

function told(session: Session, why: string): undefined {
  session.warn(`Edit cancelled, ${why}.`);
}

/** One object as it is, several as a list. */
function shown(infos: readonly Info[]): JsonObject {
  const objects = infos.map(({ object = {} }) => withoutManagedFields(object));
  const [only = {}] = objects;
  return objects.length === 1 ? only : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} };
}

function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n');
}

interface Saved {
  /** Why the text is to be edited again, as comments. */
  readonly reasons: readonly string[];
  readonly retry: boolean;
}

function* save(session: Session, args: Arguments, infos: readonly Info[], text: string): Kubectl<Saved | Failure> {
  const read = readYaml(text);
  if (!read.ok) return { reasons: [reason(`The edited file had a syntax error: ${read.error}`)], retry: false };
  const value = isObject(read.value) ? read.value : {};
  const objects = Array.isArray(value['items']) ? itemsOf(value) : [value];
  const reasons: string[] = [];
  let retry = false;
  for (const object of objects) {
    const uid = metaText(object, 'uid');
    const info = infos.find((candidate) => metaText(candidate.object, 'uid') === uid);
    if (info === undefined) return fail(`no original object found for ${marshalSorted(object)}`);
    const failure = yield* patchEdited(session, args, info, object);
    if (failure === undefined) continue;
    if (failure.status === undefined) return failure;
    session.warn(complaintOf(failure, info));
    if (hasReason(failure, 'Invalid')) reasons.push(invalidReason(failure, info));
    else retry = true;
  }
  return { reasons, retry };
}

/** editReason. */
function reason(head: string, others: readonly string[] = []): string {
  const lines = others.map((other) => `# * ${other.replaceAll('\n', '\n# ')}\n`);
  return `# ${head.replaceAll('\n', '\n# ')}${others.length > 0 ? ':' : ''}\n${lines.join('')}#\n`;
}

function invalidReason({ status }: Failure, info: Info): string {
  const causes = (status?.details?.causes ?? []).map(({ field = '', message = '' }) => `${field}: ${message}`);
  return reason(`${qualifiedName(info.mapping)} ${quote(info.name)} was not valid`, causes);
}

/** editResults.addError, and what is said of the file at the end. */
function complaintOf(failure: Failure, info: Info): string {
  const what = `error: ${qualifiedName(info.mapping)} ${quote(info.name)}`;
  if (hasReason(failure, 'Invalid')) return `${what} is invalid`;
  if (isNotFound(failure))
    return `${what} could not be found on the server\nThe edits you made on deleted resources have been saved to ${quote(KEPT_AT)}`;
  return `${what} could not be patched: ${failure.failed}\nYou can run \`kubectl replace -f ${KEPT_AT}\` to try this update again.`;
}

function* patchEdited(session: Session, args: Arguments, info: Info, edited: JsonObject): Kubectl<Failure | undefined> {
  const original = withoutManagedFields(info.object ?? {});
  if (deepEqual(original, edited)) return print(session, args, 'skipped', edited);
  if (isRenamed(original, edited)) return fail('At least one of apiVersion, kind and name was changed');
  const { schema } = info.mapping;
  const patch =
    schema === undefined
      ? ({ ok: true, value: createMergePatch(original, edited) } as const)
      : createTwoWayMergePatch(original, edited, schema, schemas);
  if (!patch.ok) return fail(patch.error);
  if (isSet(args, 'output-patch')) session.print(`Patch: ${marshalSorted(patch.value)}`);
  const validation = validationOf(args);
  if (isFailure(validation)) return validation;
  const place = { ...info, subresource: textOf(args, 'subresource') };
  const manager = flagOf(args, 'field-manager') ?? 'kubectl-edit';
  const type = schema === undefined ? 'merge' : 'strategic';
  const patched = yield* patchObject(session, place, type, patch.value, { validation, manager });
  return isFailure(patched) ? patched : print(session, args, 'edited', patched);
}

function isRenamed(original: JsonObject, edited: JsonObject): boolean {
  return (
    original['apiVersion'] !== edited['apiVersion'] ||
    original['kind'] !== edited['kind'] ||
    metaText(original, 'name') !== metaText(edited, 'name')
  );
}

function print(session: Session, args: Arguments, operation: string, object: JsonObject): Failure | undefined {
  const printer = printerFor(session, args, { operation });
  return isFailure(printer) ? printer : printer(object);
}
