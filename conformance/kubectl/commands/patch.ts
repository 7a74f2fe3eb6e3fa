import { deepEqual } from '../../../engine/apimachinery/equality.js';
import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { applyJsonPatch } from '../../../engine/apimachinery/patch/json-patch.js';
import { applyMergePatch } from '../../../engine/apimachinery/patch/merge-patch.js';
import { applyStrategicMergePatch } from '../../../engine/apimachinery/patch/strategic-merge-patch.js';
import { quote } from '../../../engine/apimachinery/quote.js';
import { schemas } from '../../../engine/apis/generated/schemas.js';
import { parseText } from '../../../engine/apiserver/text.js';
import { schemaOf } from '../../../engine/apiserver/registry/catalogue.js';
import { choiceOf, FILENAME_FLAGS, LOCAL_FLAG } from '../choosing.js';
import type { Command } from '../command.js';
import { DRY_RUN_FLAG, dryRunOf, FIELD_MANAGER_FLAG, type DryRun } from '../dry-run.js';
import type { Kubectl } from '../effect.js';
import { fail, hasReason, isFailure, type Failure } from '../failure.js';
import { flagOf, isSet, textOf, type Arguments } from '../flags.js';
import { PRINT_FLAGS, printerFor } from '../printers/print-flags.js';
import { find } from '../resources/builder.js';
import { readText } from '../resources/files.js';
import { kindOf, type Info } from '../resources/info.js';
import { kindText } from '../resources/mapping.js';
import { patchObject, type PatchType } from '../resources/requests.js';
import type { Session } from '../session.js';
import { readYaml } from '../text/yaml-read.js';

/** `kubectl patch TYPE NAME -p PATCH [--type strategic|merge|json]` (kubectl/pkg/cmd/patch). */
export const patch: Command = {
  name: 'patch',
  flags: [
    ...FILENAME_FLAGS,
    ...PRINT_FLAGS,
    LOCAL_FLAG,
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG,
    { name: 'patch', short: 'p', type: 'string' },
    { name: 'patch-file', type: 'string' },
    { name: 'type', type: 'string' },
    { name: 'subresource', type: 'string' },
    { name: 'record', type: 'bool', deprecated: '--record will be removed in the future' },
  ],
  *run(session, args) {
    const dryRun = dryRunOf(session, args);
    if (isFailure(dryRun)) return dryRun;
    const type = (flagOf(args, 'type') ?? 'strategic').toLowerCase();
    const wrong = validate(args, dryRun, type);
    if (wrong !== undefined) return wrong;
    const body = readPatch(session, args);
    if (isFailure(body)) return body;
    const run = { type: type as PatchType, body: body.value, dryRun };
    const found = yield* find(session, { ...choiceOf(session, args), subresource: textOf(args, 'subresource') });
    if (found.error !== undefined) return found.error;
    let count = 0;
    const error = yield* found.visit(function* (info) {
      count += 1;
      return yield* patchOne(session, args, run, info);
    });
    return error ?? (count === 0 ? fail('no objects passed to patch') : undefined);
  },
};

function validate(args: Arguments, dryRun: DryRun, type: string): Failure | undefined {
  const [inline, file] = [textOf(args, 'patch'), textOf(args, 'patch-file')];
  if (inline !== '' && file !== '') return fail('cannot specify --patch and --patch-file together');
  if (inline === '' && file === '')
    return fail('must specify --patch or --patch-file containing the contents of the patch');
  if (isSet(args, 'local') && args.positional.length > 0) return fail('cannot specify --local and server resources');
  if (isSet(args, 'local') && dryRun === 'server')
    return fail('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  if (!['json', 'merge', 'strategic'].includes(type))
    return fail(`--type must be one of [json merge strategic], not ${quote(textOf(args, 'type'))}`);
  return undefined;
}

/** What begins like this is sent as it is, to be read as JSON by the server (yaml.ToJSON). */
const JSON_OBJECT = /^\s*\{/;

function readPatch(session: Session, args: Arguments): { readonly value: unknown } | Failure {
  const file = textOf(args, 'patch-file');
  const text = file === '' ? textOf(args, 'patch') : readText(session.invocation.files, file);
  if (isFailure(text)) return fail(`unable to read patch file: ${text.failed}`);
  if (JSON_OBJECT.test(text)) return { value: text };
  const read = readYaml(text);
  if (!read.ok) return fail(`unable to parse ${quote(textOf(args, 'patch'))}: ${read.error}`);
  // A body that is a text is taken for JSON.
  return { value: typeof read.value === 'string' ? JSON.stringify(read.value) : read.value };
}

interface PatchRun {
  readonly type: PatchType;
  readonly body: unknown;
  readonly dryRun: DryRun;
}

function* patchOne(session: Session, args: Arguments, run: PatchRun, info: Info): Kubectl<Failure | undefined> {
  const old = info.object ?? {};
  const isLocal = isSet(args, 'local') || run.dryRun === 'client';
  const patched = isLocal ? patchLocally(old, run) : yield* patchRemotely(session, args, run, info);
  if (isFailure(patched)) return patched;
  const print = printerFor(session, args, { operation: deepEqual(old, patched) ? 'patched (no change)' : 'patched' });
  return isFailure(print) ? print : print(patched);
}

const CONTENT: Readonly<Record<string, string>> = {
  strategic: 'application/strategic-merge-patch+json',
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
};

function* patchRemotely(
  session: Session,
  args: Arguments,
  { type, body, dryRun }: PatchRun,
  info: Info,
): Kubectl<JsonObject | Failure> {
  const place = { ...info, subresource: textOf(args, 'subresource') };
  const manager = flagOf(args, 'field-manager') ?? 'kubectl-patch';
  const patched = yield* patchObject(session, place, type, body, { dryRun, manager });
  if (!isFailure(patched) || !hasReason(patched, 'UnsupportedMediaType')) return patched;
  return fail(`${CONTENT[type]} is not supported by ${kindText(info.mapping.resource)}: ${patched.failed}`);
}

/** getPatchedJSON. */
function patchLocally(object: JsonObject, { type, body: sent }: PatchRun): JsonObject | Failure {
  const read = typeof sent === 'string' ? parseText(sent, 'application/json') : { value: sent };
  if ('error' in read) return fail(read.error);
  const { value: body } = read;
  const { group, version, kind } = kindOf(object);
  const schema = schemaOf(group, version, kind);
  if (type === 'strategic' && schema === undefined)
    return fail(
      `strategic merge patch is not supported for ${group}/${version}, Kind=${kind} locally, try --type merge`,
    );
  const patched =
    type === 'json'
      ? applyJsonPatch(object, body)
      : type === 'strategic' && schema !== undefined
        ? applyStrategicMergePatch(object, body, schema, schemas)
        : applyMergePatch(object, body);
  if (!patched.ok) return fail(patched.error);
  return isObject(patched.value) ? patched.value : fail('invalid patch');
}
