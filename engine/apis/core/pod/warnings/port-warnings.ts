import type { ContainerPort, PodSpec } from '../../../generated/core.v1.js';
import { quote } from '../../../../apimachinery/quote.js';
import { visitContainers } from '../containers.js';

interface Located {
  readonly at: string;
  readonly port: ContainerPort;
}

/** Ports of one pod that repeat each other, then names that do. */
export function portWarnings(spec: PodSpec, path: string): readonly string[] {
  const ports: Located[] = [];
  visitContainers(spec, path, (container, at) =>
    container.ports?.forEach((port, i) => ports.push({ at: `${at}.ports[${i}]`, port })),
  );
  return ports.length === 0
    ? []
    : [...ports.flatMap((port, i) => clashes(port, ports.slice(0, i))), ...sameNames(ports)];
}

function clashes({ at, port }: Located, before: readonly Located[]): readonly string[] {
  const { hostIP = '', hostPort = 0 } = port;
  const alone = hostIP !== '' && hostPort === 0 ? [`${at}: hostIP set without hostPort: ${printed(port)}`] : [];
  const same = before.filter(
    (other) => other.port.containerPort === port.containerPort && other.port.protocol === port.protocol,
  );
  return [
    ...alone,
    ...same.flatMap((other) => {
      const kind = clash(port, other.port);
      return kind === undefined ? [] : [`${at}: ${kind} port definition with ${other.at}`];
    }),
  ];
}

function clash(a: ContainerPort, b: ContainerPort): string | undefined {
  const [ipA, ipB] = [a.hostIP ?? '', b.hostIP ?? ''];
  const [portA, portB] = [a.hostPort ?? 0, b.hostPort ?? 0];
  if (ipA === ipB && portA === portB) return 'duplicate';
  if (portA === 0 || portB === 0) return 'overlapping';
  return portA === portB && (ipA === '') !== (ipB === '') ? 'dangerously ambiguous' : undefined;
}

/** A port as Go's %+v prints it. */
function printed({ name = '', hostPort = 0, containerPort, protocol, hostIP = '' }: ContainerPort): string {
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;
}

function sameNames(ports: readonly Located[]): readonly string[] {
  const first = new Map<string, string>();
  return ports.flatMap(({ at, port: { name } }) => {
    if (!name) return [];
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, at);
      return [];
    }
    const rest = `services and probes that select ports by name will use ${other}`;
    return [`${at}: duplicate port name ${quote(name)} with ${other}, ${rest}`];
  });
}
