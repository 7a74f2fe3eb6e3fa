import { duplicate, forbidden, notSupported, required } from '../../../apimachinery/field-error.js';
import { isValidPortNum } from '../../../apimachinery/names.js';
import type { Service, ServicePort } from '../../generated/core.v1.js';
import { checkDNSLabel, checkPort, checkQualifiedName, report, type Errors } from '../pod/validation/checks.js';

export const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** Every port for itself: validateServicePort. */
export function checkPorts(ports: readonly ServicePort[], errors: Errors): void {
  const names = new Set<string>();
  ports.forEach((port, i) => checkServicePort(port, ports.length > 1, names, `spec.ports[${i}]`, errors));
}

function checkServicePort(
  { name = '', port, protocol, targetPort, appProtocol }: ServicePort,
  needsName: boolean,
  names: Set<string>,
  path: string,
  errors: Errors,
): void {
  if (name !== '') {
    checkDNSLabel(name, `${path}.name`, errors);
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
  } else if (needsName) errors.push(required(`${path}.name`));
  report(errors, `${path}.port`, port, isValidPortNum(port));
  if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS));
  checkPort(targetPort, `${path}.targetPort`, errors);
  if (appProtocol !== undefined) checkQualifiedName(appProtocol, `${path}.appProtocol`, errors);
}

/** Ports against each other and the type: the second half of validateService's look at ports. */
export function checkPortsTogether({ type, ports = [] }: Service['spec'], errors: Errors): void {
  const nodePortOf = (port: ServicePort) => port.nodePort ?? 0;
  ports.forEach((port, i) => {
    if (type === 'ClusterIP' && nodePortOf(port) !== 0)
      errors.push(forbidden(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
  });
  ports.forEach((port, i) => {
    const taken = ports
      .slice(0, i)
      .some((other) => other.protocol === port.protocol && nodePortOf(other) === nodePortOf(port));
    if (nodePortOf(port) !== 0 && taken) errors.push(duplicate(`spec.ports[${i}].nodePort`, port.nodePort));
  });
  ports.forEach(({ protocol, port }, i) => {
    if (!ports.slice(0, i).some((other) => other.protocol === protocol && other.port === port)) return;
    const printed = { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
    errors.push(duplicate(`spec.ports[${i}]`, printed));
  });
}
