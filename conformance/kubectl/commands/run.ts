import type { JsonObject } from '../../../engine/apimachinery/object.js';
import { pods, services } from '../../../engine/apis/generated/resources.js';
import { resourcePath, type Resource } from '../../../engine/apis/resource.js';
import { DRY_RUN_FLAGS, dryRunOf } from '../dry-run.js';
import type { Kubectl } from '../effect.js';
import { flagOf, isSet, type Arguments } from '../flags.js';
import type { Command } from '../kubectl.js';
import { findResource } from '../mapping.js';
import { printCreated } from '../output.js';
import { fail, isFailure, isSuccess, serverError, type Failure, type Session } from '../session.js';

/** `kubectl run NAME --image=IMAGE`: one bare pod. */
export const run: Command = {
  name: 'run',
  flags: [
    { name: 'image', type: 'value' },
    { name: 'restart', type: 'value' },
    { name: 'labels', short: 'l', type: 'value' },
    { name: 'env', type: 'value' },
    { name: 'port', type: 'value' },
    { name: 'expose', type: 'boolean' },
    { name: 'command', type: 'boolean' },
    { name: 'image-pull-policy', type: 'value' },
    { name: 'annotations', type: 'value' },
    { name: 'overrides', type: 'value' },
    { name: 'output', short: 'o', type: 'value' },
    ...DRY_RUN_FLAGS,
  ],
  *run(session, args) {
    const [name, ...words] = args.positional;
    if (name === undefined) return fail('error: NAME is required for run');
    const image = flagOf(args, 'image');
    if (image === undefined) return fail('error: required flag(s) "image" not set');
    const port = flagOf(args, 'port');
    if (isSet(args, 'expose') && port === undefined) return fail('error: --port must be set when exposing a service');
    if (isSet(args, 'expose') && port !== undefined) {
      const failed = yield* createOne(session, args, services, serviceFor(name, labelsOf(args, name), Number(port)));
      if (failed !== undefined) return failed;
    }
    return yield* createOne(session, args, pods, podOf(args, name, image, [...words, ...args.rest]));
  },
};

function labelsOf(args: Arguments, name: string): Readonly<Record<string, string>> {
  const text = flagOf(args, 'labels');
  return text === undefined ? { run: name } : pairs(text.split(','));
}

function pairs(words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));
}

function podOf(args: Arguments, name: string, image: string, words: readonly string[]): JsonObject {
  const env = (args.flags.get('env') ?? []).map((word) => ({
    name: word.slice(0, word.indexOf('=')),
    value: word.slice(word.indexOf('=') + 1),
  }));
  const port = flagOf(args, 'port');
  const policy = flagOf(args, 'image-pull-policy');
  const annotations = args.flags.get('annotations');
  const container = {
    name,
    image,
    resources: {},
    ...(words.length === 0 ? {} : isSet(args, 'command') ? { command: words } : { args: words }),
    ...(env.length === 0 ? {} : { env }),
    ...(port === undefined ? {} : { ports: [{ containerPort: Number(port) }] }),
    ...(policy === undefined ? {} : { imagePullPolicy: policy }),
  };
  const metadata = {
    name,
    labels: labelsOf(args, name),
    ...(annotations === undefined ? {} : { annotations: pairs(annotations) }),
  };
  const spec = {
    containers: [container],
    restartPolicy: flagOf(args, 'restart') ?? 'Always',
    dnsPolicy: 'ClusterFirst',
  };
  return { kind: 'Pod', apiVersion: 'v1', metadata, spec, status: {} };
}

function serviceFor(name: string, selector: Readonly<Record<string, string>>, port: number): JsonObject {
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name },
    spec: { ports: [{ protocol: 'TCP', port, targetPort: port }], selector },
    status: { loadBalancer: {} },
  };
}

/** Creates an object and says so; with --dry-run=client it is only shown. */
export function* createOne(
  session: Session,
  args: Arguments,
  resource: Resource,
  object: JsonObject,
): Kubectl<Failure | undefined> {
  const served = findResource(resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`);
  if (isFailure(served)) return served;
  const dryRun = dryRunOf(args);
  const namespaced = resource.namespaced ? withNamespace(object, session.namespace) : object;
  if (dryRun === 'client') {
    printCreated(session, args, served, namespaced, 'created', dryRun);
    return undefined;
  }
  const query = { fieldManager: 'kubectl-create', ...(dryRun === 'server' ? { dryRun: 'All' } : {}) };
  const response = yield* session.send({
    method: 'POST',
    path: resourcePath(resource, session.namespace),
    query,
    body: object,
  });
  if (!isSuccess(response)) return fail(serverError(response));
  printCreated(session, args, served, response.body, 'created', dryRun);
  return undefined;
}

function withNamespace(object: JsonObject, namespace: string): JsonObject {
  const metadata = object['metadata'];
  return { ...object, metadata: { ...(typeof metadata === 'object' ? metadata : {}), namespace } };
}
