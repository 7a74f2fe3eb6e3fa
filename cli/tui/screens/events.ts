import { formatDuration } from '../../../engine/apimachinery/duration.js';
import type { KubeObject } from '../../../engine/apimachinery/object.js';
import { controllerOf } from '../../../engine/apimachinery/object.js';
import type { Event } from '../../../engine/apis/generated/core.v1.js';
import { events } from '../../../engine/apis/generated/resources.js';
import { StoreView, type Cluster } from '../../../engine/index.js';
import { span, type Line, type Look, type Size } from '../canvas/line.js';
import { drawPane } from '../canvas/pane.js';
import { traceOf, type StepState } from '../step/state.js';

/** The events about the selection and what it owns, the newest first; about everything when there are none. */
export function eventsPane(state: StepState, size: Size, look: Look): readonly Line[] {
  const cluster = traceOf(state).stateAt(state.step);
  const all = new StoreView(cluster.server.store).list(events);
  const uids = familyOf(cluster, state.selected);
  const about = all.filter(({ involvedObject }) => uids.has(involvedObject.uid ?? ''));
  const shown = about.length > 0 ? about : all;
  const start = Math.max(0, Math.min(state.scroll['events'] ?? 0, shown.length - (size.rows - 1)));
  const lines = newest(shown, start + size.rows)
    .slice(start)
    .map((event) => eventLine(state, event, about.length > 0));
  const title = about.length > 0 ? 'Events of the selection' : 'Events';
  return drawPane({ title, focused: state.focus === 'events', lines, note: String(shown.length) }, size, look);
}

/** So many of the newest, the newest first: of thousands a screen shows a few. */
function newest(all: readonly Event[], count: number): readonly Event[] {
  const found: { readonly event: Event; readonly version: number }[] = [];
  for (const event of all) {
    const version = Number(event.metadata.resourceVersion);
    if (found.length >= count && version < (found.at(-1)?.version ?? 0)) continue;
    const at = found.findIndex((one) => one.version < version);
    found.splice(at < 0 ? found.length : at, 0, { event, version });
    if (found.length > count) found.pop();
  }
  return found.map(({ event }) => event);
}

/** The object itself and, two deep, what it controls: a Deployment's pods are its ReplicaSets'. */
function familyOf(cluster: Cluster, selected: string | undefined): ReadonlySet<string> {
  const object = selected === undefined ? undefined : cluster.server.store.objects.get(selected);
  if (object === undefined) return new Set();
  const view = new StoreView(cluster.server.store);
  const below = (parent: KubeObject): readonly KubeObject[] =>
    view.dependents(parent.metadata.uid).filter((one) => controllerOf(one)?.uid === parent.metadata.uid);
  const children = below(object);
  return new Set([object, ...children, ...children.flatMap(below)].map(({ metadata }) => metadata.uid));
}

function eventLine(state: StepState, event: Event, related: boolean): Line {
  const { involvedObject, reason = '', message = '', type, count } = event;
  const times = (count ?? 1) > 1 ? ` (x${count})` : '';
  const object = `${(involvedObject.kind ?? '').toLowerCase()}/${involvedObject.name ?? ''}`;
  return [
    span(`${writtenAt(state, event).padStart(7)} `, 'dim'),
    span(reason, type === 'Warning' ? 'red' : 'green'),
    span(`${times} ${message}`),
    span(` ${object}`, related ? 'dim' : 'cyan'),
  ];
}

/** When the event was last written. */
function writtenAt(state: StepState, { metadata }: Event): string {
  const trace = traceOf(state);
  const key = `events/${metadata.namespace ?? ''}/${metadata.name}`;
  const writer = trace.writersOf(key).findLast((step) => step <= state.step);
  return formatDuration(trace.record(writer ?? 0)?.at ?? 0);
}
