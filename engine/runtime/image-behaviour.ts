import type { Millis } from '../core/time.js';
import type { UsageChange } from './usage/used.js';

/** How the pull of an image goes. Names are those of the CRI errors that a kubelet shows. */
export type PullFailure = 'NotFound' | 'Unauthorized' | 'RegistryUnavailable' | 'InvalidImageName';

/** One answer of a container, valid from `from` to `until` after the container's start (default: always, once ready). */
export interface Answer {
  /** Path of an HTTP GET ('/api/*' and '*' match by prefix); `port` narrows it to one port. */
  readonly http?: string;
  /** Port of a TCP connect. */
  readonly tcp?: number;
  /** Port of a gRPC health check, for `service`. */
  readonly grpc?: number;
  /** A command line, words joined by blanks, as an exec probe or hook runs it. */
  readonly exec?: string;
  readonly port?: number;
  readonly service?: string;
  /** HTTP status code (http). */
  readonly status?: number;
  /** gRPC health (grpc). */
  readonly health?: 'SERVING' | 'NOT_SERVING' | 'UNKNOWN';
  /** Exit code and output (exec). */
  readonly exit?: number;
  readonly output?: string;
  /** Refuse the connection (http, tcp, grpc). */
  readonly refuse?: boolean;
  /** How long the answer takes; longer than the probe's timeout is a timeout. */
  readonly takes?: Millis;
  readonly from?: Millis;
  readonly until?: Millis;
}

/** How one run of a container ends by itself. */
export interface Exit {
  readonly after: Millis;
  readonly code: number;
  readonly reason?: 'OOMKilled';
  /** Termination message written before the end. */
  readonly message?: string;
}

/** What a container started from an image does: declared in a spec, or taken from the catalogue. Times are virtual. */
export interface ImageBehaviour {
  /** Time the pull takes (default 0). */
  readonly pullTime?: Millis;
  /** How pulls fail; with `pullFailures` only that many times, then they succeed. */
  readonly pullFailure?: PullFailure;
  readonly pullFailures?: number;
  readonly sizeBytes?: number;
  /** Time from start until it listens and answers probes well (default 0). */
  readonly ready?: Millis;
  /** How the first, second, … run ends; the last entry repeats. Absent: it runs until it is stopped. */
  readonly exits?: readonly Exit[];
  /** First match wins; no match: success once ready, connection refused before. */
  readonly answers?: readonly Answer[];
  /** Ports that it listens on; others refuse. Absent: every port. */
  readonly listens?: readonly number[];
  /** What SIGTERM does: ends it after a while with a code (default 0 ms, 143), or is ignored. */
  readonly sigterm?: { readonly after: Millis; readonly code: number } | 'ignore';
  /** Lines that it writes to stdout, at times after each start. */
  readonly logs?: readonly { readonly at: Millis; readonly line: string }[];
  /** What it uses from times after each start on, in order of time; each resource keeps its amount until it changes. */
  readonly usage?: readonly UsageChange[];
  /** The container cannot be created or started. */
  readonly startError?: {
    readonly reason: 'RunContainerError' | 'CreateContainerError' | 'StartError';
    readonly message: string;
  };
}
