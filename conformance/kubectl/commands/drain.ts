import { parseDuration, formatDuration } from '../../../engine/apimachinery/duration.js';
import { controllerOf, type KubeObject } from '../../../engine/apimachinery/object.js';
import { isStatus } from '../../../engine/apimachinery/status.js';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { daemonsets, pods as podResource } from '../../../engine/apis/generated/resources.js';
import { resourcePath } from '../../../engine/apis/resource.js';
import { DRY_RUN_FLAGS, dryRunOf, dryRunSuffix } from '../dry-run.js';
import type { Kubectl } from '../effect.js';
import { flagOf, isSet, type Arguments } from '../flags.js';
import type { Command } from '../kubectl.js';
import { objectName } from '../mapping.js';
import { selectObjects, type Selected } from '../select.js';
import { fail, isFailure, isSuccess, serverError, type Failure, type Session } from '../session.js';
import { setUnschedulable } from './node.js';

const RETRY_MILLIS = 5_000;
const POLL_MILLIS = 1_000;

/** `kubectl drain NODE`: cordons it, then evicts its pods and waits until they are gone (kubectl/pkg/drain). */
export const drain: Command = {
  name: 'drain',
  flags: [
    { name: 'selector', short: 'l', type: 'value' },
    { name: 'force', type: 'boolean' },
    { name: 'ignore-daemonsets', type: 'boolean' },
    { name: 'delete-emptydir-data', type: 'boolean' },
    { name: 'disable-eviction', type: 'boolean' },
    { name: 'grace-period', type: 'value' },
    { name: 'pod-selector', type: 'value' },
    { name: 'timeout', type: 'value' },
    { name: 'skip-wait-for-delete-timeout', type: 'value' },
    { name: 'chunk-size', type: 'value' },
    ...DRY_RUN_FLAGS,
  ],
  *run(session, args) {
    if (args.positional.length === 0 && !args.flags.has('selector'))
      return fail("error: USAGE: drain NODE [flags]\nSee 'kubectl drain -h' for help and examples");
    const timeout = parseDuration(flagOf(args, 'timeout') ?? '0s');
    if (!timeout.ok) return fail(`error: ${timeout.error}`);
    const words = args.positional.map((word) => word.replace(/^(node|nodes|no)\//, ''));
    const selected = yield* selectObjects(session, { ...args, positional: ['nodes', ...words] }, {});
    if (isFailure(selected)) return selected;
    for (const target of selected.objects) {
      const failed = yield* setUnschedulable(session, args, target, true);
      if (failed !== undefined) return failed;
    }
    return yield* drainAll(session, args, selected.objects, timeout.value === 0 ? Infinity : timeout.value);
  },
};

function* drainAll(
  session: Session,
  args: Arguments,
  nodes: readonly Selected[],
  timeout: number,
): Kubectl<Failure | undefined> {
  const errors: string[] = [];
  const remaining: string[] = [];
  for (const node of nodes) {
    const error = yield* drainOne(session, args, node.name, timeout);
    if (error === undefined)
      session.print(`${objectName(node.served, node.name)} drained${dryRunSuffix(dryRunOf(args))}`);
    else {
      session.warn(
        `error: unable to drain node ${JSON.stringify(node.name)} due to error: ${aggregate(error)}, continuing command...`,
      );
      errors.push(...error);
      remaining.push(node.name);
    }
  }
  if (remaining.length === 0) return undefined;
  session.warn(`There are pending nodes to be drained:\n${remaining.map((name) => ` ${name}`).join('\n')}`);
  return fail(errors.join('\n'));
}

/** Several errors in one line, as utilerrors.Aggregate prints them. */
function aggregate(errors: readonly string[]): string {
  return errors.length === 1 ? (errors[0] ?? '') : `[${errors.join(', ')}]`;
}

function* drainOne(
  session: Session,
  args: Arguments,
  node: string,
  timeout: number,
): Kubectl<readonly string[] | undefined> {
  const verdicts = yield* judgePods(session, args, node);
  if (typeof verdicts === 'string') return [verdicts];
  const fatal = grouped(verdicts.filter(({ fatal }) => fatal)).map(
    ([message, names]) => `cannot delete ${message}: ${names}`,
  );
  if (fatal.length > 0) return fatal;
  const warnings = grouped(verdicts.filter(({ message }) => message !== undefined)).map(
    ([message, names]) => `${message}: ${names}`,
  );
  if (warnings.length > 0) session.warn(`Warning: ${warnings.join('; ')}`);
  const doomed = verdicts.filter(({ remove }) => remove).map(({ pod }) => pod);
  if (dryRunOf(args) === 'client') {
    for (const { metadata } of doomed) session.print(`evicting pod ${metadata.namespace}/${metadata.name} (dry run)`);
    return undefined;
  }
  const errors = yield* new Removal(session, args, doomed, timeout).run();
  if (errors.length === 0) return undefined;
  yield* tellPending(session, args, node, errors);
  return errors;
}

function* tellPending(session: Session, args: Arguments, node: string, errors: readonly string[]): Kubectl<void> {
  const left = yield* judgePods(session, args, node);
  if (typeof left === 'string') return;
  const pending = left.filter(({ remove }) => remove);
  if (pending.length === 0) return;
  session.warn(`There are pending pods in node ${JSON.stringify(node)} when an error occurred: ${aggregate(errors)}`);
  for (const { pod } of pending) session.warn(`pod/${pod.metadata.name}`);
}

interface Verdict {
  readonly pod: Pod;
  readonly remove: boolean;
  readonly fatal: boolean;
  readonly message?: string;
}

/** Pods by message: 'default/a, default/b'. */
function grouped(verdicts: readonly Verdict[]): readonly (readonly [string, string])[] {
  const groups = new Map<string, string[]>();
  for (const { message = '', pod } of verdicts)
    groups.set(message, [...(groups.get(message) ?? []), `${pod.metadata.namespace}/${pod.metadata.name}`]);
  return [...groups].map(([message, names]) => [message, names.join(', ')]);
}

function* judgePods(session: Session, args: Arguments, node: string): Kubectl<readonly Verdict[] | string> {
  const labelSelector = flagOf(args, 'pod-selector');
  const query = { fieldSelector: `spec.nodeName=${node}`, ...(labelSelector === undefined ? {} : { labelSelector }) };
  const response = yield* session.send({ method: 'GET', path: resourcePath(podResource), query });
  if (!isSuccess(response)) return serverError(response);
  const verdicts: Verdict[] = [];
  for (const pod of (response.body as { readonly items: readonly Pod[] }).items) {
    const verdict = yield* judgePod(session, args, pod);
    if (verdict !== undefined) verdicts.push(verdict);
  }
  return verdicts;
}

/** The pod filters, in kubectl's order; the last warning stays. Undefined: the pod is passed over in silence. */
function* judgePod(session: Session, args: Arguments, pod: Pod): Kubectl<Verdict | undefined> {
  const fatal = (message: string): Verdict => ({ pod, remove: false, fatal: true, message });
  if (pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return undefined;
  if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return { pod, remove: true, fatal: false };
  const owner = controllerOf(pod);
  if (owner?.kind === 'DaemonSet') {
    const found = yield* session.send({
      method: 'GET',
      path: resourcePath(daemonsets, pod.metadata.namespace, owner.name),
    });
    if (!isSuccess(found)) {
      const message = isStatus(found.body) ? (found.body.message ?? '') : '';
      return found.code === 404 && isSet(args, 'force') ? { pod, remove: true, fatal: false, message } : fatal(message);
    }
    if (!isSet(args, 'ignore-daemonsets')) return fatal('DaemonSet-managed Pods (use --ignore-daemonsets to ignore)');
    return { pod, remove: false, fatal: false, message: 'ignoring DaemonSet-managed Pods' };
  }
  const local = (pod.spec.volumes ?? []).some(({ emptyDir }) => emptyDir !== undefined);
  if (local && !isSet(args, 'delete-emptydir-data'))
    return fatal('Pods with local storage (use --delete-emptydir-data to override)');
  if (owner !== undefined) return { pod, remove: true, fatal: false };
  if (!isSet(args, 'force')) return fatal('cannot delete Pods that declare no controller (use --force to override)');
  return { pod, remove: true, fatal: false, message: 'deleting Pods that declare no controller' };
}

interface Going {
  readonly pod: Pod;
  /** When it is tried again; undefined: it was accepted. */
  readonly retryAt?: number;
}

/** Evicts pods side by side and waits until all are gone, or time is up. */
class Removal {
  private readonly errors: string[] = [];
  private going: readonly Going[];
  private readonly limit: number;

  constructor(
    private readonly session: Session,
    private readonly args: Arguments,
    doomed: readonly Pod[],
    private readonly timeout: number,
  ) {
    this.limit = session.now + timeout;
    this.going = doomed.map((pod) => ({ pod, retryAt: session.now }));
  }

  *run(): Kubectl<readonly string[]> {
    while (this.going.length > 0) {
      yield* this.turn();
      if (this.going.length === 0) break;
      const wake = Math.min(this.limit, ...this.going.map(({ retryAt }) => retryAt ?? this.session.now + POLL_MILLIS));
      if (wake <= this.session.now && this.session.now >= this.limit) break;
      yield* this.session.pass(Math.max(1, wake - this.session.now));
    }
    return this.errors;
  }

  private *turn(): Kubectl<void> {
    const next: Going[] = [];
    for (const one of this.going) {
      const left =
        one.retryAt === undefined
          ? yield* this.look(one)
          : one.retryAt > this.session.now
            ? one
            : yield* this.evict(one);
      if (left !== undefined) next.push(left);
    }
    this.going = next;
  }

  private *evict({ pod }: Going): Kubectl<Going | undefined> {
    const { namespace = '', name } = pod.metadata;
    const eviction = !isSet(this.args, 'disable-eviction');
    if (eviction) this.session.print(`evicting pod ${namespace}/${name}`);
    if (this.session.now >= this.limit)
      return this.give(
        `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}: global timeout reached: ${formatDuration(this.timeout)}`,
      );
    const response = yield* this.session.send(
      eviction
        ? this.evictRequest(pod)
        : { method: 'DELETE', path: resourcePath(podResource, namespace, name), body: this.options() },
    );
    if (response.code === 404) return undefined;
    if (response.code === 429) {
      const message = isStatus(response.body) ? (response.body.message ?? '') : '';
      this.session.warn(
        `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)} (will retry after 5s): ${message}`,
      );
      return { pod, retryAt: this.session.now + RETRY_MILLIS };
    }
    if (isSuccess(response)) return yield* this.look({ pod });
    const message = isStatus(response.body) ? (response.body.message ?? '') : '';
    return this.give(`error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}: ${message}`);
  }

  private evictRequest({ metadata: { namespace = '', name } }: Pod) {
    const body = {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace },
      deleteOptions: this.options(),
    };
    return { method: 'POST' as const, path: resourcePath(podResource, namespace, name, 'eviction'), body };
  }

  private options(): Readonly<Record<string, unknown>> {
    const grace = Number(flagOf(this.args, 'grace-period') ?? '-1');
    return grace < 0 ? {} : { gracePeriodSeconds: grace };
  }

  private give(error: string): undefined {
    this.errors.push(error);
    return undefined;
  }

  private *look(one: Going): Kubectl<Going | undefined> {
    const { namespace = '', name, uid } = one.pod.metadata;
    const response = yield* this.session.send({ method: 'GET', path: resourcePath(podResource, namespace, name) });
    const gone = response.code === 404 || (isSuccess(response) && (response.body as KubeObject).metadata.uid !== uid);
    if (gone) {
      this.session.print(`pod/${name} ${isSet(this.args, 'disable-eviction') ? 'deleted' : 'evicted'}`);
      return undefined;
    }
    if (this.session.now < this.limit) return { pod: one.pod };
    return this.give(
      `error when waiting for pod ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace)} to terminate: global timeout reached: ${formatDuration(this.timeout)}`,
    );
  }
}
