import type { Millis } from '../core/time.js';
import { isRunning, type ContainerRun } from './container.js';
import type { Answer } from './image-behaviour.js';
import { readProgram } from './program.js';
import { fullPace, type Pace } from './usage/pace.js';

/** Something asked of a container from outside: by a probe, a hook or another pod. */
export type ContainerRequest =
  | { readonly type: 'http'; readonly port: number; readonly path: string }
  | { readonly type: 'tcp'; readonly port: number }
  | { readonly type: 'grpc'; readonly port: number; readonly service: string }
  | { readonly type: 'exec'; readonly command: readonly string[] };

/** What comes back. Refused: nothing listens (http, tcp, grpc) or nothing runs (exec). */
export type ContainerAnswer =
  | { readonly type: 'refused' }
  | { readonly type: 'connected'; readonly takes: Millis }
  | { readonly type: 'http'; readonly status: number; readonly takes: Millis }
  | { readonly type: 'grpc'; readonly health: 'SERVING' | 'NOT_SERVING' | 'UNKNOWN'; readonly takes: Millis }
  /** `takes` is undefined of a command that does not end by itself. */
  | { readonly type: 'exit'; readonly code: number; readonly output: string; readonly takes: Millis | undefined };

const REFUSED: ContainerAnswer = { type: 'refused' };

/** How a container answers at `now`, at its pace: by its declared answers, else well once it is ready. */
export function answerOf(run: ContainerRun, request: ContainerRequest, now: Millis, pace?: Pace): ContainerAnswer {
  if (!isRunning(run, now)) return REFUSED;
  const since = now - (run.startedAt ?? now);
  const { answers = [], listens } = run.behaviour;
  const { readyAt, stretch } = pace ?? fullPace(run);
  const ready = now >= readyAt;
  const answer = answers.find((candidate) => matches(candidate, request) && isValid(candidate, since, ready));
  if (answer !== undefined) return declared(answer, request, stretch);
  if (request.type === 'exec') return executed(request.command, ready);
  if (!ready || (listens !== undefined && !listens.includes(request.port))) return REFUSED;
  return wellness(request);
}

function matches(answer: Answer, request: ContainerRequest): boolean {
  switch (request.type) {
    case 'http':
      return (
        answer.http !== undefined && isPath(answer.http, request.path) && (answer.port ?? request.port) === request.port
      );
    case 'tcp':
      return answer.tcp === request.port;
    case 'grpc':
      return answer.grpc === request.port && (answer.service ?? request.service) === request.service;
    case 'exec':
      return answer.exec === request.command.join(' ');
  }
}

function isPath(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}

function isValid({ from, until }: Answer, since: Millis, ready: boolean): boolean {
  return (from === undefined ? ready : since >= from) && (until === undefined || since < until);
}

function declared(answer: Answer, request: ContainerRequest, stretch: number): ContainerAnswer {
  if (answer.refuse === true) return REFUSED;
  const takes = answer.takes === undefined || answer.takes === 0 ? 0 : answer.takes * stretch;
  switch (request.type) {
    case 'http':
      return { type: 'http', status: answer.status ?? 200, takes };
    case 'tcp':
      return { type: 'connected', takes };
    case 'grpc':
      return { type: 'grpc', health: answer.health ?? 'SERVING', takes };
    case 'exec':
      return { type: 'exit', code: answer.exit ?? 0, output: answer.output ?? '', takes };
  }
}

function wellness(request: Exclude<ContainerRequest, { type: 'exec' }>): ContainerAnswer {
  switch (request.type) {
    case 'http':
      return { type: 'http', status: 200, takes: 0 };
    case 'tcp':
      return { type: 'connected', takes: 0 };
    case 'grpc':
      return { type: 'grpc', health: 'SERVING', takes: 0 };
  }
}

/** A command that is understood does what it says; any other succeeds once the container is ready. */
function executed(command: readonly string[], ready: boolean): ContainerAnswer {
  const program = readProgram(command);
  if (program === undefined) return { type: 'exit', code: ready ? 0 : 1, output: '', takes: 0 };
  const output = program.output.map(({ line }) => `${line}\n`).join('');
  return { type: 'exit', code: program.end?.code ?? 0, output, takes: program.end?.after };
}

/**
 * The moments after a start at which answers to the request may change, in order. Between two of them every answer is
 * the same.
 */
export function turningPoints(run: ContainerRun, request: ContainerRequest, pace?: Pace): readonly Millis[] {
  const { startedAt, behaviour, termination } = run;
  if (startedAt === undefined) return [];
  const { answers = [] } = behaviour;
  const { readyAt, changes } = pace ?? fullPace(run);
  const points = readyAt === Infinity ? [] : [readyAt];
  if (answers.some((answer) => answer.takes !== undefined && matches(answer, request))) points.push(...changes);
  for (const answer of answers) {
    if (!matches(answer, request)) continue;
    if (answer.from !== undefined) points.push(startedAt + answer.from);
    if (answer.until !== undefined) points.push(startedAt + answer.until);
  }
  if (termination !== undefined) points.push(termination.at);
  return points.sort((a, b) => a - b);
}
