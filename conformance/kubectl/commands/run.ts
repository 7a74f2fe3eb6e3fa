import { isEnvVarName } from '../../../engine/apimachinery/names.js';
import type { JsonObject } from '../../../engine/apimachinery/object.js';
import { quote } from '../../../engine/apimachinery/quote.js';
import type { Command } from '../command.js';
import { DRY_RUN_FLAG, dryRunOf, FIELD_MANAGER_FLAG, SAVE_CONFIG_FLAG, withDryRun, type DryRun } from '../dry-run.js';
import type { Kubectl } from '../effect.js';
import { fail, isFailure, type Failure } from '../failure.js';
import { flagOf, isSet, textOf, valuesOf, type Arguments } from '../flags.js';
import { labelsOf } from '../label-selector.js';
import { withMadeConfig } from '../last-applied.js';
import { OVERRIDE_FLAGS, overridden } from '../overrides.js';
import { PRINT_FLAGS, printerFor, type Print } from '../printers/print-flags.js';
import type { Session } from '../session.js';
import { goForm } from '../text/go-form.js';
import { usage } from '../usage.js';
import { createGenerated, metadataIn, optional } from './create/generated.js';
import { DELETE_FLAGS } from './delete/options.js';

/** reference.ReferenceRegexp, without its rules for the parts of a domain. */
const IMAGE = /^[\w.\-:[\]]+(\/[\w.-]+)*(:[\w][\w.-]{0,127})?(@[A-Za-z][\w+.-]*:[0-9a-fA-F]{32,})?$/;

/** `kubectl run NAME --image=IMAGE`: a pod, and with --expose a service (kubectl/pkg/cmd/run). */
export const run: Command = {
  name: 'run',
  flags: [
    ...PRINT_FLAGS,
    ...DELETE_FLAGS,
    ...OVERRIDE_FLAGS,
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG,
    SAVE_CONFIG_FLAG,
    { name: 'filename', short: 'f', type: 'strings' },
    { name: 'annotations', type: 'array' },
    { name: 'image', type: 'string' },
    { name: 'image-pull-policy', type: 'string' },
    { name: 'rm', type: 'bool' },
    { name: 'env', type: 'array' },
    { name: 'port', type: 'string' },
    { name: 'labels', short: 'l', type: 'string' },
    { name: 'stdin', short: 'i', type: 'bool' },
    { name: 'tty', short: 't', type: 'bool' },
    { name: 'attach', type: 'bool' },
    { name: 'leave-stdin-open', type: 'bool' },
    { name: 'restart', type: 'string' },
    { name: 'command', type: 'bool' },
    { name: 'expose', type: 'bool' },
    { name: 'quiet', short: 'q', type: 'bool' },
    { name: 'privileged', type: 'bool' },
    { name: 'pod-running-timeout', type: 'duration' },
    { name: 'record', type: 'bool', deprecated: '--record will be removed in the future' },
  ],
  required: ['image'],
  *run(session, args) {
    const dryRun = dryRunOf(session, args);
    if (isFailure(dryRun)) return dryRun;
    const print = printerFor(session, args, { operation: withDryRun('created', dryRun), typed: true });
    if (isFailure(print)) return print;
    const wrong = validate(args);
    if (wrong !== undefined) return wrong;
    const [name = ''] = args.positional;
    const pod = podOf(session, args, name);
    const wanted = isFailure(pod) ? pod : overridden(args, pod);
    if (isFailure(wanted)) return wanted;
    const created = yield* create(session, args, dryRun, wanted);
    if (isFailure(created)) return created;
    const failed = isSet(args, 'expose') ? yield* exposePod(session, args, dryRun, name, print) : undefined;
    return print(created) ?? failed;
  },
};

function validate(args: Arguments): Failure | undefined {
  const image = textOf(args, 'image');
  const restart = flagOf(args, 'restart') ?? 'Always';
  const policy = textOf(args, 'image-pull-policy');
  if (args.positional.length === 0 || (args.rest !== undefined && args.before.length === 0))
    return usage('run', 'NAME is required for run');
  if (image === '') return fail('--image is required');
  if (!IMAGE.test(image)) return fail(`Invalid image name ${quote(image)}: invalid reference format`);
  if (isSet(args, 'tty') && !isSet(args, 'stdin'))
    return usage('run', '-i/--stdin is required for containers with -t/--tty=true');
  if (isSet(args, 'expose') && textOf(args, 'port') === '')
    return usage('run', '--port must be set when exposing a service');
  if (!['', 'Always', 'OnFailure', 'Never'].includes(restart))
    return usage('run', `invalid restart policy: ${restart}`);
  const attached = isSet(args, 'attach', isSet(args, 'stdin'));
  if (!attached && isSet(args, 'rm')) return usage('run', '--rm should only be used for attached containers');
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(policy))
    return usage('run', `invalid image pull policy: ${policy}`);
  return attached ? fail('kubectl run --attach and --stdin are not modelled (see limitations)') : undefined;
}

function podOf(session: Session, args: Arguments, name: string): JsonObject | Failure {
  const env = envOf(args);
  if (isFailure(env)) return env;
  const annotations = annotationsOf(args);
  if (isFailure(annotations)) return annotations;
  const labels = textOf(args, 'labels') === '' ? { run: name } : labelsOf(textOf(args, 'labels'));
  if (isFailure(labels)) return labels;
  const port = textOf(args, 'port');
  if (port !== '' && !/^[+-]?\d+$/.test(port)) return fail(`strconv.Atoi: parsing ${quote(port)}: invalid syntax`);
  const words = args.positional.slice(1);
  const container = {
    name,
    image: textOf(args, 'image'),
    ...optional(isSet(args, 'command') ? 'command' : 'args', words),
    ...optional('ports', port === '' ? [] : [{ containerPort: Number(port) }]),
    ...optional('env', env),
    resources: {},
    ...optional('imagePullPolicy', textOf(args, 'image-pull-policy')),
    ...(isSet(args, 'privileged') ? { securityContext: { privileged: true } } : {}),
  };
  const metadata = metadataIn(session, name, { labels, ...(annotations === undefined ? {} : { annotations }) });
  const restartPolicy = textOf(args, 'restart') || 'Always';
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata,
    spec: { containers: [container], restartPolicy, dnsPolicy: 'ClusterFirst' },
    status: {},
  };
}

function envOf(args: Arguments): readonly JsonObject[] | Failure {
  const variables: JsonObject[] = [];
  for (const text of valuesOf(args, 'env')) {
    const equals = text.indexOf('=');
    const name = text.slice(0, Math.max(0, equals));
    if (equals < 0 || name === '' || isEnvVarName(name).length > 0) return fail(`invalid env: ${text}`);
    variables.push({ name, ...optional('value', text.slice(equals + 1)) });
  }
  return variables;
}

function annotationsOf(args: Arguments): Readonly<Record<string, string>> | undefined | Failure {
  const pairs = valuesOf(args, 'annotations');
  const invalid = pairs.filter((pair) => pair.indexOf('=') < 1);
  if (invalid.length > 0) return fail(`invalid annotations format: ${invalid.join(', ')}`);
  if (pairs.length === 0) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

function* create(session: Session, args: Arguments, dryRun: DryRun, object: JsonObject): Kubectl<JsonObject | Failure> {
  if (dryRun === 'client') return object;
  const manager = flagOf(args, 'field-manager') ?? 'kubectl-run';
  const created = yield* createGenerated(session, withMadeConfig(object, isSet(args, 'save-config')), {
    dryRun,
    manager,
  });
  return isFailure(created) ? created : goForm(created);
}

function* exposePod(
  session: Session,
  args: Arguments,
  dryRun: DryRun,
  name: string,
  print: Print,
): Kubectl<Failure | undefined> {
  const selector = textOf(args, 'labels') === '' ? { run: name } : labelsOf(textOf(args, 'labels'));
  if (isFailure(selector)) return selector;
  const port = Number(textOf(args, 'port'));
  const spec = { ports: [{ protocol: 'TCP', port, targetPort: port }], selector };
  const body = {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: metadataIn(session, name),
    spec,
    status: { loadBalancer: {} },
  };
  const created = yield* create(session, args, dryRun, body);
  if (isFailure(created)) return created;
  const failed = print(created);
  return failed;
}
