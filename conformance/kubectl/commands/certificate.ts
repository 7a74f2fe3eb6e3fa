import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { timestamp } from '../../../engine/apimachinery/time.js';
import { quote } from '../../../engine/apimachinery/quote.js';
import { choiceOf, FILENAME_FLAGS, isWithoutFiles } from '../choosing.js';
import type { Command } from '../command.js';
import type { Kubectl } from '../effect.js';
import { fail, hasReason, isFailure, isNotFound, type Failure } from '../failure.js';
import { isSet } from '../flags.js';
import { PRINT_FLAGS, printerFor } from '../printers/print-flags.js';
import { find } from '../resources/builder.js';
import type { Info } from '../resources/info.js';
import { getObject, replaceObject } from '../resources/requests.js';
import type { Session } from '../session.js';

interface Verdict {
  readonly type: string;
  readonly opposite: string;
  readonly reason: string;
  readonly message: string;
}

/** `kubectl certificate approve`. */
export const approve = certificateCommand('approve', 'approved', {
  type: 'Approved',
  opposite: 'Denied',
  reason: 'KubectlApprove',
  message: 'This CSR was approved by kubectl certificate approve.',
});

/** `kubectl certificate deny`. */
export const deny = certificateCommand('deny', 'denied', {
  type: 'Denied',
  opposite: 'Approved',
  reason: 'KubectlDeny',
  message: 'This CSR was denied by kubectl certificate deny.',
});

function certificateCommand(name: string, operation: string, verdict: Verdict): Command {
  return {
    name: `certificate ${name}`,
    flags: [...FILENAME_FLAGS, ...PRINT_FLAGS, { name: 'force', type: 'bool' }],
    *run(session, args) {
      const print = printerFor(session, args, { operation });
      if (isFailure(print)) return print;
      const names = args.positional;
      if (names.length === 0 && isWithoutFiles(args))
        return fail('one or more CSRs must be specified as <name> or -f <filename>');
      const choice = { ...choiceOf(session, args, []), enforceNamespace: false, latest: true };
      const named = names.length === 0 ? {} : { names: { resource: 'certificatesigningrequests', names } };
      const found = yield* find(session, { ...choice, ...named });
      let count = 0;
      const failed = yield* found.visit(function* (info) {
        const refused = yield* judge(session, info, verdict, isSet(args, 'force'));
        if (refused !== undefined) return refused;
        count += 1;
        return print(info.object ?? {});
      });
      if (count === 0 && failed === undefined) session.print('No resources found');
      return failed;
    },
  };
}

const RETRIES = 10;

/** Gives a request its condition; again after conflicts. */
function* judge(session: Session, info: Info, verdict: Verdict, force: boolean): Kubectl<Failure | undefined> {
  const { group, kind } = info.mapping.resource;
  if (group !== 'certificates.k8s.io' || kind !== 'CertificateSigningRequest')
    return fail(
      `can only handle CertificateSigningRequest.certificates.k8s.io objects, got ${kind}${group === '' ? '' : `.${group}`}`,
    );
  for (let attempt = 0; ; attempt++) {
    const object = yield* getObject(session, info);
    if (isFailure(object))
      return isNotFound(object) ? fail(`could not find v1 version of ${info.name}: ${object.failed}`) : object;
    const conditions = conditionsOf(object);
    if (conditions.some(({ type }) => type === verdict.opposite))
      return fail(`certificate signing request ${quote(info.name)} is already ${verdict.opposite}`);
    const isJudged = conditions.some(({ type }) => type === verdict.type);
    if (isJudged && !force) return undefined;
    const { type, reason, message } = verdict;
    const condition = {
      type,
      status: 'True',
      reason,
      message,
      lastUpdateTime: timestamp(session.now),
      lastTransitionTime: null,
    };
    const status = {
      ...(isObject(object['status']) ? object['status'] : {}),
      conditions: isJudged ? conditions : [...conditions, condition],
    };
    const replaced = yield* replaceObject(session, { ...info, subresource: 'approval' }, { ...object, status });
    if (!isFailure(replaced)) return undefined;
    if (!hasReason(replaced, 'Conflict') || attempt >= RETRIES) return replaced;
  }
}

function conditionsOf({ status }: JsonObject): readonly JsonObject[] {
  const conditions = isObject(status) ? status['conditions'] : undefined;
  return Array.isArray(conditions) ? conditions.filter(isObject) : [];
}
