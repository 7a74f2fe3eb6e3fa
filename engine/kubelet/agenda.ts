import { SortedMap } from '../core/sorted-map.js';
import type { Millis } from '../core/time.js';

/** One thing to do at a time: a pod to sync, or the node itself. */
export interface Appointment {
  readonly at: Millis;
  /** The pod's uid; '' for the node; 'duty/NAME' for a duty. */
  readonly subject: string;
  readonly cause: number;
  /** Another try at what failed before. */
  readonly retry: boolean;
}

/** What a kubelet has to do, in order of time; equal times in order of asking. */
export interface Agenda {
  readonly queue: SortedMap<string, Appointment>;
  readonly tickets: number;
  /** How many appointments are not retries. */
  readonly firm: number;
}

export const EMPTY_AGENDA: Agenda = { queue: SortedMap.empty(), tickets: 0, firm: 0 };

const AT_WIDTH = 13;
const TICKET_WIDTH = 9;

function keyOf(at: Millis, ticket: number): string {
  return `${String(Math.ceil(at)).padStart(AT_WIDTH, '0')}/${String(ticket).padStart(TICKET_WIDTH, '0')}`;
}

/** Adds an appointment in place of `replaced` (a key that {@link placed} gave before). */
export function schedule(agenda: Agenda, appointment: Appointment | undefined, replaced: string | undefined): Placed {
  const { queue, tickets } = agenda;
  const old = replaced === undefined ? undefined : queue.get(replaced);
  const firm = agenda.firm - weight(old) + weight(appointment);
  if (appointment === undefined) {
    if (replaced === undefined || old === undefined) return { agenda, key: undefined };
    return { agenda: { queue: queue.delete(replaced), tickets, firm }, key: undefined };
  }
  const key = keyOf(appointment.at, tickets);
  const changed =
    replaced === undefined || old === undefined
      ? queue.set(key, appointment)
      : queue.edit([
          [replaced, undefined],
          [key, appointment],
        ]);
  return { agenda: { queue: changed, tickets: tickets + 1, firm }, key };
}

export interface Placed {
  readonly agenda: Agenda;
  /** Where the appointment is kept; undefined when there is none. */
  readonly key: string | undefined;
}

function weight(appointment: Appointment | undefined): number {
  return appointment === undefined || appointment.retry ? 0 : 1;
}

/** The first appointment, taken off. */
export function takeFirst(agenda: Agenda): { readonly appointment: Appointment; readonly agenda: Agenda } | undefined {
  const first = agenda.queue.first();
  if (first === undefined) return undefined;
  const [key, appointment] = first;
  return {
    appointment,
    agenda: {
      queue: agenda.queue.delete(key),
      tickets: agenda.tickets,
      firm: agenda.firm - weight(appointment),
    },
  };
}
