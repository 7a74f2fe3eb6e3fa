import { handle, type ApiServer } from '../apiserver/server.js';
import type { Request, Response, User } from '../apiserver/request.js';
import { isStatus } from '../apimachinery/status.js';
import { StoreView } from '../apiserver/store-view.js';
import type { WatchEvent } from '../apiserver/watch-event.js';
import type { Process, Server, Taken } from '../client/erase.js';
import { correlate } from '../client/event-recorder.js';
import type { Command, RecordEvent } from '../client/reconcile.js';
import { Dice, type Rng } from '../core/rng.js';
import { charge } from './client-rate.js';
import { catchUp } from './deliver.js';
import {
  draftOf,
  draftOfRunning,
  withProcess,
  type Cluster,
  type Inflight,
  type Missed,
  type Running,
} from './cluster.js';
import { disturb, type Faults } from './faults.js';
import { replace } from './schedule.js';
import { serve } from './serve.js';
import type { Refused, Twist } from './step.js';

/** What a component did in one step. */
export interface Worked {
  readonly cluster: Cluster;
  readonly events: readonly WatchEvent[];
  readonly refused: readonly Refused[];
  readonly key: string;
  readonly cause: number;
  /** Writes that were asked for. */
  readonly writes: number;
  /** Bounds of what was drawn. */
  readonly draws: readonly number[];
  /** Its process dies now. */
  readonly crashed: boolean;
}

const PLAIN: Twist = {};
const NO_DRAWS: readonly number[] = [];
const NOTHING: readonly Missed[] = [];
const ACCEPTED: Response = { code: 200, body: undefined };

const users = new Map<string, User>();

/** The user that a component's requests come from. */
export function userOf({ id, host }: Pick<Running, 'id' | 'host'>): User {
  let user = users.get(id);
  if (user === undefined) users.set(id, (user = newUser(id, host)));
  return user;
}

function newUser(id: string, host: string): User {
  if (host === 'kube-scheduler') return { name: 'system:kube-scheduler', groups: ['system:authenticated'] };
  if (id.startsWith('kubelet/'))
    return { name: `system:node:${id.slice('kubelet/'.length)}`, groups: ['system:nodes', 'system:authenticated'] };
  return {
    name: `system:serviceaccount:kube-system:${id}`,
    groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
  };
}

/**
 * Lets a component take its next item and do it: its generator runs to its end, each request is answered at once. One
 * that the API server delays is put aside with the answers so far and taken up again later. With a twist it goes otherwise.
 */
export function work(cluster: Cluster, running: Running, twist: Twist = PLAIN): Worked {
  const { inflight, process } = running;
  if (inflight !== undefined) return run(cluster, running, inflight, twist);
  if (process === undefined) throw new Error(`${running.id} was due while it was stopped`);
  const taken = process.take(cluster.now);
  const fresh: Inflight = {
    taken,
    store: running.stale ?? cluster.server.store,
    startedAt: cluster.now,
    rng: cluster.rng,
    answers: [],
    until: cluster.now,
    lagging: running.stale !== undefined,
    missed: NOTHING,
  };
  return run(cluster, withProcess(running, taken.process), fresh, twist);
}

function run(cluster: Cluster, running: Running, inflight: Inflight, twist: Twist): Worked {
  const { taken, startedAt } = inflight;
  const dice = new Dice(inflight.rng, twist.draws);
  const session = new Session(cluster, running, inflight.answers, twist.crashAfter);
  const process = taken.run({ view: new StoreView(inflight.store), now: startedAt, dice }, session);
  if (process === undefined) {
    const stopped = session.crashed ? crashed(session, running) : suspended(session, running, inflight);
    return worked(session, taken, stopped, NO_DRAWS);
  }
  const rng = running.inflight === undefined ? dice.rng : cluster.rng;
  return worked(session, taken, finished(session, running, process, rng), dice.bounds);
}

function worked(session: Session, taken: Taken, cluster: Cluster, draws: readonly number[]): Worked {
  const { events, refused, writes, crashed: isCrashed } = session;
  const { key, cause } = taken.work;
  return { cluster, events, refused, key, cause, writes, draws, crashed: isCrashed };
}

/** What it had written stays; what it was about to remember is lost. */
function crashed(session: Session, running: Running): Cluster {
  const gone = draftOfRunning(running);
  gone.inflight = undefined;
  return replace(session.after(), gone, running);
}

/** Its informers stand still meanwhile: what its memory becomes is only known when the work is done. */
function suspended(session: Session, running: Running, inflight: Inflight): Cluster {
  const cluster = session.after();
  const waiting = draftOfRunning(running);
  waiting.recorder = session.recorder;
  waiting.inflight = { ...inflight, answers: session.answers, until: cluster.now + session.delay };
  waiting.stale = running.stale ?? inflight.store;
  return replace(cluster, waiting, running);
}

function finished(session: Session, running: Running, process: Process, rng: Rng): Cluster {
  const { inflight } = running;
  const done = draftOfRunning(running);
  done.inflight = undefined;
  done.process =
    inflight === undefined
      ? process
      : inflight.missed.reduce((told, { occurrence, at }) => told.undergo(occurrence, at), process);
  done.recorder = session.recorder;
  const charged = charge(session.cluster, done, session.requests);
  const placed = replace(session.after(rng), charged, running);
  const lagged = inflight !== undefined && !inflight.lagging;
  return lagged ? catchUp(placed, running.id, placed.seq) : placed;
}

/** The requests of one reconcile, one after the other. */
class Session implements Server {
  readonly events: WatchEvent[] = [];
  readonly refused: Refused[] = [];
  recorder;
  /** Of before a suspension, then of now. */
  readonly answers: Response[] = [];
  /** It died at a write. */
  crashed = false;
  /** How long the API server makes it wait for the answer that it did not get. */
  delay = 0;
  writes = 0;
  /** All that went to the API server, events too. */
  requests = 0;
  private readonly user: User;
  private server: ApiServer;
  private faults: Faults;

  constructor(
    /** As it was before the first of them. */
    readonly cluster: Cluster,
    private readonly running: Running,
    /** Of before a suspension. */
    private readonly given: readonly Response[],
    private readonly crashAfter = Infinity,
  ) {
    this.recorder = running.recorder;
    this.user = userOf(running);
    this.server = cluster.server;
    this.faults = cluster.faults;
  }

  /** The cluster after the requests so far. */
  after(rng: Rng = this.cluster.rng): Cluster {
    const next = draftOf(this.cluster);
    next.server = this.server;
    next.faults = this.faults;
    next.rng = rng;
    return next;
  }

  answer(command: Command, index: number): Response | undefined {
    // The request that was delayed has waited by now: it is not delayed twice.
    const waited = this.running.inflight !== undefined && index === this.given.length;
    const answer = this.given[index] ?? this.perform(command, waited);
    if (answer !== undefined) this.answers.push(answer);
    return answer;
  }

  private perform(command: Command, waited: boolean): Response | undefined {
    if (command.type === 'event') return this.record(command);
    if (command.method !== 'GET') {
      if (this.writes >= this.crashAfter) {
        this.crashed = true;
        return undefined;
      }
      this.writes += 1;
    }
    return this.request(command, waited);
  }

  private request(request: Request, waited: boolean): Response | undefined {
    const { faults, effect } = disturb(this.faults, request, this.running.id);
    if (effect === undefined || (effect.type === 'delay' && waited)) return this.send(request);
    this.faults = faults;
    if (effect.type === 'refuse') return this.refuse(request, effect.response);
    this.delay = effect.delay;
    return undefined;
  }

  private send(request: Request): Response {
    this.requests += 1;
    const { server, response, events } = serve(this.cluster, this.server, as(request, this.user), true);
    this.server = server;
    for (const event of events) this.events.push(event);
    return response.code >= 400 ? this.refuse(request, response) : response;
  }

  private refuse(request: Request, response: Response): Response {
    const message = isStatus(response.body) ? (response.body.message ?? '') : '';
    this.refused.push({ method: request.method, path: request.path, code: response.code, message });
    return response;
  }

  /** Events are told by the way: whether they arrive changes nothing for the component. */
  private record(event: RecordEvent): Response {
    const { memory, request, otherwise } = correlate(
      this.recorder,
      event,
      componentName(this.running),
      this.cluster.now,
    );
    this.recorder = memory;
    if (request === undefined || this.faults.apiserverDown) return ACCEPTED;
    // An event's name is made from the clock: it is never told twice under one, unless somebody has taken it away.
    const { code } = this.sendEvent(request, true);
    if (code === 404 && otherwise !== undefined) this.sendEvent(otherwise, false);
    return ACCEPTED;
  }

  private sendEvent(request: Request, once: boolean): Response {
    this.requests += 1;
    const { server, response, events } = handle(this.server, as(request, this.user), this.cluster.now, true, once);
    this.server = server;
    for (const change of events) this.events.push(change);
    return response;
  }
}

/** A request with its sender. */
function as(request: Request, user: User): Request {
  const { type, method, path, query, contentType, token, headers, body, accept } = request;
  return { type, method, path, query, contentType, token, headers, body, accept, user };
}

function componentName({ process, id }: Running): string {
  return process?.component.name ?? id;
}
