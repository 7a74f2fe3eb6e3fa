import { extended } from '../../../core/extended.js';
import type { Container, EnvVar, HTTPGetAction, Lifecycle, LifecycleHandler, Probe } from '../../generated/core.v1.js';
import { changed, changedItems, filled, filledZero } from './fill.js';
import { roundedResources } from './default-resources.js';
import { defaultPullPolicy } from './image-name.js';

/** Follows SetDefaults_Container and the defaults of everything inside; also for ephemeral containers. */
export function defaultContainer<T extends Container>(given: T): T {
  let container = filledZero<Container>(given, {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
  if (!container.imagePullPolicy)
    container = extended(container, { imagePullPolicy: defaultPullPolicy(container.image) });
  container = changedItems(container, 'ports', (port) => filledZero(port, { protocol: 'TCP' }));
  container = changedItems(container, 'env', defaultEnv);
  container = changed(container, 'resources', roundedResources);
  container = changed(container, 'livenessProbe', defaultProbe);
  container = changed(container, 'readinessProbe', defaultProbe);
  container = changed(container, 'startupProbe', defaultProbe);
  // Only fields of Container were touched, so a T is still a T.
  return changed(container, 'lifecycle', defaultLifecycle) as T;
}

function defaultEnv(variable: EnvVar): EnvVar {
  return changed(variable, 'valueFrom', (source) => {
    const fields = changed(source, 'fieldRef', (reference) => filledZero(reference, { apiVersion: 'v1' }));
    return changed(fields, 'fileKeyRef', (reference) => filled(reference, { optional: false }));
  });
}

/** Follows SetDefaults_Probe; 0 counts as unset. */
function defaultProbe(given: Probe): Probe {
  const probe = filledZero(given, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
  const grpc = changed(probe, 'grpc', (action) => filled(action, { service: '' }));
  return changed(grpc, 'httpGet', defaultHTTPGet);
}

function defaultHTTPGet(action: HTTPGetAction): HTTPGetAction {
  return filledZero(action, { path: '/', scheme: 'HTTP' });
}

function defaultLifecycle(lifecycle: Lifecycle): Lifecycle {
  return changed(changed(lifecycle, 'postStart', defaultHandler), 'preStop', defaultHandler);
}

function defaultHandler(handler: LifecycleHandler): LifecycleHandler {
  return changed(handler, 'httpGet', defaultHTTPGet);
}
