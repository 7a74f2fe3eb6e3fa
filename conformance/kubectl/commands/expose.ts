import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { services } from '../../../engine/apis/generated/resources.js';
import { DRY_RUN_FLAGS, dryRunOf, dryRunSuffix } from '../dry-run.js';
import type { Kubectl } from '../effect.js';
import { flagOf, type Arguments } from '../flags.js';
import type { Command } from '../kubectl.js';
import { resourcePath } from '../../../engine/apis/resource.js';
import { getOne } from '../patching.js';
import { SELECT_FLAGS, selectObjects, type Selected } from '../select.js';
import { fail, isFailure, isSuccess, serverError, type Failure, type Session } from '../session.js';
import { podSpecOf } from './set-image.js';

/** `kubectl expose TYPE/NAME --port=80`: a Service in front of what the workload selects. */
export const expose: Command = {
  name: 'expose',
  flags: [
    ...SELECT_FLAGS,
    { name: 'port', type: 'value' },
    { name: 'target-port', type: 'value' },
    { name: 'name', type: 'value' },
    { name: 'type', type: 'value' },
    { name: 'protocol', type: 'value' },
    { name: 'cluster-ip', type: 'value' },
    { name: 'labels', type: 'value' },
    { name: 'session-affinity', type: 'value' },
    ...DRY_RUN_FLAGS,
  ],
  *run(session, args) {
    const selected = yield* selectObjects(session, { ...args, flags: withoutSelector(args) }, {});
    if (isFailure(selected)) return selected;
    for (const target of selected.objects) {
      const failed = yield* exposeOne(session, args, target);
      if (failed !== undefined) return failed;
    }
    return undefined;
  },
};

/** --selector means the Service's selector here. */
function withoutSelector({ flags }: Arguments): Arguments['flags'] {
  return new Map([...flags].filter(([name]) => name !== 'selector'));
}

function* exposeOne(session: Session, args: Arguments, target: Selected): Kubectl<Failure | undefined> {
  const found = yield* getOne(session, target);
  if (!isSuccess(found)) return fail(serverError(found));
  const selector = selectorFor(args, found.body);
  if (selector === undefined) return fail(`error: cannot expose a ${target.served.resource.kind}: it has no selector`);
  const ports = portsFor(args, found.body);
  if (ports.length === 0) return fail("error: couldn't find port via --port flag or introspection");
  const name = flagOf(args, 'name') ?? target.name;
  const type = flagOf(args, 'type');
  const clusterIP = flagOf(args, 'cluster-ip');
  const labels =
    isObject(found.body) && isObject(found.body['metadata']) ? found.body['metadata']['labels'] : undefined;
  const spec = {
    selector,
    ports,
    ...(type === undefined ? {} : { type }),
    ...(clusterIP === undefined ? {} : { clusterIP }),
  };
  const body = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, ...(labels === undefined ? {} : { labels }) },
    spec,
  };
  const dryRun = dryRunOf(args);
  if (dryRun !== 'client') {
    const response = yield* session.send({ method: 'POST', path: resourcePath(services, session.namespace), body });
    if (!isSuccess(response)) return fail(serverError(response));
  }
  session.print(`service/${name} exposed${dryRunSuffix(dryRun)}`);
  return undefined;
}

function selectorFor(args: Arguments, object: unknown): JsonObject | undefined {
  const text = flagOf(args, 'selector');
  if (text !== undefined) return Object.fromEntries(text.split(',').map((pair) => pair.split('=')));
  if (!isObject(object) || !isObject(object['spec'])) return undefined;
  const { selector } = object['spec'];
  if (isObject(selector)) return isObject(selector['matchLabels']) ? selector['matchLabels'] : selector;
  const labels = isObject(object['metadata']) ? object['metadata']['labels'] : undefined;
  return isObject(labels) ? labels : undefined;
}

function portsFor(args: Arguments, object: unknown): readonly JsonObject[] {
  const protocol = flagOf(args, 'protocol') ?? 'TCP';
  const target = flagOf(args, 'target-port');
  const given = flagOf(args, 'port');
  const found = given === undefined ? containerPorts(object) : given.split(',').map(Number);
  return found.map((port, at) => ({
    ...(found.length > 1 ? { name: `port-${at + 1}` } : {}),
    protocol,
    port,
    targetPort: target === undefined ? port : /^\d+$/.test(target) ? Number(target) : target,
  }));
}

function containerPorts(object: unknown): readonly number[] {
  const containers = podSpecOf(object)?.['containers'];
  if (!Array.isArray(containers)) return [];
  return containers.flatMap((container: unknown) => {
    const ports = isObject(container) ? container['ports'] : undefined;
    return Array.isArray(ports)
      ? ports.flatMap((port: unknown) =>
          isObject(port) && typeof port['containerPort'] === 'number' ? [port['containerPort']] : [],
        )
      : [];
  });
}
