import { formatDuration } from '../../../engine/apimachinery/duration.js';
import type { Millis } from '../../../engine/core/time.js';
import type { Event } from '../../../engine/apis/generated/core.v1.js';
import type { KubeObject } from '../../../engine/apimachinery/object.js';
import { events as eventResource } from '../../../engine/apis/generated/resources.js';
import { explainFalse } from '../../expectations/explain.js';
import { holds } from '../../expectations/judge.js';
import type { Selection } from '../../expectations/condition.js';
import { formatSelection, select } from '../../expectations/select.js';
import type { AssertStep, EventsStep, WaitStep } from '../../language/plan.js';
import { problem, problemFrom, type Problem } from '../problem.js';
import type { Run } from '../run.js';
import type { Waiting } from '../waiting.js';
import { describeText, matchesText } from './requests.js';
import { exceededDeadline, isReached } from './reached.js';

/**
 * Lets the cluster run until `isTrue`, at most `within`. When nothing is due any more it cannot come true, and the answer
 * is there at once: then `otherwise` tells what is wrong.
 */
export function waitUntil(
  since: Millis,
  within: number,
  isTrue: (run: Run) => boolean,
  otherwise: (run: Run) => Problem | undefined,
): Waiting {
  return {
    until: since + within,
    passes: 'unless-idle',
    over: isTrue,
    conclude: (now) => (isTrue(now) ? undefined : otherwise(now)),
  };
}

/** How a report says that waiting was over: time is up, or nothing was going to happen. */
function ending(run: Run, since: number, within: number): string {
  if (within === 0) return '';
  const waited = formatDuration(run.now - since);
  return run.idle ? ` (after ${waited} nothing was due any more)` : ` (after ${waited})`;
}

export function assertThat({ now: since }: Run, step: AssertStep): Waiting {
  const isTrue = (run: Run): boolean => holds(step.that, run.world);
  return waitUntil(since, step.within, isTrue, (run) => {
    const explained = explainFalse(step.that, run.world);
    return problemFrom(step.source, { ...explained, message: explained.message + ending(run, since, step.within) });
  });
}

export function waitFor({ now: since }: Run, step: WaitStep): Waiting {
  const { until, target } = step;
  const check = (run: Run): boolean => {
    const objects = select(run.world, target);
    if (until.type === 'delete') return objects.length === 0;
    return objects.length > 0 && objects.every((object) => isReached(until, object));
  };
  // Like kubectl, no longer than a Deployment itself has hope.
  const decided = (run: Run): boolean =>
    check(run) || (until.type === 'rollout' && select(run.world, target).some(exceededDeadline));
  const conclude = (run: Run): Problem | undefined => (check(run) ? undefined : notReached(run, step, since));
  return { ...waitUntil(since, step.within, decided, conclude), conclude };
}

function notReached(run: Run, step: WaitStep, since: number): Problem {
  const { until, target } = step;
  const objects = select(run.world, target);
  const what = `${formatSelection(target)}: ${describeGoal(until)} within ${formatDuration(step.within)}`;
  const state =
    objects.length === 0
      ? `there is no such object; ${othersLike(run, target)}`
      : objects
          .filter((object) => !isReached(until, object))
          .map(describeState)
          .join('; ');
  return {
    ...problem(step.source, what, state + ending(run, since, step.within)),
    ...nearestOf(target.resource.kind, objects),
  };
}

/** What there is of the kind, when what was meant is not there. */
function othersLike(run: Run, { resource, namespace }: Selection): string {
  const others = run.world.list(resource, resource.namespaced ? namespace : undefined);
  const where = resource.namespaced && namespace !== undefined ? ` in namespace ${namespace}` : '';
  if (others.length === 0) return `there are no ${resource.plural}${where} at all`;
  const names = others.slice(0, MANY).map(({ metadata }) => metadata.name);
  return `${resource.plural}${where}: ${names.join(', ')}${others.length > MANY ? ` and ${others.length - MANY} more` : ''}`;
}

/** At most so many names or events are listed. */
const MANY = 12;

function nearestOf(kind: string, objects: readonly KubeObject[]) {
  const [first] = objects;
  return first === undefined
    ? {}
    : { nearest: { object: `${kind.toLowerCase()}/${first.metadata.name}`, note: 'as it stands' } };
}

function describeGoal(until: WaitStep['until']): string {
  switch (until.type) {
    case 'condition':
      return `condition ${until.condition}=${until.value}`;
    case 'jsonpath':
      return `${until.path}${until.value === undefined ? ' is there' : `=${until.value}`}`;
    case 'delete':
      return 'is deleted';
    case 'create':
      return 'is created';
    case 'rollout':
      return 'rollout is complete';
  }
}

/** An object's conditions, as its status says them. */
function describeState(
  object: KubeObject & {
    readonly status?: {
      readonly conditions?: readonly {
        readonly type: string;
        readonly status: string;
        readonly reason?: string;
        readonly message?: string;
      }[];
      readonly phase?: string;
    };
  },
): string {
  const { conditions = [], phase } = object.status ?? {};
  const told = conditions.map(
    ({ type, status, reason, message }) =>
      `${type}=${status}${reason === undefined || reason === '' ? '' : ` (${reason}${message === undefined || message === '' ? '' : `: ${message}`})`}`,
  );
  return `${object.metadata.name} has ${[...(phase === undefined ? [] : [`phase ${phase}`]), ...told].join(', ') || 'no conditions'}`;
}

export function events({ now: since }: Run, step: EventsStep): Waiting {
  const counted = (run: Run): number => matching(run, step).reduce((sum, event) => sum + countOf(event), 0);
  const inBounds = (run: Run): boolean => counted(run) >= step.min && counted(run) <= (step.max ?? Infinity);
  return waitUntil(since, step.within, inBounds, (run) => wrongCount(run, step, counted(run), since));
}

function wrongCount(run: Run, step: EventsStep, counted: number, since: number): Problem {
  const wanted = [step.eventType, step.reason, step.message === undefined ? undefined : describeText(step.message)]
    .filter((part) => part !== undefined)
    .join(' ');
  const bounds =
    step.max === undefined
      ? `at least ${step.min}`
      : step.min === step.max
        ? `${step.min}`
        : `${step.min} to ${step.max}`;
  const seen = told(about(run, step));
  return problem(
    step.source,
    `${bounds} event${bounds.endsWith('1') ? '' : 's'}${wanted === '' ? '' : ` ${wanted}`} of ${formatSelection(step.target)}`,
    `there were ${counted}${ending(run, since, step.within)}; all events: ${seen.length === 0 ? 'none' : `\n  ${seen.join('\n  ')}`}`,
  );
}

/** Events that say the same of several objects share a line. */
function told(all: readonly Event[]): readonly string[] {
  const times = new Map<string, number>();
  for (const event of all) {
    const { type, reason, message = '', involvedObject } = event;
    const text = `${type} ${reason}: ${message.replaceAll(involvedObject.name ?? '', '…')}`;
    times.set(text, (times.get(text) ?? 0) + countOf(event));
  }
  const lines = [...times].map(([text, count]) => `${count} times ${text}`);
  return lines.length > MANY ? [...lines.slice(0, MANY), `and ${lines.length - MANY} more`] : lines;
}

function countOf({ count, series }: Event): number {
  return count ?? series?.count ?? 1;
}

/** Events about the selected objects; a named object may be gone by now. */
function about(run: Run, { target }: EventsStep): readonly Event[] {
  const { resource, namespace, name } = target;
  const names =
    name === undefined ? new Set(select(run.world, target).map((object) => object.metadata.name)) : new Set([name]);
  // The collection of events holds nothing but events.
  const all = run.world.list(eventResource, resource.namespaced ? namespace : undefined) as readonly Event[];
  return all.filter(
    ({ involvedObject }) => involvedObject.kind === resource.kind && names.has(involvedObject.name ?? ''),
  );
}

function matching(run: Run, step: EventsStep): readonly Event[] {
  return about(run, step).filter(
    ({ type, reason, message }) =>
      (step.eventType === undefined || step.eventType === type) &&
      (step.reason === undefined || step.reason === reason) &&
      (step.message === undefined || matchesText(step.message, message ?? '')),
  );
}
