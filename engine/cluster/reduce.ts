import type { Request, Response } from '../apiserver/request.js';
import { refusalMessage } from '../apimachinery/status.js';
import type { WatchEvent } from '../apiserver/watch-event.js';
import type { Millis } from '../core/time.js';
import { after, draftOf, nextOf, type Cluster } from './cluster.js';
import { deliver } from './deliver.js';
import { changeDevices } from './devices.js';
import { disturb } from './faults.js';
import type { Foresight } from './foresight.js';
import { inject } from './inject.js';
import { respread, setLoad } from './load.js';
import { nextDue } from './schedule.js';
import { laidServer } from './seed.js';
import { serve } from './serve.js';
import { addNode } from './start.js';
import type { Change, Refused, Step, StepRecord } from './step.js';
import { tellKubelet } from './usage.js';
import { work } from './work.js';

/**
 * The cluster after one step. Everything that ever happens to a cluster goes through here.
 * @param foresight who may know what happens in a turn
 */
export function reduce(cluster: Cluster, step: Step, foresight?: Foresight): Cluster {
  switch (step.type) {
    case 'work':
      return onWork(cluster, step, foresight);
    case 'request':
      return request(cluster, step.request, step.by).cluster;
    case 'fault': {
      const begun = nextOf(cluster);
      const { cluster: broken, events } = inject(begun, step.fault);
      const record = recordOf(
        begun,
        { type: 'fault', who: 'fault', what: JSON.stringify(step.fault), cause: 0 },
        events,
      );
      return after(respread(deliver(broken, events, begun.seq), events), record);
    }
    case 'node': {
      const begun = nextOf(cluster);
      const last = recordOf(begun, { type: 'node', who: 'machine', what: step.node.name, cause: 0 }, []);
      return after(addNode(begun, step.node), last);
    }
    case 'usage': {
      const begun = nextOf(cluster);
      const what = `${step.node} ${JSON.stringify(step.usage)}`;
      const last = recordOf(begun, { type: 'usage', who: 'usage', what, cause: 0 }, []);
      return after(tellKubelet(begun, step.node, step.usage), last);
    }
    case 'load': {
      const begun = nextOf(cluster);
      const last = recordOf(begun, { type: 'load', who: 'load', what: JSON.stringify(step.load), cause: 0 }, []);
      return after(setLoad(begun, step.load), last);
    }
    case 'devices': {
      const begun = nextOf(cluster);
      const what = `${step.change.resource} on ${step.node}`;
      const last = recordOf(begun, { type: 'devices', who: 'machine', what, cause: 0 }, []);
      return after(changeDevices(begun, step.node, step.change), last);
    }
    case 'time':
      return passed(cluster, step.to);
  }
}

function passed(cluster: Cluster, to: Millis): Cluster {
  if (to <= cluster.now) return cluster;
  const next = draftOf(cluster);
  next.now = to;
  return next;
}

const ordinary = new Map<string, Step>();

/** The step in which a component works, as it does by itself. Histories are full of them: there is one for each component. */
export function turnOf(component: string): Step {
  let step = ordinary.get(component);
  if (step === undefined) ordinary.set(component, (step = { type: 'work', component }));
  return step;
}

/** The next step that is due; undefined: nothing is. */
export function nextStep(cluster: Cluster): { readonly at: Millis; readonly step: Step } | undefined {
  const due = nextDue(cluster);
  return due === undefined ? undefined : { at: due.at, step: turnOf(due.component) };
}

/** Lets time jump to the next due step and takes it; the same cluster when nothing is due. */
export function advance(cluster: Cluster): Cluster {
  const next = nextStep(cluster);
  if (next === undefined) return cluster;
  return reduce(reduce(cluster, { type: 'time', to: next.at }), next.step);
}

function onWork(
  cluster: Cluster,
  { component, twist }: Extract<Step, { type: 'work' }>,
  foresight: Foresight | undefined,
): Cluster {
  const running = cluster.components.get(component);
  if (running === undefined) return cluster;
  const begun = nextOf(cluster);
  const {
    cluster: worked,
    events,
    refused,
    key,
    cause,
    writes,
    draws,
    crashed,
  } = work(begun, running, twist, foresight);
  const what = crashed ? `${key}, and crashed after ${writes} writes` : key;
  const about = { type: 'work' as const, who: component, what, cause };
  const told = recordOf(begun, about, events, refused, {
    writes: writes === 0 ? undefined : writes,
    draws: draws.length === 0 ? undefined : draws,
  });
  const delivered = respread(deliver(worked, events, begun.seq, foresight), events);
  if (!crashed) return after(delivered, told);
  const restarted = inject(delivered, { type: 'component-crash', component: running.host }).cluster;
  return after(restarted, told);
}

/** One request from outside, as a step, with its answer. */
export function request(
  cluster: Cluster,
  sent: Request,
  by: string,
): { readonly cluster: Cluster; readonly response: Response } {
  const begun = nextOf(cluster);
  const { faults, effect } = disturb(cluster.faults, sent, by);
  const about = { type: 'request' as const, who: by, what: `${sent.method} ${sent.path}`, cause: 0 };
  if (effect?.type === 'refuse') {
    const last = recordOf(begun, about, [], [refusal(sent, effect.response)]);
    const refused = draftOf(begun);
    refused.faults = faults;
    refused.last = last;
    return { cluster: refused, response: effect.response };
  }
  const { server, response, events } = serve(cluster, laidServer(cluster), sent, by);
  const last = recordOf(begun, about, events, response.code >= 400 ? [refusal(sent, response)] : []);
  const served = draftOf(begun);
  served.server = server;
  served.faults = faults;
  return { cluster: after(respread(deliver(served, events, begun.seq), events), last), response };
}

function refusal({ method, path }: Request, { code, body }: Response): Refused {
  return { method, path, code, message: refusalMessage(body) };
}

const NOTHING_REFUSED: readonly Refused[] = [];
const NO_CHOICES: Pick<StepRecord, 'writes' | 'draws'> = {};

function recordOf(
  { seq, now }: Cluster,
  { type, who, what, cause }: Pick<StepRecord, 'type' | 'who' | 'what' | 'cause'>,
  events: readonly WatchEvent[],
  refused: readonly Refused[] = NOTHING_REFUSED,
  { writes, draws }: Pick<StepRecord, 'writes' | 'draws'> = NO_CHOICES,
): StepRecord {
  return { seq, at: now, type, who, what, cause, changes: events.map(changeOf), refused, writes, draws };
}

function changeOf({ type, resource, revision, object }: WatchEvent): Change {
  const { namespace = '', name } = object.metadata;
  return { type, resource, namespace, name, revision };
}
