import { resourceKey } from '../../../../engine/apis/resource.js';
import { events } from '../../../../engine/apis/generated/resources.js';

/** The collection of Events. */
export const EVENTS = resourceKey(events);

const OBJECTS = `${EVENTS}/`;

/** Whether a key of the store is that of an Event. */
export function isOfEvents(key: string): boolean {
  return key.startsWith(OBJECTS);
}
