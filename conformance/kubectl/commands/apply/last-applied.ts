import { deepEqual } from '../../../../engine/apimachinery/equality.js';
import { marshalSorted } from '../../../../engine/apimachinery/json-text.js';
import type { JsonObject } from '../../../../engine/apimachinery/object.js';
import { ALL_FLAG, choiceOf, CHOOSING_FLAGS, FILENAME_FLAGS } from '../../choosing.js';
import type { Command } from '../../command.js';
import { DRY_RUN_FLAG, dryRunOf, withDryRun } from '../../dry-run.js';
import type { Kubectl } from '../../effect.js';
import { fail, isFailure, isNotFound, withSource, type Failure } from '../../failure.js';
import { flagOf, isSet } from '../../flags.js';
import { LAST_APPLIED, lastApplied, lastAppliedText } from '../../last-applied.js';
import { PRINT_FLAGS, printerFor } from '../../printers/print-flags.js';
import { find } from '../../resources/builder.js';
import { infoText, type Info } from '../../resources/info.js';
import { getInfo, patchObject } from '../../resources/requests.js';
import type { Session } from '../../session.js';
import { toJsonInOrder } from '../../text/json-write.js';
import { toYaml } from '../../text/yaml-write.js';
import { usage } from '../../usage.js';

/** `kubectl apply view-last-applied`: what was applied last, from the annotation. */
export const viewLastApplied: Command = {
  name: 'apply view-last-applied',
  flags: [...CHOOSING_FLAGS, ALL_FLAG, { name: 'output', short: 'o', type: 'string' }],
  *run(session, args) {
    const found = yield* find(session, { ...choiceOf(session, args), latest: true, continueOnError: false });
    const configurations: JsonObject[] = [];
    const failed = yield* found.visit(function* ({ name, object }) {
      const configuration = lastApplied(object);
      if (configuration === undefined)
        return fail(`no last-applied-configuration annotation found on resource: ${name}\n`);
      configurations.push(configuration);
      return undefined;
    });
    if (failed !== undefined) return failed;
    const format = flagOf(args, 'output') ?? 'yaml';
    for (const configuration of configurations) {
      if (format === 'json') session.write(toJsonInOrder(configuration));
      else if (format === 'yaml') session.write(toYaml(configuration));
      else
        return usage(
          'apply view-last-applied',
          `Unexpected -o output mode: ${format}, the flag 'output' must be one of yaml|json`,
        );
    }
    return undefined;
  },
};

/** `kubectl apply set-last-applied -f`: writes the annotation, nothing else. */
export const setLastApplied: Command = {
  name: 'apply set-last-applied',
  flags: [...FILENAME_FLAGS, ...PRINT_FLAGS, DRY_RUN_FLAG, { name: 'create-annotation', type: 'bool' }],
  *run(session, args) {
    const dryRun = dryRunOf(session, args);
    if (isFailure(dryRun)) return dryRun;
    const print = printerFor(session, args, { operation: withDryRun('configured', dryRun) });
    if (isFailure(print)) return print;
    const changes: Change[] = [];
    const found = yield* find(session, { ...choiceOf(session, args), continueOnError: false });
    const failed = yield* found.visit(function* (info) {
      const change = yield* changeOf(session, info, isSet(args, 'create-annotation'));
      if (change === undefined) session.print(`set-last-applied ${info.name}: no changes required.`);
      else if (isFailure(change)) return change;
      else changes.push(change);
      return undefined;
    });
    if (failed !== undefined) return failed;
    for (const { info, live, text } of changes) {
      const patch = { metadata: { annotations: { [LAST_APPLIED]: text } } };
      const object = dryRun === 'client' ? live : yield* patchObject(session, info, 'merge', patch, { dryRun });
      const stopped = isFailure(object) ? object : print(object);
      if (stopped !== undefined) return stopped;
    }
    return undefined;
  },
};

interface Change {
  readonly info: Info;
  readonly live: JsonObject;
  readonly text: string;
}

/** Undefined: the annotation says already what the file says. */
function* changeOf(session: Session, info: Info, mayCreate: boolean): Kubectl<Change | Failure | undefined> {
  const live = yield* getInfo(session, info);
  if (isFailure(live))
    return isNotFound(live)
      ? live
      : withSource(live, `retrieving current configuration of:\n${infoText(info)}\nfrom server for:`, info.source);
  if (lastAppliedText(live) === undefined && !mayCreate)
    return fail(
      `no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`,
    );
  const text = `${marshalSorted(info.object)}\n`;
  return deepEqual(lastApplied(live), info.object) ? undefined : { info, live, text };
}
