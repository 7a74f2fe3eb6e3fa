import type { Request, Response, User } from '../../../engine/index.js';
import { isStatus } from '../../../engine/apimachinery/status.js';
import type { Status } from '../../../engine/apis/generated/meta.v1.js';
import type { Expectation, TextMatch } from '../../language/plan.js';
import type { Source } from '../../expectations/source.js';
import { problem, type Problem } from '../problem.js';
import type { Run } from '../run.js';

/** Sends as somebody; absent: the administrator. */
export function sendAs(run: Run, user: User | undefined, request: Omit<Request, 'type' | 'user'>): Response {
  return run.send({ type: 'request', ...request, ...(user === undefined ? {} : { user }) });
}

/** The answer to a request for a connection. */
const SWITCHING_PROTOCOLS = 101;

export function isRefused({ code }: Response): boolean {
  return (code < 200 && code !== SWITCHING_PROTOCOLS) || code >= 300;
}

export function matchesText(match: TextMatch, text: string): boolean {
  switch (match.type) {
    case 'equals':
      return text === match.text;
    case 'contains':
      return text.includes(match.text);
    case 'matches':
      return new RegExp(match.pattern, match.flags).test(text);
  }
}

export function describeText(match: TextMatch): string {
  switch (match.type) {
    case 'equals':
      return JSON.stringify(match.text);
    case 'contains':
      return `contains ${JSON.stringify(match.text)}`;
    case 'matches':
      return `matches /${match.pattern}/${match.flags}`;
  }
}

function statusOf({ body }: Response): Partial<Status> {
  return isStatus(body) ? body : {};
}

/** '422 Invalid: …' */
export function describeResponse(response: Response): string {
  const { reason = '', message = '' } = statusOf(response);
  if (!isRefused(response)) return `${response.code}, accepted`;
  return `${response.code}${reason === '' ? '' : ` ${reason}`}: ${message === '' ? String(response.body) : message}`;
}

/** 'is refused with reason Forbidden': what an answer must be, in words. */
export function describeExpectation({ error, code, reason, message, exit }: Expectation): string {
  if (exit !== undefined) return `exits with ${exit}`;
  if (!error) return 'is accepted';
  const details = [
    ...(code === undefined ? [] : [`code ${code}`]),
    ...(reason === undefined ? [] : [`reason ${reason}`]),
    ...(message === undefined
      ? []
      : [`a message that ${message.type === 'equals' ? 'is ' : ''}${describeText(message)}`]),
  ];
  return details.length === 0 ? 'is refused' : `is refused with ${details.join(' and ')}`;
}

/** Compares an answer with what the step expects of it; without an expectation it must be accepted. */
export function checkResponse(
  source: Source,
  what: string,
  expected: Expectation | undefined,
  response: Response,
): Problem | undefined {
  if (expected === undefined)
    return isRefused(response)
      ? problem(source, `${what} is accepted`, `was refused with ${describeResponse(response)}`)
      : undefined;
  const wrong = expected.any === true ? undefined : mismatch(expected, response);
  return wrong === undefined
    ? undefined
    : problem(expected.source, `${what} ${wrong}`, `the answer was ${describeResponse(response)}`);
}

/** The first part of an expectation that an answer does not meet, in words. */
function mismatch(expected: Expectation, response: Response): string | undefined {
  const { reason = '', message = '' } = statusOf(response);
  const refused = isRefused(response);
  if (expected.error !== refused) return describeExpectation(expected);
  if (expected.code !== undefined && expected.code !== response.code) return `is refused with code ${expected.code}`;
  if (expected.reason !== undefined && expected.reason !== reason) return `is refused with reason ${expected.reason}`;
  if (expected.message !== undefined && !matchesText(expected.message, message))
    return describeExpectation({ source: expected.source, error: true, message: expected.message });
  const { warning } = expected;
  if (warning !== undefined && !(response.warnings ?? []).some((text) => matchesText(warning, text)))
    return `comes with a warning that ${describeText(warning)}`;
  return undefined;
}
