import { formatDuration } from '../../../../engine/apimachinery/duration.js';
import type { JsonObject } from '../../../../engine/apimachinery/object.js';
import type { Pod } from '../../../../engine/apis/generated/core.v1.js';
import { pods as podResource } from '../../../../engine/apis/generated/resources.js';
import { resourcePath } from '../../../../engine/apis/resource.js';
import type { Millis } from '../../../../engine/core/time.js';
import { withDryRun, type DryRun } from '../../dry-run.js';
import type { Kubectl } from '../../effect.js';
import { fail, hasReason, isFailure, isNotFound, isSuccess, refusal, type Failure } from '../../failure.js';
import type { Session } from '../../session.js';
import { isLongGone } from './pod-filters.js';

const RETRY_MILLIS = 5_000;
const POLL_MILLIS = 1_000;
/** What no timeout at all reads like. */
const FOREVER = '2562047h47m16.854775807s';

export interface RemovalOptions {
  readonly dryRun: DryRun;
  /** Pods are deleted, budgets or not. */
  readonly disableEviction: boolean;
  /** Below 0: the pod's own. */
  readonly gracePeriod: number;
  /** 0: none. */
  readonly timeout: Millis;
  readonly skipWaitSeconds: number;
}

/** A pod on its way out: to be evicted at a time, or evicted and not yet gone. */
interface Going {
  readonly pod: Pod;
  readonly at: Millis;
  readonly evicted: boolean;
}

/** Evicts pods side by side and waits until all are gone, or time is up (drain.Helper.DeleteOrEvictPods). */
export class Removal {
  private readonly errors: Failure[] = [];
  private going: readonly Going[];
  private limit: Millis;
  private isLastTry = false;

  constructor(
    private readonly session: Session,
    private readonly options: RemovalOptions,
    doomed: readonly Pod[],
  ) {
    this.limit = options.timeout === 0 ? Infinity : session.now + options.timeout;
    this.going = doomed.map((pod) => ({ pod, at: session.now, evicted: false }));
  }

  /** The errors of pods that could not be removed. */
  *run(): Kubectl<readonly Failure[]> {
    if (this.options.disableEviction) {
      const refused = yield* this.deleteAll();
      if (refused !== undefined) return [refused];
    }
    while (this.going.length > 0) {
      yield* this.turn();
      if (this.going.length === 0) break;
      const wake = Math.min(...this.going.map(({ at, evicted }) => (evicted ? Math.min(at, this.limit) : at)));
      const { idle } = yield* this.session.pass(Math.max(1, wake - this.session.now));
      this.afterPause(idle);
    }
    return this.errors;
  }

  /**
   * Nothing is due any more: one more try, for things may have changed since the last one; waiting longer would be waiting
   * for ever.
   */
  private afterPause(idle: boolean): void {
    const { now } = this.session;
    if (idle && this.isLastTry) this.limit = Math.min(this.limit, now);
    else if (idle) this.going = this.going.map((one) => ({ ...one, at: now }));
    this.isLastTry = idle;
  }

  private *deleteAll(): Kubectl<Failure | undefined> {
    for (const { pod } of this.going) {
      const { namespace, name } = pod.metadata;
      const response = yield* this.session.send({
        method: 'DELETE',
        path: resourcePath(podResource, namespace, name),
        body: this.deleteOptions(),
      });
      const refused = isSuccess(response) ? undefined : refusal(response);
      if (refused !== undefined && !isNotFound(refused)) return refused;
    }
    this.going = this.going.map((one) => ({ ...one, evicted: true }));
    return undefined;
  }

  private *turn(): Kubectl<void> {
    const next: Going[] = [];
    for (const one of this.going) {
      const isDue = one.at <= this.session.now || this.session.now >= this.limit;
      const left = !isDue ? one : one.evicted ? yield* this.look(one) : yield* this.evict(one);
      if (left !== undefined) next.push(left);
    }
    this.going = next;
  }

  private *evict({ pod }: Going): Kubectl<Going | undefined> {
    const { namespace = '', name } = pod.metadata;
    const where = `pods/"${name}" -n "${namespace}"`;
    this.session.print(
      `evicting pod ${namespace}/${name}${this.options.dryRun === 'server' ? ' (server dry run)' : ''}`,
    );
    if (this.session.now >= this.limit)
      return this.give(`error when evicting ${where}: global timeout reached: ${this.timeoutText()}`);
    const body = {
      kind: 'Eviction',
      apiVersion: 'policy/v1',
      metadata: { name, namespace },
      deleteOptions: this.deleteOptions(),
    };
    const response = yield* this.session.send({
      method: 'POST',
      path: resourcePath(podResource, namespace, name, 'eviction'),
      body,
    });
    if (isSuccess(response))
      return this.options.dryRun === 'server'
        ? undefined
        : yield* this.look({ pod, at: this.session.now, evicted: true });
    const refused = refusal(response);
    if (isNotFound(refused)) return undefined;
    const retry = `(will retry after ${formatDuration(RETRY_MILLIS)})`;
    if (hasReason(refused, 'TooManyRequests'))
      this.session.warn(`error when evicting ${where} ${retry}: ${refused.failed}`);
    else if (!isTerminatingNamespace(refused)) return this.give(`error when evicting ${where}: ${refused.failed}`);
    else if (pod.metadata.deletionTimestamp !== undefined) return { pod, at: this.session.now, evicted: true };
    else
      this.session.warn(
        `error when evicting pod "${name}" from terminating namespace "${namespace}" ${retry}: ${refused.failed}`,
      );
    return { pod: (yield* this.fresh(pod)) ?? pod, at: this.session.now + RETRY_MILLIS, evicted: false };
  }

  private deleteOptions(): JsonObject {
    const { gracePeriod, dryRun } = this.options;
    return {
      ...(gracePeriod < 0 ? {} : { gracePeriodSeconds: gracePeriod }),
      ...(dryRun === 'server' ? { dryRun: ['All'] } : {}),
    };
  }

  private timeoutText(): string {
    return this.options.timeout === 0 ? FOREVER : formatDuration(this.options.timeout);
  }

  private give(error: string): undefined {
    this.errors.push(fail(error));
    return undefined;
  }

  private *fresh({ metadata }: Pod): Kubectl<Pod | undefined> {
    const { namespace, name } = metadata;
    const response = yield* this.session.send({ method: 'GET', path: resourcePath(podResource, namespace, name) });
    return isSuccess(response) ? (response.body as Pod) : undefined;
  }

  /** Whether an evicted pod is gone (waitForDelete). */
  private *look(one: Going): Kubectl<Going | undefined> {
    const { namespace = '', name, uid } = one.pod.metadata;
    const response = yield* this.session.send({ method: 'GET', path: resourcePath(podResource, namespace, name) });
    const failed = isSuccess(response) ? undefined : refusal(response);
    const found = failed === undefined ? (response.body as Pod) : undefined;
    const { disableEviction, dryRun, skipWaitSeconds } = this.options;
    if (found?.metadata.uid !== uid && (failed === undefined || isNotFound(failed))) {
      this.session.print(`pod/${name} ${withDryRun(disableEviction ? 'deleted' : 'evicted', dryRun)}`);
      return undefined;
    }
    if (isFailure(failed)) return this.giveWaiting(one.pod, failed.failed);
    if (found !== undefined && isLongGone(this.session, found, skipWaitSeconds)) {
      this.session.print(`pod "${name}" has DeletionTimestamp older than ${skipWaitSeconds} seconds, skipping`);
      return undefined;
    }
    if (this.session.now >= this.limit) return this.giveWaiting(one.pod, 'context deadline exceeded');
    return { ...one, at: this.session.now + POLL_MILLIS };
  }

  /** When pods are deleted, they are waited for together: the first error ends it. */
  private giveWaiting({ metadata: { namespace = '', name } }: Pod, why: string): undefined {
    if (!this.options.disableEviction)
      return this.give(`error when waiting for pod "${name}" in namespace "${namespace}" to terminate: ${why}`);
    if (this.errors.length === 0) this.give(why);
    return undefined;
  }
}

function isTerminatingNamespace({ status }: Failure): boolean {
  const causes = status?.details?.causes ?? [];
  return status?.reason === 'Forbidden' && causes.some(({ reason }) => reason === 'NamespaceTerminating');
}
