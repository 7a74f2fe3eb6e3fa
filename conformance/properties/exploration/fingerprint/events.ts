const OBJECTS = 'events/';
const DRAW = '/events ';

/** Whether a key of the store is that of an Event. */
export function isOfEvents(key: string): boolean {
  return key.startsWith(OBJECTS);
}

/** Whether a name was drawn for an Event: 'POST /api/v1/namespaces/default/events web.1'. */
export function isDrawOfEvent(key: string): boolean {
  return key.includes(DRAW);
}
