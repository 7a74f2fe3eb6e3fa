import type { Change, StepRecord } from '../../engine/index.js';
import { events } from '../../engine/apis/generated/resources.js';
import { formatDuration } from '../../engine/apimachinery/duration.js';
import type { World } from '../expectations/world.js';

const CHAIN_LENGTH = 8;
const ACTS_SHOWN = 4;
const EVENTS_SHOWN = 3;

const VERBS: Readonly<Record<Change['type'], string>> = { ADDED: 'created', MODIFIED: 'changed', DELETED: 'deleted' };

/**
 * How an object came to be as it is: the steps that led to its last change and the last things that the spec did, oldest
 * first, each with what it changed; then the last warnings about it.
 * @param object as a report names it: 'deployment/web', 'pod/web-1 in shop'
 */
export function tellStory(records: readonly StepRecord[], world: World, object: string | undefined): readonly string[] {
  const name = object?.split(' ')[0]?.split('/')[1];
  const chain: StepRecord[] = [];
  for (
    let step = findLast(records, name);
    step !== undefined && chain.length < CHAIN_LENGTH;
    step = step.cause === 0 ? undefined : records[step.cause - 1]
  )
    chain.push(step);
  const told = new Set([...chain, ...lastActs(records)]);
  return [...[...told].sort((a, b) => a.seq - b.seq).map(tell), ...warnings(world, name)];
}

/** The last step that changed something of that name, events aside; without a name, the last that changed anything. */
function findLast(records: readonly StepRecord[], name: string | undefined): StepRecord | undefined {
  return records.findLast(({ changes }) =>
    changes.some((change) => change.resource !== 'events' && (name === undefined || change.name === name)),
  );
}

/** What came from outside last: requests that changed something or were refused, faults, new nodes. */
function lastActs(records: readonly StepRecord[]): readonly StepRecord[] {
  const acts: StepRecord[] = [];
  for (let at = records.length - 1; at >= 0 && acts.length < ACTS_SHOWN; at--) {
    const record = records[at];
    if (record !== undefined && isAct(record)) acts.push(record);
  }
  return acts;
}

function isAct({ type, changes, refused }: StepRecord): boolean {
  if (type === 'work' || type === 'time') return false;
  // A question that finds nothing is no act.
  return (
    type !== 'request' || changes.length > 0 || refused.some(({ method, code }) => method !== 'GET' || code !== 404)
  );
}

function tell({ at, seq, who, what, type, changes, refused }: StepRecord): string {
  const told = changes
    .filter(({ resource }) => resource !== 'events')
    .map((change) => `${VERBS[change.type]} ${kindOf(change)}/${change.name}`);
  const said = refused.map(({ code, message }) => `was refused (${code}): ${shortened(message)}`);
  const did = [...new Set([...told, ...said])];
  const doing = type === 'work' ? ` (${what})` : type === 'request' ? `: ${what}` : ` ${what}`;
  return `${formatDuration(at).padStart(8)}  #${seq} ${who}${doing}${did.length === 0 ? '' : ` ${list(did)}`}`;
}

const LONG = 100;

function shortened(message: string): string {
  return message.length > LONG ? `${message.slice(0, LONG - 1)}…` : message;
}

function kindOf({ resource }: Change): string {
  return (resource.split('/').at(-1) ?? resource).replace(/s$/, '');
}

function list(parts: readonly string[]): string {
  return parts.length > 4 ? `${parts.slice(0, 4).join(', ')} and ${parts.length - 4} more` : parts.join(', ');
}

/** The newest Warning events about the object, or about objects named after it. */
function warnings(world: World, name: string | undefined): readonly string[] {
  // The collection of events holds nothing but events.
  const all = world.list(events) as readonly import('../../engine/apis/generated/core.v1.js').Event[];
  const about = all.filter(
    ({ type, involvedObject }) =>
      type === 'Warning' && (name === undefined || (involvedObject.name ?? '').startsWith(name)),
  );
  const newest = [...about]
    .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
    .slice(-EVENTS_SHOWN);
  return newest.map(({ involvedObject, reason, message, count }) => {
    const times = (count ?? 1) > 1 ? ` (${count} times)` : '';
    return `  event  ${(involvedObject.kind ?? '').toLowerCase()}/${involvedObject.name} ${reason}: ${message}${times}`;
  });
}
