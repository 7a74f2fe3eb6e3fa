import { quote } from '../../apimachinery/quote.js';
import type { Container, LifecycleHandler, Pod } from '../../apis/generated/core.v1.js';
import { SECOND, type Millis } from '../../core/time.js';
import type { ContainerRun } from '../../runtime/container.js';
import { readProgram } from '../../runtime/program.js';
import { answerOf } from '../../runtime/request.js';
import { resolvePort } from '../prober/port.js';
import { formatPod } from './pod-sync.js';

/** How a lifecycle hook goes when it is run to its end. */
export interface HookRun {
  /** Infinity: it does not end by itself. */
  readonly takes: Millis;
  /** Whether it ends when its container does (exec), and then fails. */
  readonly diesWithContainer: boolean;
  /** The message of its failure. */
  readonly error?: string;
}

/** Runs a postStart or preStop hook. Follows handlerRunner.Run (pkg/kubelet/lifecycle/handlers.go). */
export function runHook(
  pod: Pod,
  container: Container,
  handler: LifecycleHandler,
  run: ContainerRun,
  podIP: string,
  now: Millis,
): HookRun {
  if (handler.exec !== undefined) return runExec(pod, container, handler.exec.command ?? [], run, now);
  if (handler.httpGet !== undefined) return runHttp(pod, container, handler.httpGet, run, podIP, now);
  return { takes: (handler.sleep?.seconds ?? 0) * SECOND, diesWithContainer: false };
}

function runExec(pod: Pod, container: Container, command: readonly string[], run: ContainerRun, now: Millis): HookRun {
  const { code, output, takes } = execAnswer(command, run, now);
  const duration = takes ?? Infinity;
  if (code === 0) return { takes: duration, diesWithContainer: true };
  const error = `command '${command.join(' ')}' exited with ${code}: `;
  return { takes: duration, diesWithContainer: true, error: execFailure(pod, container, command, error, output) };
}

/** Unlike a probe's, a hook's command does not wait for the container to be ready. */
function execAnswer(
  command: readonly string[],
  run: ContainerRun,
  now: Millis,
): { code: number; output: string; takes: Millis | undefined } {
  const declared = run.behaviour.answers?.some(({ exec }) => exec === command.join(' ')) ?? false;
  if (!declared && readProgram(command) === undefined) return { code: 0, output: '', takes: 0 };
  const answer = answerOf(run, { type: 'exec', command }, now);
  return answer.type === 'exit' ? answer : { code: 0, output: '', takes: 0 };
}

/** The message of a failed exec hook. */
export function execFailure(
  pod: Pod,
  container: Container,
  command: readonly string[],
  error: string,
  output: string,
): string {
  const hook = `Exec lifecycle hook ([${command.join(' ')}]) for Container ${quote(container.name)} in Pod ${quote(formatPod(pod))}`;
  return `${hook} failed - error: ${error}, message: ${quote(output)}`;
}

type HttpGet = NonNullable<LifecycleHandler['httpGet']>;

function runHttp(pod: Pod, container: Container, get: HttpGet, run: ContainerRun, podIP: string, now: Millis): HookRun {
  const path = get.path ?? '/';
  const failure = (error: string): HookRun => ({
    takes: 0,
    diesWithContainer: false,
    error: `HTTP lifecycle hook (${path}) for Container ${quote(container.name)} in Pod ${quote(formatPod(pod))} failed - error: ${error}`,
  });
  const port = resolvePort(get.port, container);
  if (typeof port === 'string') return failure(port);
  const answer = answerOf(run, { type: 'http', port, path }, now);
  const url = `${(get.scheme ?? 'HTTP').toLowerCase()}://${get.host ?? podIP}:${port}${path}`;
  if (answer.type === 'refused')
    return failure(`Get ${quote(url)}: dial tcp ${get.host ?? podIP}:${port}: connect: connection refused`);
  return { takes: answer.takes ?? 0, diesWithContainer: false };
}
