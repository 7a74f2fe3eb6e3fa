import { parse as parseYaml } from 'yaml';
import type { Kubectl } from '../effect.js';
import { DRY_RUN_FLAGS, dryRunOf, dryRunSuffix } from '../dry-run.js';
import { flagOf, type Arguments } from '../flags.js';
import type { Command } from '../kubectl.js';
import { objectName } from '../mapping.js';
import { printObject, versionOf } from '../output.js';
import { getOne, patchOne, type PatchType } from '../patching.js';
import { SELECT_FLAGS, selectObjects, type Selected } from '../select.js';
import { fail, isFailure, isSuccess, serverError, type Failure, type Session } from '../session.js';

/** `kubectl patch TYPE NAME -p PATCH [--type strategic|merge|json]`. */
export const patch: Command = {
  name: 'patch',
  flags: [
    ...SELECT_FLAGS,
    { name: 'patch', short: 'p', type: 'value' },
    { name: 'patch-file', type: 'value' },
    { name: 'type', type: 'value' },
    { name: 'subresource', type: 'value' },
    { name: 'output', short: 'o', type: 'value' },
    ...DRY_RUN_FLAGS,
  ],
  *run(session, args) {
    const text = patchText(session, args);
    if (isFailure(text)) return text;
    const type = flagOf(args, 'type') ?? 'strategic';
    if (!isPatchType(type))
      return fail(`error: --type must be one of [json merge strategic], not ${JSON.stringify(type)}`);
    const body = parsePatch(text);
    if (isFailure(body)) return body;
    const selected = yield* selectObjects(session, args, {});
    if (isFailure(selected)) return selected;
    for (const target of selected.objects) {
      const failed = yield* patchTarget(session, args, target, type, body.value);
      if (failed !== undefined) return failed;
    }
    return undefined;
  },
};

function isPatchType(type: string): type is PatchType {
  return type === 'strategic' || type === 'merge' || type === 'json';
}

function patchText(session: Session, args: Arguments): string | Failure {
  const inline = flagOf(args, 'patch');
  const file = flagOf(args, 'patch-file');
  if (inline !== undefined) return inline;
  if (file === undefined)
    return fail('error: must specify --patch or --patch-file containing the contents of the patch');
  const found = session.invocation.files.read(file);
  return found !== undefined && 'text' in found
    ? found.text
    : fail(`error: unable to read patch file: open ${file}: no such file or directory`);
}

function parsePatch(text: string): { readonly value: unknown } | Failure {
  try {
    return { value: parseYaml(text) as unknown };
  } catch (error) {
    return fail(
      `error: unable to parse ${JSON.stringify(text)}: yaml: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function* patchTarget(
  session: Session,
  args: Arguments,
  target: Selected,
  type: PatchType,
  body: unknown,
): Kubectl<Failure | undefined> {
  const before = yield* getOne(session, target);
  if (!isSuccess(before)) return fail(serverError(before));
  const subresource = flagOf(args, 'subresource');
  const dryRun = dryRunOf(args);
  const response = yield* patchOne(session, target, type, body, {
    dryRun,
    manager: 'kubectl-patch',
    ...(subresource === undefined ? {} : { subresource }),
  });
  if (!isSuccess(response)) return fail(serverError(response));
  const output = flagOf(args, 'output');
  if (output !== undefined) return printObject(session, output, target.served, response.body);
  const name = subresource === 'scale' ? `scale.autoscaling/${target.name}` : objectName(target.served, target.name);
  const unchanged = dryRun === 'none' && versionOf(before.body) === versionOf(response.body);
  session.print(`${name} patched${unchanged ? ' (no change)' : ''}${dryRunSuffix(dryRun)}`);
  return undefined;
}
