import { handle } from '../apiserver/server.js';
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
import type { Cluster, Inflight, Running } from './cluster.js';
import { disturb } from './faults.js';
import { place, unplace } from './schedule.js';
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

/** The user that a component's requests come from. */
export function userOf(running: Pick<Running, 'id' | 'host'>): User {
  const { id, host } = running;
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
  return run(cluster, { ...running, process: taken.process }, fresh, twist);
}

function run(cluster: Cluster, running: Running, inflight: Inflight, twist: Twist): Worked {
  const { taken, startedAt, answers } = inflight;
  const resumed = running.inflight !== undefined;
  const dice = new Dice(inflight.rng, twist.draws);
  const reconcile = taken.run({ view: new StoreView(inflight.store), now: startedAt, dice });
  const session = new Session(unplace(cluster, running), running, [...answers], twist.crashAfter);
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
  const gone = { ...running, inflight: undefined, wake: undefined };
  return { ...worked(session, taken), cluster: place(session.cluster, gone, gone), crashed: true };
}

function worked({ cluster, events, refused, writes }: Session, { work: { key, cause } }: Taken): Worked {
  return { cluster, events, refused, key, cause, writes, draws: NO_DRAWS, crashed: false };
}

/** Its informers stand still meanwhile: what its memory becomes is only known when the work is done. */
function suspended(session: Session, running: Running, inflight: Inflight): Worked {
  const { cluster } = session;
  const aside: Inflight = { ...inflight, answers: session.answers, until: cluster.now + session.delay };
  const idle: Running = { ...running, wake: undefined };
  const stale = running.stale ?? inflight.store;
  const waiting: Running = { ...idle, recorder: session.recorder, inflight: aside, stale };
  return { ...worked(session, inflight.taken), cluster: place(cluster, waiting, idle) };
}

function finished(session: Session, running: Running, process: Process, taken: Taken, rng: Rng): Worked {
  const { inflight } = running;
  const idle: Running = { ...running, inflight: undefined, wake: undefined };
  const done = charge(session.cluster, { ...idle, process, recorder: session.recorder }, session.requests);
  const placed = place({ ...session.cluster, rng }, done, idle);
  const lagged = inflight !== undefined && !inflight.lagging;
  return { ...worked(session, taken), cluster: lagged ? catchUp(placed, running.id, placed.seq) : placed };
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

  constructor(
    public cluster: Cluster,
    private readonly running: Running,
    /** Of before a suspension, then of now. */
    readonly answers: Response[],
    private readonly crashAfter = Infinity,
  ) {
    this.recorder = running.recorder;
    this.user = userOf(running);
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
    const { faults, effect } = disturb(this.cluster.faults, request, this.running.id);
    if (effect?.type === 'delay' && !waited) {
      this.cluster = { ...this.cluster, faults };
      this.delay = effect.delay;
      return 'delayed';
    }
    if (effect?.type === 'refuse') {
      this.cluster = { ...this.cluster, faults };
      return this.refuse(request, effect.response);
    }
    return this.send(request);
  }

  private send(request: Request): Response {
    this.requests += 1;
    const { server, response, events } = serve(this.cluster, as(request, this.user), true);
    if (server !== this.cluster.server) this.cluster = { ...this.cluster, server };
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
    if (request === undefined || this.cluster.faults.apiserverDown) return ACCEPTED;
    const { code } = this.sendEvent(request);
    if (code === 404 && otherwise !== undefined) this.sendEvent(otherwise);
    return ACCEPTED;
  }

  private sendEvent(request: Request): Response {
    this.requests += 1;
    const { server, response, events } = handle(this.cluster.server, as(request, this.user), this.cluster.now, true);
    this.cluster = { ...this.cluster, server };
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
