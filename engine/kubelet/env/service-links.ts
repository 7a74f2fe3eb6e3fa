import type { Service } from '../../apis/generated/core.v1.js';

/** Variables that tell a container where Services are. Follows FromServices (pkg/kubelet/envvars). */
export function serviceLinks(services: readonly Service[]): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const { metadata, spec } of services) {
    const { clusterIP = '', ports = [] } = spec;
    const [first] = ports;
    if (clusterIP === '' || clusterIP === 'None' || first === undefined) continue;
    const prefix = variableName(metadata.name);
    variables[`${prefix}_SERVICE_HOST`] = clusterIP;
    variables[`${prefix}_SERVICE_PORT`] = String(first.port);
    for (const { name = '', port } of ports)
      if (name !== '') variables[`${prefix}_SERVICE_PORT_${variableName(name)}`] = String(port);
    for (const [index, { port, protocol = 'TCP' }] of ports.entries()) {
      const url = `${protocol.toLowerCase()}://${clusterIP}:${port}`;
      const link = `${prefix}_PORT_${port}_${protocol.toUpperCase()}`;
      if (index === 0) variables[`${prefix}_PORT`] = url;
      variables[link] = url;
      variables[`${link}_PROTO`] = protocol.toLowerCase();
      variables[`${link}_PORT`] = String(port);
      variables[`${link}_ADDR`] = clusterIP;
    }
  }
  return variables;
}

function variableName(text: string): string {
  return text.replaceAll('-', '_').toUpperCase();
}
