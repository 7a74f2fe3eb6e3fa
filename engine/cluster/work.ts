import { handle, type ApiServer } from '../apiserver/server.js';
import type { Request, Response, User } from '../apiserver/request.js';
import { isStatus } from '../apimachinery/status.js';
import { StoreView } from '../apiserver/store-view.js';
import type { WatchEvent } from '../apiserver/watch-event.js';
import type { Process, Taken } from '../client/erase.js';
import { correlate } from '../client/event-recorder.js';
import type { Command, RecordEvent } from '../client/reconcile.js';
import { Dice, type Rng } from '../core/rng.js';
import { charge } from './client-rate.js';
import { catchUp } from './deliver.js';
import { draftOf, draftOfRunning, withProcess, type Cluster, type Inflight, type Running } from './cluster.js';
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
  };
  return run(cluster, withProcess(running, taken.process), fresh, twist);
}

function run(cluster: Cluster, running: Running, inflight: Inflight, twist: Twist): Worked {
  const { taken, startedAt, answers } = inflight;
  const resumed = running.inflight !== undefined;
  const dice = new Dice(inflight.rng, twist.draws);
  const reconcile = taken.run({ view: new StoreView(inflight.store), now: startedAt, dice });
  const session = new Session(cluster, running, [...answers], twist.crashAfter);
  let turn = reconcile.next();
  for (let index = 0; turn.done !== true; index++) {
    // The request that was delayed has waited by now: it is not delayed twice.
    const waited = resumed && index === answers.length;
    const answer = answers[index] ?? session.perform(turn.value, waited);
    if (answer === 'delayed') return suspended(session, running, inflight);
    if (answer === 'crashed') return crashed(session, running, inflight);
    session.answers[index] = answer;
    turn = reconcile.next(answer);
  }
  return { ...finished(session, running, turn.value, taken, resumed ? cluster.rng : dice.rng), draws: dice.bounds };
}

/** What it had written stays; what it was about to remember is lost. */
function crashed(session: Session, running: Running, { taken }: Inflight): Worked {
  const gone = draftOfRunning(running);
  gone.inflight = undefined;
  return { ...worked(session, taken), cluster: replace(session.after(), gone, running), crashed: true };
}

function worked(session: Session, { work: { key, cause } }: Taken): Worked {
  const { cluster, events, refused, writes } = session;
  return { cluster, events, refused, key, cause, writes, draws: NO_DRAWS, crashed: false };
}

/** Its informers stand still meanwhile: what its memory becomes is only known when the work is done. */
function suspended(session: Session, running: Running, inflight: Inflight): Worked {
  const cluster = session.after();
  const waiting = draftOfRunning(running);
  waiting.recorder = session.recorder;
  waiting.inflight = { ...inflight, answers: session.answers, until: cluster.now + session.delay };
  waiting.stale = running.stale ?? inflight.store;
  return { ...worked(session, inflight.taken), cluster: replace(cluster, waiting, running) };
}

function finished(session: Session, running: Running, process: Process, taken: Taken, rng: Rng): Worked {
  const { inflight } = running;
  const done = draftOfRunning(running);
  done.inflight = undefined;
  done.process = process;
  done.recorder = session.recorder;
  const charged = charge(session.cluster, done, session.requests);
  const placed = replace(session.after(rng), charged, running);
  const lagged = inflight !== undefined && !inflight.lagging;
  const result = worked(session, taken);
  return { ...result, cluster: lagged ? catchUp(placed, running.id, placed.seq) : placed };
}

/** The requests of one reconcile, one after the other. */
class Session {
  readonly events: WatchEvent[] = [];
  readonly refused: Refused[] = [];
  recorder;
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
    /** Of before a suspension, then of now. */
    readonly answers: Response[],
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

  perform(command: Command, waited: boolean): Response | 'delayed' | 'crashed' {
    if (command.type === 'event') return this.record(command);
    if (command.method !== 'GET') {
      if (this.writes >= this.crashAfter) return 'crashed';
      this.writes += 1;
    }
    return this.request(command, waited);
  }

  private request(request: Request, waited: boolean): Response | 'delayed' {
    const { faults, effect } = disturb(this.faults, request, this.running.id);
    if (effect === undefined || (effect.type === 'delay' && waited)) return this.send(request);
    this.faults = faults;
    if (effect.type === 'refuse') return this.refuse(request, effect.response);
    this.delay = effect.delay;
    return 'delayed';
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
    const { code } = this.sendEvent(request);
    if (code === 404 && otherwise !== undefined) this.sendEvent(otherwise);
    return ACCEPTED;
  }

  private sendEvent(request: Request): Response {
    this.requests += 1;
    const { server, response, events } = handle(this.server, as(request, this.user), this.cluster.now, true);
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
