import { objectKey } from '../../apimachinery/object.js';
import { endpoints, pods, services } from '../../apis/generated/resources.js';
import { controller, isEventOf, NOTHING } from '../../client/controller.js';
import { servicesToUpdate } from '../framework/endpoints/pod-services.js';
import { NEW_MEMORY, syncService, type Memory } from './sync.js';

/**
 * Keeps the Endpoints of services with a selector, which EndpointSlices have replaced (pkg/controller/endpoint). Unlike
 * upstream's it does not look, when it starts, for Endpoints whose service was deleted while it was down.
 */
export const endpointsController = controller<Memory>({
  name: 'endpoints-controller',
  watches: [services, pods, endpoints],
  maxRetries: 15,
  start: () => NEW_MEMORY,
  handle(event, { view }, memory) {
    if (isEventOf(event, services)) return { memory, enqueue: [{ key: objectKey(event.object) }] };
    if (isEventOf(event, pods)) return { memory, enqueue: servicesToUpdate(event, view) };
    if (!isEventOf(event, endpoints)) return { memory, enqueue: NOTHING };
    return { memory, enqueue: event.type === 'DELETED' ? [{ key: objectKey(event.object) }] : NOTHING };
  },
  sync: syncService,
});
