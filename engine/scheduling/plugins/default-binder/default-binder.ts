import type { Binding } from '../../../apis/generated/core.v1.js';
import { pods } from '../../../apis/generated/resources.js';
import { resourcePath } from '../../../apis/resource.js';
import { call } from '../../../client/reconcile.js';
import type { PluginFactory } from '../../framework.js';
import { failed } from '../../status.js';

/** Binds a pod to its node: POST pods/NAME/binding. */
export const defaultBinder: PluginFactory = () => ({
  ok: true,
  plugin: {
    name: 'DefaultBinder',
    *bind({ metadata: { namespace, name, uid } }, node) {
      const result = yield* call<Binding>({
        method: 'POST',
        path: resourcePath(pods, namespace, name, 'binding'),
        body: {
          apiVersion: 'v1',
          kind: 'Binding',
          metadata: { namespace, name, uid },
          target: { kind: 'Node', name: node },
        },
      });
      return result.ok ? undefined : failed(result.status.message ?? '');
    },
  },
});
