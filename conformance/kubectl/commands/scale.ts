import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { ALL_FLAG, choiceOf, CHOOSING_FLAGS } from '../choosing.js';
import type { Command } from '../command.js';
import { DRY_RUN_FLAG, dryRunOf, withDryRun, type DryRun } from '../dry-run.js';
import type { Kubectl } from '../effect.js';
import { fail, hasReason, isFailure, type Failure } from '../failure.js';
import { durationOf, intOf, isSet, textOf, type Arguments } from '../flags.js';
import { PRINT_FLAGS, printerFor } from '../printers/print-flags.js';
import { find } from '../resources/builder.js';
import { metaText, type Info } from '../resources/info.js';
import { resourceText } from '../resources/mapping.js';
import { getObject, patchObject, replaceObject } from '../resources/requests.js';
import type { Session } from '../session.js';

const RETRY_MILLIS = 1_000;
const RETRY_LIMIT_MILLIS = 300_000;

/** `kubectl scale TYPE/NAME --replicas=N`, through the scale subresource (kubectl/pkg/cmd/scale). */
export const scale: Command = {
  name: 'scale',
  flags: [
    ...CHOOSING_FLAGS,
    ...PRINT_FLAGS,
    ALL_FLAG,
    DRY_RUN_FLAG,
    { name: 'replicas', type: 'int' },
    { name: 'current-replicas', type: 'int' },
    { name: 'resource-version', type: 'string' },
    { name: 'timeout', type: 'duration' },
    { name: 'record', type: 'bool', deprecated: '--record will be removed in the future' },
  ],
  required: ['replicas'],
  *run(session, args) {
    const dryRun = dryRunOf(session, args);
    if (isFailure(dryRun)) return dryRun;
    const print = printerFor(session, args, { operation: withDryRun('scaled', dryRun) });
    if (isFailure(print)) return print;
    if (intOf(args, 'replicas', 0) < 0)
      return fail('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
    if (intOf(args, 'current-replicas', -1) < -1)
      return fail('The --current-replicas must specify an integer of -1 or greater');
    const found = yield* find(session, {
      ...choiceOf(session, args),
      all: false,
      allowEmptySelector: isSet(args, 'all'),
    });
    if (found.error !== undefined) return found.error;
    const { infos, error } = yield* found.infos();
    if (textOf(args, 'resource-version') !== '' && infos.length > 1)
      return fail('cannot use --resource-version with multiple resources');
    if (infos.length === 0) return error ?? fail('no objects passed to scale');
    for (const info of infos) {
      const failed = dryRun === 'client' ? undefined : yield* scaleOne(session, args, info, dryRun);
      const stopped = failed ?? print(info.object ?? {});
      if (stopped !== undefined) return stopped;
    }
    return error;
  },
};

/** Why a resource cannot be scaled, if it cannot. */
export function unscalable({ mapping }: Info): Failure | undefined {
  if (mapping.subresources.includes('scale')) return undefined;
  return fail(`could not find scale subresource for ${resourceText(mapping.resource)} in discovery information`);
}

function* scaleOne(session: Session, args: Arguments, info: Info, dryRun: DryRun): Kubectl<Failure | undefined> {
  const until = session.now + RETRY_LIMIT_MILLIS;
  for (;;) {
    const refused = yield* scaleOnce(session, args, info, dryRun);
    if (refused === undefined) break;
    if (!hasReason(refused, 'Conflict')) return refused;
    if (session.now >= until) return fail('timed out waiting for the condition');
    yield* session.sleep(RETRY_MILLIS);
  }
  const timeout = durationOf(args, 'timeout', 0);
  return timeout === 0 || dryRun !== 'none'
    ? undefined
    : yield* waitForReplicas(session, info, intOf(args, 'replicas', 0), timeout);
}

/** With a precondition the scale is read, compared and replaced; without one it is patched (genericScaler.ScaleSimple). */
function* scaleOnce(session: Session, args: Arguments, info: Info, dryRun: DryRun): Kubectl<Failure | undefined> {
  const place = { ...info, subresource: 'scale' };
  const replicas = intOf(args, 'replicas', 0);
  const [size, version] = [intOf(args, 'current-replicas', -1), textOf(args, 'resource-version')];
  if (size === -1 && version === '') {
    const patched = yield* patchObject(session, place, 'merge', { spec: { replicas } }, { dryRun });
    return isFailure(patched) ? patched : undefined;
  }
  const now = yield* getObject(session, place);
  if (isFailure(now)) return now;
  const { spec } = partsOf(now);
  if (size !== -1 && spec !== size) return fail(`Expected replicas to be ${size}, was ${spec}`);
  const found = metaText(now, 'resourceVersion');
  if (version !== '' && version !== found) return fail(`Expected resource version to be ${version}, was ${found}`);
  const body = { ...now, spec: { ...(isObject(now['spec']) ? now['spec'] : {}), replicas } };
  const replaced = yield* replaceObject(session, place, body, { dryRun });
  return isFailure(replaced) ? replaced : undefined;
}

/** What a Scale wants, and what it has. */
function partsOf(scaled: JsonObject): { readonly spec: number; readonly status: number } {
  const replicasOf = (part: unknown): number => {
    const replicas = isObject(part) ? part['replicas'] : undefined;
    return typeof replicas === 'number' ? replicas : 0;
  };
  return { spec: replicasOf(scaled['spec']), status: replicasOf(scaled['status']) };
}

function* waitForReplicas(session: Session, info: Info, wanted: number, timeout: number): Kubectl<Failure | undefined> {
  const until = session.now + timeout;
  for (;;) {
    const now = yield* getObject(session, { ...info, subresource: 'scale' });
    if (isFailure(now)) return now;
    const { spec, status } = partsOf(now);
    if (spec !== wanted || status === wanted) return undefined;
    const left = until - session.now;
    if (left <= 0 || (yield* session.pass(Math.min(left, RETRY_MILLIS))).idle)
      return fail(`timed out waiting for "${info.name}" to be synced`);
  }
}
