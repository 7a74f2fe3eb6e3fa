import type { JsonObject } from '../../../../engine/apimachinery/object.js';
import { fail } from '../../failure.js';
import { textOf, valuesOf } from '../../flags.js';
import { createCommand, intOrString, metadataIn, optional } from './generated.js';

/** 'host/path=service:port[,tls[=secret]]'. */
const RULE = /^(?<host>[\w*\-.]*)(?<path>\/.*)=(?<service>[\w-]+):(?<port>[\w-]+)(,tls=?[\w-]*)?/;

/** `kubectl create ingress NAME --rule=host/path=svc:port`. */
export const createIngress = createCommand({
  name: 'create ingress',
  aliases: ['create ing'],
  flags: [
    { name: 'class', type: 'string' },
    { name: 'rule', type: 'array' },
    { name: 'default-backend', type: 'string' },
    { name: 'annotation', type: 'array' },
  ],
  refusal: 'failed to create ingress: ',
  *build(session, args, name) {
    const rules = valuesOf(args, 'rule');
    const backend = textOf(args, 'default-backend');
    if (backend === '' && rules.length === 0)
      return fail(
        'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
      );
    const badRule = rules.find((rule) => !RULE.test(rule));
    if (badRule !== undefined)
      return fail(`rule ${badRule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
    const annotations = valuesOf(args, 'annotation');
    const badAnnotation = annotations.find((annotation) => !annotation.includes('='));
    if (badAnnotation !== undefined)
      return fail(`annotation ${badAnnotation} is invalid and should be in format key=[value]`);
    if (backend !== '' && backend.split(':').length !== 2)
      return fail('default-backend should be in format servicename:serviceport');
    const pairs = annotations.map(
      (text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)] as const,
    );
    const spec = {
      ...optional('ingressClassName', textOf(args, 'class')),
      ...(backend === '' ? {} : { defaultBackend: backendOf(backend) }),
      ...optional('tls', tlsOf(rules)),
      ...optional('rules', rulesOf(rules)),
    };
    const metadata = metadataIn(session, name, pairs.length === 0 ? {} : { annotations: Object.fromEntries(pairs) });
    return { kind: 'Ingress', apiVersion: 'networking.k8s.io/v1', metadata, spec, status: { loadBalancer: {} } };
  },
});

function backendOf(text: string): JsonObject {
  const [name = '', port = ''] = text.split(':');
  const parsed = intOrString(port);
  return { service: { name, port: typeof parsed === 'number' ? { number: parsed } : { name: parsed } } };
}

/** Rules of one host are one rule with several paths. */
function rulesOf(rules: readonly string[]): readonly JsonObject[] {
  const byHost = new Map<string, JsonObject[]>();
  for (const rule of rules) {
    const [bare = ''] = rule.split(',');
    const slash = bare.indexOf('/');
    const [path = '', service = ''] = bare.slice(slash).split('=');
    const host = bare.slice(0, slash);
    const isPrefix = path.endsWith('*');
    const entry = {
      path: isPrefix ? path.slice(0, -1) : path,
      pathType: isPrefix ? 'Prefix' : 'Exact',
      backend: backendOf(service),
    };
    byHost.set(host, [...(byHost.get(host) ?? []), entry]);
  }
  return [...byHost].map(([host, paths]) => ({ ...optional('host', host), http: { paths } }));
}

/** Hosts of one secret are one entry; a host counts once. */
function tlsOf(rules: readonly string[]): readonly JsonObject[] {
  const entries: { hosts: string[]; secret: string }[] = [];
  const seen = new Set<string>();
  for (const rule of rules) {
    const [, tls, ...more] = rule.split(',');
    const host = rule.slice(0, rule.indexOf('/'));
    if (tls === undefined || more.length > 0 || seen.has(host)) continue;
    seen.add(host);
    const secret = tls.split('=')[1] ?? '';
    const same = entries.find((entry) => entry.secret === secret);
    if (same !== undefined) same.hosts.push(host);
    else if (host !== '' || secret !== '') entries.push({ hosts: host === '' ? [] : [host], secret });
  }
  return entries.map(({ hosts, secret }) => ({ ...optional('hosts', hosts), ...optional('secretName', secret) }));
}
