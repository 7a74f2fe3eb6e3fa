import { isDNS1123Subdomain, isValidPortName, isValidPortNum } from '../../../../engine/apimachinery/names.js';
import type { JsonObject } from '../../../../engine/apimachinery/object.js';
import { quote } from '../../../../engine/apimachinery/quote.js';
import type { Command } from '../../command.js';
import { fail, isFailure, type Failure } from '../../failure.js';
import { intOf, textOf, valuesOf, type Flag } from '../../flags.js';
import { createCommand, metadataIn, optional } from './generated.js';

const TCP_FLAG: Flag = { name: 'tcp', type: 'strings' };

/** `kubectl create service clusterip NAME --tcp=80:8080`. */
export const createClusterIp = serviceCommand('clusterip', 'ClusterIP', [
  TCP_FLAG,
  { name: 'clusterip', type: 'string' },
]);
/** `kubectl create service nodeport NAME --tcp=80`. */
export const createNodePort = serviceCommand('nodeport', 'NodePort', [TCP_FLAG, { name: 'node-port', type: 'int' }]);
/** `kubectl create service loadbalancer NAME --tcp=80`. */
export const createLoadBalancer = serviceCommand('loadbalancer', 'LoadBalancer', [TCP_FLAG]);
/** `kubectl create service externalname NAME --external-name=a.b`. */
export const createExternalName = serviceCommand(
  'externalname',
  'ExternalName',
  [TCP_FLAG, { name: 'external-name', type: 'string' }],
  ['external-name'],
);

function serviceCommand(word: string, type: string, flags: readonly Flag[], required: readonly string[] = []): Command {
  return createCommand({
    name: `create service ${word}`,
    aliases: [`create svc ${word}`],
    flags,
    required,
    refusal: `failed to create ${type} service: `,
    saves: false,
    *build(session, args, name) {
      const clusterIP = textOf(args, 'clusterip');
      const externalName = textOf(args, 'external-name');
      const tcp = valuesOf(args, 'tcp');
      if (clusterIP !== 'None' && tcp.length === 0 && type !== 'ExternalName')
        return fail('at least one tcp port specifier must be provided');
      if (type === 'ExternalName' && isDNS1123Subdomain(externalName).length > 0)
        return fail(`invalid service external name ${externalName}`);
      const ports: JsonObject[] = [];
      for (const text of tcp) {
        const port = parsePorts(text);
        if (isFailure(port)) return port;
        ports.push({ ...port, ...optional('nodePort', intOf(args, 'node-port', 0)) });
      }
      const labels = { app: name };
      const spec = {
        ...optional('ports', ports),
        selector: labels,
        ...optional('clusterIP', clusterIP),
        type,
        ...optional('externalName', externalName),
      };
      return {
        kind: 'Service',
        apiVersion: 'v1',
        metadata: metadataIn(session, name, { labels }),
        spec,
        status: { loadBalancer: {} },
      };
    },
  });
}

/** 'port' or 'port:target'. */
function parsePorts(text: string): JsonObject | Failure {
  const [first = '', target] = text.split(':');
  if (!/^\d+$/.test(first)) return fail(`strconv.ParseUint: parsing ${quote(first)}: invalid syntax`);
  const port = Number(first);
  if (port > 65_535) return fail(`strconv.ParseUint: parsing ${quote(first)}: value out of range`);
  const named = { name: text.replaceAll(':', '-'), protocol: 'TCP', port };
  if (target === undefined) return { ...named, targetPort: port };
  if (!/^[+-]?\d+$/.test(target)) {
    const problems = isValidPortName(target);
    return problems.length > 0 ? fail(problems.join(',')) : { ...named, targetPort: target };
  }
  const problems = isValidPortNum(Number(target));
  return problems.length > 0 ? fail(problems.join(',')) : { ...named, targetPort: Number(target) };
}
