import { formatDuration } from '../../apimachinery/duration.js';
import { quote } from '../../apimachinery/quote.js';
import type { Container, HTTPGetAction, Probe } from '../../apis/generated/core.v1.js';
import { SECOND, type Millis } from '../../core/time.js';
import type { ContainerRun } from '../../runtime/container.js';
import { answerOf, type ContainerAnswer, type ContainerRequest } from '../../runtime/request.js';
import type { Pace } from '../../runtime/usage/pace.js';
import { resolvePort } from './port.js';

/** The outcome of one probe. An error is no outcome: it is told and forgotten. */
export type Verdict =
  | { readonly type: 'success' }
  | { readonly type: 'failure'; readonly output: string }
  | { readonly type: 'warning'; readonly output: string }
  | { readonly type: 'error'; readonly error: string };

const SUCCESS: Verdict = { type: 'success' };

/** What a probe asks; or the error that keeps it from asking. */
export function requestOf(probe: Probe, container: Container): ContainerRequest | string {
  const { exec, httpGet, tcpSocket, grpc } = probe;
  if (exec !== undefined) return { type: 'exec', command: exec.command ?? [] };
  if (grpc !== undefined) return { type: 'grpc', port: grpc.port, service: grpc.service ?? '' };
  const asked = httpGet?.port ?? tcpSocket?.port;
  if (asked === undefined) return 'missing probe handler';
  const port = resolvePort(asked, container);
  if (typeof port === 'string') return port;
  return httpGet === undefined ? { type: 'tcp', port } : { type: 'http', port, path: httpGet.path ?? '/' };
}

/**
 * Probes a container once. The verdict stands at once: how long an answer takes only matters against the timeout.
 * Follows runProbe (pkg/kubelet/prober) and pkg/probe.
 */
export function judge(
  probe: Probe,
  container: Container,
  { run, pace }: { readonly run: ContainerRun; readonly pace?: Pace },
  podIP: string,
  now: Millis,
): Verdict {
  const request = requestOf(probe, container);
  if (typeof request === 'string') return { type: 'error', error: request };
  const answer = answerOf(run, request, now, pace);
  const timeout = (probe.timeoutSeconds ?? 1) * SECOND;
  const host = probe.httpGet?.host ?? probe.tcpSocket?.host ?? podIP;
  switch (request.type) {
    case 'exec':
      return judgeExec(answer, request.command, timeout);
    case 'http':
      return judgeHttp(answer, urlOf(probe.httpGet, host, request), `${host}:${request.port}`, timeout);
    case 'tcp':
      return judgeTcp(answer, `${host}:${request.port}`, timeout);
    case 'grpc':
      return judgeGrpc(answer, `${host}:${request.port}`, timeout);
  }
}

function failure(output: string): Verdict {
  return { type: 'failure', output };
}

function judgeExec(answer: ContainerAnswer, command: readonly string[], timeout: Millis): Verdict {
  if (answer.type !== 'exit')
    return {
      type: 'error',
      error: 'rpc error: code = NotFound desc = failed to exec in container: container is not running',
    };
  if (answer.takes === undefined || answer.takes > timeout)
    return failure(`command timed out: ${quote(command.join(' '))} timed out after ${formatDuration(timeout)}`);
  return answer.code === 0 ? SUCCESS : failure(answer.output);
}

function urlOf(
  get: HTTPGetAction | undefined,
  host: string,
  request: { readonly port: number; readonly path: string },
): string {
  const path = request.path.startsWith('/') ? request.path : `/${request.path}`;
  return `${(get?.scheme ?? 'HTTP').toLowerCase()}://${host}:${request.port}${path}`;
}

const HTTP_TIMEOUT = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';

function judgeHttp(answer: ContainerAnswer, url: string, address: string, timeout: Millis): Verdict {
  if (answer.type !== 'http') return failure(`Get ${quote(url)}: dial tcp ${address}: connect: connection refused`);
  if (answer.takes > timeout) return failure(`Get ${quote(url)}: ${HTTP_TIMEOUT}`);
  if (answer.status >= 200 && answer.status < 300) return SUCCESS;
  if (answer.status >= 300 && answer.status < 400)
    return { type: 'warning', output: 'Probe terminated redirects, Response body: ' };
  return failure(`HTTP probe failed with statuscode: ${answer.status}`);
}

function judgeTcp(answer: ContainerAnswer, address: string, timeout: Millis): Verdict {
  if (answer.type !== 'connected') return failure(`dial tcp ${address}: connect: connection refused`);
  return answer.takes > timeout ? failure(`dial tcp ${address}: i/o timeout`) : SUCCESS;
}

function judgeGrpc(answer: ContainerAnswer, address: string, timeout: Millis): Verdict {
  const within = formatDuration(timeout);
  if (answer.type !== 'grpc')
    return failure(`timeout: failed to connect service ${quote(address)} within ${within}: context deadline exceeded`);
  if (answer.takes > timeout) return failure(`timeout: health rpc did not complete within ${within}`);
  if (answer.health === 'SERVING') return SUCCESS;
  if (answer.health === 'UNKNOWN')
    return failure('error: health rpc probe failed: rpc error: code = NotFound desc = unknown service');
  return failure(`service unhealthy (responded with ${quote(answer.health)})`);
}
