import { quote } from '../../engine/apimachinery/quote.js';
import { isStatus } from '../../engine/apimachinery/status.js';
import type { Response, Status } from '../../engine/apiserver/request.js';

/** What tells a failure from an object that has a field of that name. */
const FAILURE = Symbol('failure');

/** A Go error value, as far as kubectl tells them apart. */
export interface Failure {
  readonly [FAILURE]: true;
  /** What err.Error() gives. */
  readonly failed: string;
  /** Of an error that is a server's answer (*errors.StatusError). */
  readonly status?: Status;
  /** Of an aggregate, its parts. */
  readonly parts?: readonly Failure[];
  /** The text is printed as it is, without 'error: '. */
  readonly bare?: boolean;
  readonly exit?: number;
}

export function fail(text: string, exit = 1): Failure {
  return { [FAILURE]: true, failed: text, exit };
}

/** An error whose text is printed as it is. */
export function failBare(text: string): Failure {
  return { ...fail(text), bare: true };
}

/** Ends a command with exit code 1 and nothing more to say (cmdutil.ErrExit). */
export const SILENT: Failure = failBare('');

export function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && FAILURE in value;
}

/** Several errors as one; none is no error (utilerrors.NewAggregate). */
export function aggregate(parts: readonly Failure[]): Failure | undefined {
  const [first] = parts;
  if (first === undefined) return undefined;
  const texts = [...new Set(parts.map(({ failed }) => failed))];
  return { ...fail(texts.length === 1 ? first.failed : `[${texts.join(', ')}]`), parts };
}

/** An aggregate's parts at any depth; another error alone (utilerrors.Flatten). */
export function flatten(failure: Failure): readonly Failure[] {
  return failure.parts === undefined ? [failure] : failure.parts.flatMap(flatten);
}

/** As {@link aggregate}; a single error stays what it is (utilerrors.Reduce of Flatten). */
export function reduced(parts: readonly Failure[]): Failure | undefined {
  const flat = parts.flatMap(flatten);
  return flat.length === 1 ? flat[0] : aggregate(flat);
}

/** The same error with another text; it stays a server's answer (a StatusError whose message is changed). */
export function reworded(failure: Failure, text: (message: string) => string): Failure {
  const failed = text(failure.failed);
  return failure.status === undefined
    ? { ...failure, failed }
    : { ...failure, failed, status: { ...failure.status, message: failed } };
}

/** fmt.Errorf("…%v", err): only the text is left. */
export function wrapped(failure: Failure, prefix: string): Failure {
  return fail(`${prefix}${failure.failed}`);
}

/** 'error when creating "STDIN": …' (cmdutil.AddSourceToErr). */
export function withSource(failure: Failure, verb: string, source: string): Failure {
  return source === '' ? failure : reworded(failure, (message) => `error when ${verb} ${quote(source)}: ${message}`);
}

export function isNotFound({ status }: Failure): boolean {
  return status?.reason === 'NotFound' || (status?.code === 404 && status.reason === undefined);
}

export function hasReason({ status }: Failure, reason: string): boolean {
  return status?.reason === reason;
}

export function isSuccess({ code }: Response): boolean {
  return code >= 200 && code < 300;
}

/** What was asked of which resource: said of answers that are no Status. */
export interface Asked {
  readonly method: string;
  /** 'deployments.apps'. */
  readonly resource?: string;
  readonly name?: string;
}

/** The error of an answer that is no success (rest.Result.Error). */
export function refusal(response: Response, asked?: Asked): Failure {
  const { code, body } = response;
  if (code === 0) return unreachable();
  if (isStatus(body) && body.status === 'Failure') return { ...fail(body.message ?? ''), status: body };
  return genericAnswer(response, asked);
}

/** The server did not answer at all. */
function unreachable(): Failure {
  const text = 'The connection to the server kubernetes was refused - did you specify the right host or port?';
  return failBare(text);
}

const GENERIC: Readonly<Record<number, readonly [reason: string, message: string]>> = {
  400: ['BadRequest', 'the server rejected our request for an unknown reason'],
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  406: ['NotAcceptable', 'the server was unable to respond with a content type that the client supports'],
  409: ['Conflict', 'the server reported a conflict'],
  422: ['Invalid', 'the server rejected our request due to an error in our request'],
  429: ['TooManyRequests', 'the server has received too many requests and has asked us to try again later'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
};

/** errors.NewGenericServerResponse. */
function genericAnswer({ code, body }: Response, asked?: Asked): Failure {
  const said = typeof body === 'string' ? body.trim() : 'unknown';
  const [reason, generic] = GENERIC[code] ?? other(code, said);
  const text = code === 403 || code === 415 || (code === 406 && said !== 'unknown') ? said : generic;
  const what = asked?.resource === undefined ? [] : [asked.method.toLowerCase(), asked.resource, asked.name ?? ''];
  const suffix = what.length === 0 ? '' : ` (${what.filter((word) => word !== '').join(' ')})`;
  const message = text + suffix;
  return {
    ...fail(message),
    status: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason, message, code },
  };
}

function other(code: number, said: string): readonly [string, string] {
  if (code === 403) return ['Forbidden', said];
  if (code === 415) return ['UnsupportedMediaType', said];
  if (code < 500) return ['', `the server responded with the status code ${code} but did not return more information`];
  return ['InternalError', `an error on the server (${quote(said)}) has prevented the request from succeeding`];
}

/** What goes to stderr when a command ends with an error (cmdutil.checkErr). Without a newline at the end. */
export function complaint(failure: Failure): string {
  const only = failure.parts?.length === 1 ? (failure.parts[0] ?? failure) : failure;
  if (only.status?.reason === 'Invalid') return invalidText(only.status);
  if (only.parts !== undefined) return only.parts.map(messageOf).join('\n');
  if (only.bare === true) return only.failed;
  const standard = standardMessage(only);
  return standard ?? (only.failed.startsWith('error: ') ? only.failed : `error: ${only.failed}`);
}

/** One line of several errors (messageForError). */
export function messageOf(failure: Failure): string {
  return standardMessage(failure) ?? failure.failed;
}

/** cmdutil.StandardErrorMessage. */
function standardMessage({ failed, status }: Failure): string | undefined {
  if (status === undefined) return undefined;
  if (status.reason === 'Unauthorized') return `error: You must be logged in to the server (${failed})`;
  const why = status.reason === undefined || status.reason === '' ? '' : ` (${status.reason})`;
  return `Error from server${why}: ${failed}`;
}

/** 'The Pod "x" is invalid: …', one line for a single cause, a list for several. */
function invalidText({ details, message = '' }: Status): string {
  if (details === undefined) return message === '' ? 'The request is invalid' : `The request is invalid: ${message}`;
  const { kind = '', name = '', causes = [] } = details;
  const named = kind !== '' || name !== '';
  const plain = message !== '' && causes.length === 0 ? `The request is invalid: ${message}` : 'The request is invalid';
  const head = named ? `The ${kind} ${quote(name)} is invalid` : plain;
  if (causes.length === 0) return head;
  const lines = [...new Set(causes.map((cause) => `${cause.field ?? ''}: ${cause.message ?? ''}`))];
  return lines.length === 1 ? `${head}: ${lines[0]}` : `${head}: \n${lines.map((line) => `* ${line}`).join('\n')}`;
}
