import type { JsonObject } from '../../../engine/apimachinery/object.js';
import {
  configmaps,
  deployments,
  namespaces,
  poddisruptionbudgets,
  priorityclasses,
  resourcequotas,
  secrets,
  serviceaccounts,
} from '../../../engine/apis/generated/resources.js';
import { groupVersion, type Resource } from '../../../engine/apis/resource.js';
import { DRY_RUN_FLAGS } from '../dry-run.js';
import { flagOf, isSet, type Arguments, type Flag } from '../flags.js';
import type { Command } from '../kubectl.js';
import { fail, isFailure, type Failure } from '../session.js';
import { createOne } from './run.js';

type Body = Omit<JsonObject, 'metadata'> | Failure;

/** A `create KIND NAME` command: makes one object from flags. */
function createKind(
  word: string,
  resource: Resource,
  flags: readonly Flag[],
  bodyOf: (name: string, args: Arguments) => Body,
): Command {
  return {
    name: `create ${word}`,
    flags: [...flags, { name: 'output', short: 'o', type: 'value' }, ...DRY_RUN_FLAGS],
    *run(session, args) {
      const [name, ...more] = args.positional;
      if (name === undefined || more.length > 0)
        return fail(`error: exactly one NAME is required, got ${args.positional.length}`);
      const body = bodyOf(name, args);
      if (isFailure(body)) return body;
      const own = 'metadata' in body && typeof body['metadata'] === 'object' ? body['metadata'] : {};
      const object = { apiVersion: groupVersion(resource), kind: resource.kind, ...body, metadata: { name, ...own } };
      return yield* createOne(session, args, resource, object);
    },
  };
}

const value = (name: string): Flag => ({ name, type: 'value' });

const deployment = createKind(
  'deployment',
  deployments,
  [value('image'), value('replicas'), value('port')],
  (name, args) => {
    const images = args.flags.get('image');
    if (images === undefined) return fail('error: required flag(s) "image" not set');
    const port = flagOf(args, 'port');
    const containers = images.map((image) => ({
      name: containerName(image),
      image,
      resources: {},
      ...(port === undefined ? {} : { ports: [{ containerPort: Number(port) }] }),
    }));
    const labels = { app: name };
    const template = { metadata: { labels }, spec: { containers } };
    return {
      metadata: { labels },
      spec: { replicas: Number(flagOf(args, 'replicas') ?? '1'), selector: { matchLabels: labels }, template },
    };
  },
);

/** 'registry/team/app:1' → 'app', as kubectl names a container after its image. */
function containerName(image: string): string {
  const last = image.split('/').at(-1) ?? image;
  return (last.split(/[:@]/)[0] ?? last).toLowerCase().replace(/[^a-z0-9-]/g, '-');
}

const namespace = createKind('namespace', namespaces, [], () => ({}));
const serviceAccount = createKind('serviceaccount', serviceaccounts, [], () => ({}));

const configMap = createKind('configmap', configmaps, [value('from-literal')], (_name, args) =>
  literals(args, (text) => text, 'data'),
);
const secret = createKind('secret generic', secrets, [value('from-literal'), value('type')], (_name, args) => {
  const data = literals(args, base64, 'data');
  return isFailure(data) ? data : { ...data, type: flagOf(args, 'type') ?? 'Opaque' };
});

function literals(args: Arguments, encode: (text: string) => string, field: string): Body {
  const entries: [string, string][] = [];
  for (const pair of args.flags.get('from-literal') ?? []) {
    const at = pair.indexOf('=');
    if (at <= 0) return fail(`error: invalid literal source ${pair}, expected key=value`);
    entries.push([pair.slice(0, at), encode(pair.slice(at + 1))]);
  }
  return entries.length === 0 ? {} : { [field]: Object.fromEntries(entries) };
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

const quota = createKind('quota', resourcequotas, [value('hard'), value('scopes')], (_name, args) => {
  const hard = pairsOf(flagOf(args, 'hard') ?? '');
  const scopes = flagOf(args, 'scopes');
  return {
    spec: {
      ...(Object.keys(hard).length === 0 ? {} : { hard }),
      ...(scopes === undefined ? {} : { scopes: scopes.split(',') }),
    },
  };
});

function pairsOf(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').filter((pair) => pair.includes('='));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

const pdb = createKind(
  'pdb',
  poddisruptionbudgets,
  [value('selector'), value('min-available'), value('max-unavailable')],
  (_name, args) => {
    const selector = flagOf(args, 'selector');
    if (selector === undefined) return fail('error: a selector must be specified');
    const least = flagOf(args, 'min-available');
    const most = flagOf(args, 'max-unavailable');
    if ((least === undefined) === (most === undefined))
      return fail('error: one of min-available or max-unavailable must be specified');
    const bound = least === undefined ? { maxUnavailable: amount(most ?? '') } : { minAvailable: amount(least) };
    return { spec: { ...bound, selector: { matchLabels: pairsOf(selector) } } };
  },
);

function amount(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

const priorityClass = createKind(
  'priorityclass',
  priorityclasses,
  [value('value'), { name: 'global-default', type: 'boolean' }, value('description'), value('preemption-policy')],
  (_name, args) => ({
    value: Number(flagOf(args, 'value') ?? '0'),
    globalDefault: isSet(args, 'global-default'),
    description: flagOf(args, 'description') ?? '',
    preemptionPolicy: flagOf(args, 'preemption-policy') ?? 'PreemptLowerPriority',
  }),
);

/** The `create` commands that make an object from flags. */
export const createKinds: readonly Command[] = [
  deployment,
  namespace,
  serviceAccount,
  configMap,
  secret,
  quota,
  pdb,
  priorityClass,
  { ...namespace, name: 'create ns' },
  { ...serviceAccount, name: 'create sa' },
  { ...configMap, name: 'create cm' },
  { ...deployment, name: 'create deploy' },
];
