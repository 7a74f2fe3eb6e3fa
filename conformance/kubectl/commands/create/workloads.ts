import { isObject, type JsonObject } from '../../../../engine/apimachinery/object.js';
import { fail, type Failure } from '../../failure.js';
import { intOf, textOf, valuesOf, type Arguments } from '../../flags.js';
import type { Kubectl } from '../../effect.js';
import { goTypeOf } from '../../pod-spec.js';
import { find } from '../../resources/builder.js';
import { kindOf, metaText } from '../../resources/info.js';
import type { Session } from '../../session.js';
import { createCommand, metadataIn, optional } from './generated.js';

/** What follows the name: the container's command. */
function commandOf({ positional }: Arguments): readonly string[] {
  return positional.slice(1);
}

function container(name: string, image: string, command: readonly string[], more: JsonObject = {}): JsonObject {
  return { name, image, ...optional('command', command), ...more, resources: {} };
}

/** `kubectl create deployment NAME --image=…`. */
export const createDeployment = createCommand({
  name: 'create deployment',
  aliases: ['create deploy'],
  flags: [
    { name: 'image', type: 'strings' },
    { name: 'port', type: 'int' },
    { name: 'replicas', short: 'r', type: 'int' },
  ],
  required: ['image'],
  refusal: 'failed to create deployment: ',
  // Nothing is asked of the server before the object is posted.
  *build(session, args, name) {
    const images = valuesOf(args, 'image');
    const command = commandOf(args);
    if (images.length > 1 && command.length > 0) return fail('cannot specify multiple --image options and command');
    const port = intOf(args, 'port', -1);
    const labels = { app: name };
    const containers = images.map((image, at) =>
      container(imageName(image), image, command, port >= 0 && at === 0 ? { ports: [{ containerPort: port }] } : {}),
    );
    return {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: metadataIn(session, name, { labels }),
      spec: {
        replicas: intOf(args, 'replicas', 1),
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
        strategy: {},
      },
      status: {},
    };
  },
});

/** The last part of an image's name. Upstream adds a random suffix where characters had to be replaced. */
function imageName(image: string): string {
  const name = (image.split('/').at(-1) ?? '').replace(/[:@].*$/, '');
  return name.replaceAll('_', '-').replaceAll('.', '-');
}

/** `kubectl create job NAME --image=… -- COMMAND`, or `--from=cronjob/NAME`. */
export const createJob = createCommand({
  name: 'create job',
  flags: [
    { name: 'image', type: 'string' },
    { name: 'from', type: 'string' },
  ],
  refusal: 'failed to create job: ',
  *build(session, args, name) {
    const [image, from] = [textOf(args, 'image'), textOf(args, 'from')];
    const command = commandOf(args);
    if ((image === '') === (from === '')) return fail('either --image or --from must be specified');
    if (command.length > 0 && from !== '') return fail('cannot specify --from and command');
    if (from !== '') return yield* jobFrom(session, from, name);
    return job(metadataIn(session, name), { template: podTemplate(name, image, command, 'Never') });
  },
});

function job(metadata: JsonObject, spec: JsonObject): JsonObject {
  return { kind: 'Job', apiVersion: 'batch/v1', metadata, spec, status: {} };
}

function podTemplate(name: string, image: string, command: readonly string[], restartPolicy: string): JsonObject {
  return { metadata: {}, spec: { containers: [container(name, image, command)], restartPolicy } };
}

function* jobFrom(session: Session, from: string, name: string): Kubectl<JsonObject | Failure> {
  const found = yield* find(session, { words: [from], flatten: true, latest: true });
  const { infos, error } = yield* found.infos();
  if (error !== undefined) return error;
  const [info] = infos;
  if (info?.object === undefined || infos.length !== 1) return fail('from must be an existing cronjob');
  const { object } = info;
  if (kindOf(object).kind !== 'CronJob') return fail(`unknown object type ${goTypeOf(object)}`);
  const spec = isObject(object['spec']) ? object['spec'] : {};
  const template = isObject(spec['jobTemplate']) ? spec['jobTemplate'] : {};
  const templateMeta = isObject(template['metadata']) ? template['metadata'] : {};
  const annotations = isObject(templateMeta['annotations']) ? templateMeta['annotations'] : {};
  const owner = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    name: metaText(object, 'name'),
    uid: metaText(object, 'uid'),
    controller: true,
  };
  const metadata = metadataIn(session, name, {
    ...optional('labels', templateMeta['labels']),
    annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...annotations },
    ownerReferences: [owner],
  });
  return job(metadata, isObject(template['spec']) ? template['spec'] : {});
}

/** `kubectl create cronjob NAME --image=… --schedule=…`. */
export const createCronJob = createCommand({
  name: 'create cronjob',
  aliases: ['create cj'],
  flags: [
    { name: 'image', type: 'string' },
    { name: 'schedule', type: 'string' },
    { name: 'restart', type: 'string' },
  ],
  required: ['image', 'schedule'],
  refusal: 'failed to create cronjob: ',
  *build(session, args, name) {
    const template = podTemplate(name, textOf(args, 'image'), commandOf(args), textOf(args, 'restart') || 'OnFailure');
    const spec = { schedule: textOf(args, 'schedule'), jobTemplate: { metadata: { name }, spec: { template } } };
    return { kind: 'CronJob', apiVersion: 'batch/v1', metadata: metadataIn(session, name), spec, status: {} };
  },
});
