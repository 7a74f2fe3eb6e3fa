import type { Request, Response, Status } from '../../engine/apiserver/request.js';
import { isStatus } from '../../engine/apimachinery/status.js';
import type { Millis } from '../../engine/core/time.js';
import type { Invocation, Kubectl, Passed } from './effect.js';

/** Thrown-free failure of a command: what goes to stderr, and the exit code. */
export interface Failure {
  readonly failed: string;
  readonly exit?: number;
}

export function fail(message: string, exit = 1): Failure {
  return { failed: message, exit };
}

export function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'failed' in value;
}

/** The length of one command: what it has printed so far, and how it talks to the server. */
export class Session {
  private readonly out: string[] = [];
  private readonly err: string[] = [];
  private time: Millis;

  constructor(readonly invocation: Invocation) {
    this.time = invocation.now;
  }

  get now(): Millis {
    return this.time;
  }

  get namespace(): string {
    return this.invocation.namespace;
  }

  get stdout(): string {
    return this.out.join('');
  }

  get stderr(): string {
    return this.err.join('');
  }

  /** One line on stdout. */
  print(line: string): void {
    this.out.push(`${line}\n`);
  }

  /** Text on stdout, as it is. */
  write(text: string): void {
    this.out.push(text);
  }

  /** One line on stderr. */
  warn(line: string): void {
    this.err.push(`${line}\n`);
  }

  /** Sends a request; warnings of the answer go to stderr, as kubectl prints them. */
  *send(request: Omit<Request, 'type' | 'user'>): Kubectl<Response> {
    const { user } = this.invocation;
    const response = yield {
      type: 'request',
      request: { type: 'request', ...request, ...(user === undefined ? {} : { user }) },
    };
    for (const warning of response.warnings ?? []) this.warn(`Warning: ${warning}`);
    return response;
  }

  /** Lets time pass until something happens, at most `atMost`. */
  *pass(atMost: Millis): Kubectl<Passed> {
    const { body } = yield { type: 'pass', atMost };
    const passed = body as Passed;
    this.time = passed.now;
    return passed;
  }
}

export function isSuccess({ code }: Response): boolean {
  return code >= 200 && code < 300;
}

/** 'Error from server (NotFound): pods "x" not found', as cmdutil.CheckErr prints a Status. */
export function serverError({ code, body }: Response, prefix = ''): string {
  if (code === 0)
    return 'The connection to the server kubernetes was refused - did you specify the right host or port?';
  const { reason = '', message = '', details } = isStatus(body) ? body : unknownStatus(body);
  if (reason === 'Invalid') return invalidText(message, details);
  const why = reason === '' || reason === 'Unknown' ? '' : ` (${reason})`;
  return `Error from server${why}: ${prefix}${message}`;
}

function unknownStatus(body: unknown): Pick<Status, 'reason' | 'message' | 'details'> {
  return { message: typeof body === 'string' ? body.trim() : 'unknown' };
}

/** 'The Pod "x" is invalid: …', one line for a single cause, a list for several. */
function invalidText(message: string, details: Status['details']): string {
  const causes = details?.causes ?? [];
  if (details === undefined || causes.length === 0) return `Error from server (Invalid): ${message}`;
  const kind = details.kind ?? '';
  const head = `The ${kind} ${JSON.stringify(details.name ?? '')} is invalid: `;
  const lines = [
    ...new Set(causes.map(({ field = '', message: text = '' }) => (field === '' ? text : `${field}: ${text}`))),
  ];
  return lines.length === 1 ? head + lines[0] : `${head}\n${lines.map((line) => `* ${line}`).join('\n')}`;
}
