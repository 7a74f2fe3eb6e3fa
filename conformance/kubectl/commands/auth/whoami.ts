import { isObject } from '../../../../engine/apimachinery/object.js';
import type { Command } from '../../command.js';
import { fail, hasReason, isFailure, isNotFound } from '../../failure.js';
import { isGiven } from '../../flags.js';
import { goList } from '../../policy-rules.js';
import { PRINT_FLAGS, printerFor } from '../../printers/print-flags.js';
import { TABLE, tabulate } from '../../text/tab-writer.js';
import { createReview } from './review.js';

const NOT_ENABLED = 'the selfsubjectreviews API is not enabled in the cluster';

/** `kubectl auth whoami`. */
export const whoami: Command = {
  name: 'auth whoami',
  flags: PRINT_FLAGS,
  *run(session, args) {
    const print = isGiven(args, 'output') ? printerFor(session, args, { typed: true }) : undefined;
    if (isFailure(print)) return print;
    const review = yield* createReview(session, 'authentication.k8s.io', 'SelfSubjectReview');
    if (isFailure(review)) {
      if (hasReason(review, 'Forbidden')) return fail(`${NOT_ENABLED} or you do not have permission to call it`);
      return isNotFound(review) ? fail(NOT_ENABLED) : review;
    }
    if (print !== undefined) return print(review);
    const { status } = review;
    const info = isObject(status) && isObject(status['userInfo']) ? status['userInfo'] : {};
    const { username, uid, groups, extra } = info;
    const rows: string[][] = [['ATTRIBUTE', 'VALUE']];
    if (typeof username === 'string' && username !== '') rows.push(['Username', username]);
    if (typeof uid === 'string' && uid !== '') rows.push(['UID', uid]);
    if (Array.isArray(groups) && groups.length > 0) rows.push(['Groups', goList(groups.map(String))]);
    if (isObject(extra))
      for (const key of Object.keys(extra).sort()) {
        const values = extra[key];
        rows.push([`Extra: ${key}`, goList(Array.isArray(values) ? values.map(String) : [])]);
      }
    session.write(tabulate(rows.map((row) => `${row.join('\t')}\n`).join(''), TABLE));
    return undefined;
  },
};
