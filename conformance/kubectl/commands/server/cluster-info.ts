import type { Service } from '../../../../engine/apis/generated/core.v1.js';
import type { Command } from '../../command.js';
import { isFailure } from '../../failure.js';
import { flagOf } from '../../flags.js';
import { metaMap, ofKind } from '../../resources/info.js';
import { listObjects } from '../../resources/requests.js';

const DEFAULT_SERVER = 'https://127.0.0.1:6443';

/** `kubectl cluster-info`: where the control plane and the cluster's own services are. */
export const clusterInfo: Command = {
  name: 'cluster-info',
  flags: [],
  *run(session, args) {
    const mapping = yield* session.mapping('services');
    if (isFailure(mapping)) return mapping;
    const namespace = flagOf(args, 'namespace') ?? 'kube-system';
    const services = yield* listObjects(session, mapping, namespace, {
      selector: 'kubernetes.io/cluster-service=true',
    });
    const host = session.invocation.server ?? DEFAULT_SERVER;
    if (!isFailure(services)) {
      session.print(`Kubernetes control plane is running at ${host}`);
      for (const object of services) {
        const service = ofKind<Service>(object);
        const name = metaMap(object, 'labels')['kubernetes.io/name'] ?? '';
        session.print(`${name === '' ? service.metadata.name : name} is running at ${linkOf(service, host)}`);
      }
    }
    session.write("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
    return isFailure(services) ? services : undefined;
  },
};

/** Through the load balancer if there is one, otherwise through the API server. */
function linkOf({ metadata, spec, status }: Service, host: string): string {
  const [ingress] = status.loadBalancer.ingress ?? [];
  const ports = spec.ports ?? [];
  if (ingress !== undefined) {
    const address = ingress.ip ?? ingress.hostname ?? '';
    return ports.map(({ port }) => `http://${address}:${port} `).join('');
  }
  const [first] = ports;
  const isSecure = first?.name === 'https' || first?.port === 443;
  const portName = first?.name ?? '';
  const plain = portName === '' ? metadata.name : `${metadata.name}:${portName}`;
  const name = isSecure ? `https:${metadata.name}:${portName}` : plain;
  return `${host}/api/v1/namespaces/${metadata.namespace}/services/${name}/proxy`;
}
