const OBJECTS = 'events/';

/** Whether a key of the store is that of an Event. */
export function isOfEvents(key: string): boolean {
  return key.startsWith(OBJECTS);
}
