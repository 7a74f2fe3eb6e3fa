import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { qualifiedKind } from '../../../engine/apimachinery/status.js';
import { choiceOf, FILENAME_FLAGS } from '../choosing.js';
import type { Command } from '../command.js';
import { DRY_RUN_FLAG, dryRunOf, FIELD_MANAGER_FLAG, SAVE_CONFIG_FLAG, withDryRun, type DryRun } from '../dry-run.js';
import type { Kubectl } from '../effect.js';
import { fail, isFailure, type Failure } from '../failure.js';
import { flagOf, isSet, textOf, type Arguments } from '../flags.js';
import { labelsOf } from '../label-selector.js';
import { withMadeConfig } from '../last-applied.js';
import { OVERRIDE_FLAGS, overridden } from '../overrides.js';
import { containersOf, podSpecOf } from '../pod-spec.js';
import { PRINT_FLAGS, printerFor } from '../printers/print-flags.js';
import { find } from '../resources/builder.js';
import { metaMap, type Info } from '../resources/info.js';
import type { Session } from '../session.js';
import { createGenerated, intOrString, metadataIn, optional } from './create/generated.js';

const EXPOSABLE = ['ReplicationController', 'Service', 'Pod', 'Deployment.apps', 'ReplicaSet.apps'];
const MAX_NAME = 63;

/** `kubectl expose TYPE/NAME --port=80`: a Service in front of what the workload selects (kubectl/pkg/cmd/expose). */
export const expose: Command = {
  name: 'expose',
  flags: [
    ...FILENAME_FLAGS,
    ...PRINT_FLAGS,
    ...OVERRIDE_FLAGS,
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG,
    SAVE_CONFIG_FLAG,
    { name: 'labels', short: 'l', type: 'string' },
    ...(
      ['protocol', 'port', 'type', 'load-balancer-ip', 'selector', 'target-port', 'external-ip', 'name'] as const
    ).map(string),
    ...(['session-affinity', 'cluster-ip'] as const).map(string),
    { name: 'record', type: 'bool', deprecated: '--record will be removed in the future' },
  ],
  *run(session, args) {
    const dryRun = dryRunOf(session, args);
    if (isFailure(dryRun)) return dryRun;
    const choice = { ...choiceOf(session, args), selector: '' };
    const found = yield* find(session, choice);
    if (found.error !== undefined) return found.error;
    return yield* found.visit((info) => exposeOne(session, args, dryRun, info));
  },
};

function string(name: string): { readonly name: string; readonly type: 'string' } {
  return { name, type: 'string' };
}

function* exposeOne(session: Session, args: Arguments, dryRun: DryRun, info: Info): Kubectl<Failure | undefined> {
  const service = serviceFor(session, args, info);
  const body = isFailure(service) ? service : overridden(args, service);
  if (isFailure(body)) return body;
  const print = printerFor(session, args, { operation: withDryRun('exposed', dryRun), typed: true });
  if (isFailure(print)) return print;
  if (dryRun === 'client') return print(body);
  const manager = flagOf(args, 'field-manager') ?? 'kubectl-expose';
  const created = yield* createGenerated(session, withMadeConfig(body, isSet(args, 'save-config')), {
    dryRun,
    manager,
  });
  return isFailure(created) ? created : print(created);
}

function serviceFor(session: Session, args: Arguments, { mapping, name, object = {} }: Info): JsonObject | Failure {
  const kind = qualifiedKind(mapping.resource);
  if (!EXPOSABLE.includes(kind)) return fail(`cannot expose a ${kind}`);
  const selector = selectorFor(args, kind, object);
  if (isFailure(selector)) return selector;
  const ports = portsFor(args, object);
  if (isFailure(ports)) return ports;
  const labels = textOf(args, 'labels') === '' ? metaMap(object, 'labels') : labelsOf(textOf(args, 'labels'));
  if (isFailure(labels)) return labels;
  const affinity = textOf(args, 'session-affinity');
  if (!['', 'None', 'ClientIP'].includes(affinity)) return fail(`unknown session affinity: ${affinity}`);
  const serviceName = textOf(args, 'name') || name.slice(0, MAX_NAME);
  const type = textOf(args, 'type');
  const externalIP = textOf(args, 'external-ip');
  const spec = {
    ...optional('ports', ports),
    selector,
    ...optional('clusterIP', textOf(args, 'cluster-ip')),
    ...optional('type', type),
    ...optional('externalIPs', externalIP === '' ? [] : [externalIP]),
    ...optional('sessionAffinity', affinity),
    ...(type === 'LoadBalancer' ? optional('loadBalancerIP', textOf(args, 'load-balancer-ip')) : {}),
  };
  const metadata = metadataIn(session, serviceName, Object.keys(labels).length === 0 ? {} : { labels });
  return { kind: 'Service', apiVersion: 'v1', metadata, spec, status: { loadBalancer: {} } };
}

function specOf(object: JsonObject): JsonObject {
  return isObject(object['spec']) ? object['spec'] : {};
}

/** --selector, or what the object selects (polymorphichelpers.MapBasedSelectorForObject). */
function selectorFor(args: Arguments, kind: string, object: JsonObject): JsonObject | Failure {
  const given = textOf(args, 'selector');
  if (given !== '') return labelsOf(given);
  const found = introspected(kind, object);
  if (isFailure(found))
    return fail(`couldn't retrieve selectors via --selector flag or introspection: ${found.failed}`);
  return Object.keys(found).length === 0 ? fail('selector must be specified') : found;
}

function introspected(kind: string, object: JsonObject): JsonObject | Failure {
  const { selector } = specOf(object);
  if (kind === 'Pod') {
    const labels = metaMap(object, 'labels');
    return Object.keys(labels).length === 0 ? fail('the pod has no labels and cannot be exposed') : labels;
  }
  if (kind === 'Service') return isObject(selector) ? selector : fail('the service has no pod selector set');
  if (kind === 'ReplicationController') return isObject(selector) ? selector : {};
  const { matchLabels, matchExpressions } = isObject(selector) ? selector : {};
  const word = kind === 'Deployment.apps' ? 'deployment' : 'replicaset';
  if (!isObject(matchLabels) || Object.keys(matchLabels).length === 0)
    return fail(`invalid ${word}: no selectors, therefore cannot be exposed`);
  if (!Array.isArray(matchExpressions) || matchExpressions.length === 0) return matchLabels;
  return fail(`couldn't convert expressions - ${JSON.stringify(matchExpressions)} to map-based selector format`);
}

/** A port of the object: its number, and the protocols by which it is served. */
type Protocols = ReadonlyMap<string, readonly string[]>;

function protocolsOf(object: JsonObject): Protocols {
  const protocols = new Map<string, readonly string[]>();
  const note = (port: unknown, number: string): void => {
    if (!isObject(port)) return;
    const protocol = typeof port['protocol'] === 'string' ? port['protocol'] : 'TCP';
    const key = String(port[number]);
    protocols.set(key, [...(protocols.get(key) ?? []), protocol]);
  };
  const { ports } = specOf(object);
  if (Array.isArray(ports)) for (const port of ports) note(port, 'port');
  const spec = podSpecOf(object);
  for (const container of spec === undefined ? [] : containersOf(spec, 'containers'))
    if (Array.isArray(container['ports'])) for (const port of container['ports']) note(port, 'containerPort');
  return protocols;
}

function portsFor(args: Arguments, object: JsonObject): readonly JsonObject[] | Failure {
  const protocols = protocolsOf(object);
  const given = textOf(args, 'port');
  const numbers = given === '' ? [...protocols.keys()] : given.split(',');
  if (numbers.length === 0 && textOf(args, 'cluster-ip') !== 'None')
    return fail("couldn't find port via --port flag or introspection");
  const target = textOf(args, 'target-port');
  const ports: JsonObject[] = [];
  for (const [at, text] of numbers.entries()) {
    if (!/^[+-]?\d+$/.test(text)) return fail(`strconv.Atoi: parsing "${text}": invalid syntax`);
    const several = numbers.length > 1 ? `port-${at + 1}` : '';
    const found = textOf(args, 'protocol') === '' ? (protocols.get(text) ?? ['TCP']) : [textOf(args, 'protocol')];
    for (const protocol of found) {
      const name = found.length > 1 ? `port-${at + 1}-${protocol.toLowerCase()}` : several;
      ports.push({
        ...optional('name', name),
        protocol,
        port: Number(text),
        targetPort: target === '' ? Number(text) : intOrString(target),
      });
    }
  }
  return ports;
}
