import type { IntOrString } from '../../apis/generated/intstr.v1.js';
import type { Container } from '../../apis/generated/core.v1.js';

/** A port by number or by name, or the error that a probe shows. Follows ResolveContainerPort (pkg/probe). */
export function resolvePort(port: IntOrString, container: Container): number | string {
  const number = typeof port === 'number' ? port : (named(container, port) ?? atoi(port));
  if (typeof number === 'string') return number;
  return number > 0 && number < 65_536 ? number : `invalid port number: ${number}`;
}

function named({ ports = [] }: Container, name: string): number | undefined {
  return ports.find((port) => port.name === name)?.containerPort;
}

function atoi(text: string): number | string {
  return /^[+-]?\d+$/.test(text) ? Number(text) : `strconv.Atoi: parsing "${text}": invalid syntax`;
}
