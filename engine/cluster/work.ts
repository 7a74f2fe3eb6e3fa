import { handle, type ApiServer } from '../apiserver/server.js';
import type { Request, Response, User } from '../apiserver/request.js';
import { refusalMessage } from '../apimachinery/status.js';
import { StoreView } from '../apiserver/store-view.js';
import type { WatchEvent } from '../apiserver/watch-event.js';
import type { Process, Server } from '../client/erase.js';
import { correlate } from '../client/event-recorder.js';
import type { Command, RecordEvent } from '../client/reconcile.js';
import { Dice } from '../core/rng.js';
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
import type { Foresight, Outcome } from './foresight.js';
import { replace } from './schedule.js';
import { isOwn, serve } from './serve.js';
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
export function work(cluster: Cluster, running: Running, twist: Twist = PLAIN, foresight?: Foresight): Worked {
  const { inflight, process, stale } = running;
  if (inflight !== undefined) return run(cluster, running, inflight, twist);
  if (process === undefined) throw new Error(`${running.id} was due while it was stopped`);
  if (foresight !== undefined && twist === PLAIN && stale === undefined) {
    const outcome = foresight.outcome(cluster, running, (at) => outcomeOf(at, running, process));
    if (outcome !== undefined) return concluded(cluster, running, outcome);
  }
  const fresh = begun(cluster, running, process);
  return run(cluster, withProcess(running, fresh.taken.process), fresh, twist);
}

function begun(cluster: Cluster, { stale }: Running, process: Process): Inflight {
  return {
    taken: process.take(cluster.now),
    store: stale ?? cluster.server.store,
    startedAt: cluster.now,
    rng: cluster.rng,
    answers: [],
    until: cluster.now,
    lagging: stale !== undefined,
    missed: NOTHING,
  };
}

function outcomeOf(cluster: Cluster, running: Running, process: Process): Outcome | undefined {
  const fresh = begun(cluster, running, process);
  const session = new Session(cluster, running, fresh.answers);
  return tried(session, fresh);
}

/** Undefined: a command had no answer. */
function tried(
  session: Session,
  { taken, store, startedAt, rng }: Inflight,
  forced?: readonly number[],
): Outcome | undefined {
  const dice = new Dice(rng, forced);
  const process = taken.run({ view: new StoreView(store), now: startedAt, dice }, session);
  if (process === undefined) return undefined;
  const { recorder, server, faults, events, refused, writes, requests, passedOn } = session;
  return {
    work: taken.work,
    process,
    recorder,
    server,
    faults,
    rng: dice.bounds.length === 0 ? undefined : dice.rng,
    events,
    refused,
    writes,
    requests,
    draws: dice.bounds,
    passedOn,
  };
}

function run(cluster: Cluster, running: Running, inflight: Inflight, twist: Twist): Worked {
  const session = new Session(cluster, running, inflight.answers, twist.crashAfter);
  const outcome = tried(session, inflight, twist.draws);
  if (outcome !== undefined) return concluded(cluster, running, outcome);
  const { events, refused, writes, crashed: isCrashed } = session;
  const stopped = isCrashed ? crashed(session, running) : suspended(session, running, inflight);
  const { key, cause } = inflight.taken.work;
  return { cluster: stopped, events, refused, key, cause, writes, draws: NO_DRAWS, crashed: isCrashed };
}

function concluded(cluster: Cluster, running: Running, outcome: Outcome): Worked {
  const {
    events,
    refused,
    work: { key, cause },
    writes,
    draws,
  } = outcome;
  return { cluster: finished(cluster, running, outcome), events, refused, key, cause, writes, draws, crashed: false };
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

function finished(cluster: Cluster, running: Running, outcome: Outcome): Cluster {
  const { process, recorder, server, faults, rng, requests } = outcome;
  const { inflight } = running;
  const done = draftOfRunning(running);
  done.inflight = undefined;
  done.process =
    inflight === undefined
      ? process
      : inflight.missed.reduce((told, { occurrence, at }) => told.undergo(occurrence, at), process);
  done.recorder = recorder;
  const charged = charge(cluster, done, requests);
  const next = draftOf(cluster);
  next.server = server;
  next.faults = faults;
  if (inflight === undefined && rng !== undefined) next.rng = rng;
  const placed = replace(next, charged, running);
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
  /** A request may have been answered by others than the API server. */
  passedOn = false;
  server: ApiServer;
  faults: Faults;
  private readonly user: User;
  private readonly agent: string;

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
    this.agent = running.host;
    this.server = cluster.server;
    this.faults = cluster.faults;
  }

  /** The cluster after the requests so far. */
  after(): Cluster {
    const next = draftOf(this.cluster);
    next.server = this.server;
    next.faults = this.faults;
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
    if (!isOwn(request.path)) this.passedOn = true;
    const { server, response, events } = serve(this.cluster, this.server, as(request, this.user), this.agent, true);
    this.server = server;
    for (const event of events) this.events.push(event);
    return response.code >= 400 ? this.refuse(request, response) : response;
  }

  private refuse(request: Request, response: Response): Response {
    const { method, path } = request;
    this.refused.push({ method, path, code: response.code, message: refusalMessage(response.body) });
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
    const { server, response, events } = handle(
      this.server,
      as(request, this.user),
      this.cluster.now,
      true,
      once,
      this.agent,
    );
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
  return process?.component.source ?? id;
}
