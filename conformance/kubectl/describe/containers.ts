import type {
  Container,
  ContainerPort,
  ContainerState,
  ContainerStatus,
  ResourceRequirements,
} from '../../../engine/apis/generated/core.v1.js';
import { quote } from '../../../engine/apimachinery/quote.js';
import { describeEnvironment, type FieldValue } from './environment.js';
import { boolText, compare, keysOf, orNone } from './listings.js';
import { probeText } from './probe.js';
import type { Report } from './report.js';
import { dateText } from './times.js';

/** Containers by their title; statuses are those of a pod, and `space` is before titles in a pod template. */
export interface Containers {
  readonly title: string;
  readonly containers: readonly Container[] | undefined;
  readonly statuses?: readonly ContainerStatus[];
  readonly fieldValue?: FieldValue;
  readonly space: string;
}

export function describeContainers(
  report: Report,
  { title, containers = [], statuses = [], fieldValue, space }: Containers,
): void {
  report.line(0, `${space}${title}:${containers.length === 0 ? ' <none>' : ''}`);
  for (const container of containers) {
    const status = statuses.find(({ name }) => name === container.name);
    report.line(1, `${space === '' ? '' : ' '}${container.name}:`);
    describeImage(report, container, status);
    describeWords(report, 'Command', container.command);
    describeWords(report, 'Args', container.args);
    if (status !== undefined) describeStatus(report, status);
    describeResources(report, 2, container.resources);
    if (container.livenessProbe !== undefined) report.line(2, `Liveness:\t${probeText(container.livenessProbe)}`);
    if (container.readinessProbe !== undefined) report.line(2, `Readiness:\t${probeText(container.readinessProbe)}`);
    if (container.startupProbe !== undefined) report.line(2, `Startup:\t${probeText(container.startupProbe)}`);
    describeEnvironment(report, container, fieldValue);
    describeMounts(report, container);
  }
}

function describeImage(
  report: Report,
  { image = '', ports, securityContext }: Container,
  status: ContainerStatus | undefined,
): void {
  if (status !== undefined) report.line(2, `Container ID:\t${status.containerID ?? ''}`);
  report.line(2, `Image:\t${image}`);
  if (status !== undefined) report.line(2, `Image ID:\t${status.imageID}`);
  describePorts(report, 'Port', ports, ({ containerPort }) => containerPort);
  describePorts(report, 'Host Port', ports, ({ hostPort = 0 }) => hostPort);
  const profile = securityContext?.seccompProfile;
  if (profile === undefined) return;
  report.line(2, `SeccompProfile:\t${profile.type}`);
  if (profile.type === 'Localhost') report.line(3, `LocalhostProfile:\t${profile.localhostProfile ?? ''}`);
}

function describePorts(
  report: Report,
  title: string,
  ports: readonly ContainerPort[] = [],
  number: (port: ContainerPort) => number,
): void {
  const texts = ports.map(
    (port) => `${number(port)}/${port.protocol ?? ''}${orNone(port.name, '') === '' ? '' : ` (${port.name})`}`,
  );
  report.line(2, `${texts.length > 1 ? `${title}s` : title}:\t${orNone(texts.join(', '))}`);
}

function describeWords(report: Report, title: string, words: readonly string[] = []): void {
  if (words.length === 0) return;
  report.line(2, `${title}:`);
  for (const line of words.flatMap((word) => word.split('\n'))) report.line(3, line);
}

/** Limits and requests, in the order of their names. */
export function describeResources(report: Report, level: number, resources: ResourceRequirements | undefined): void {
  const lists = [['Limits', resources?.limits] as const, ['Requests', resources?.requests] as const];
  for (const [title, list] of lists) {
    if (list === undefined || keysOf(list).length === 0) continue;
    report.line(level, `${title}:`);
    for (const name of keysOf(list)) report.line(level + 1, `${name}:\t${list[name] ?? ''}`);
  }
}

function describeStatus(report: Report, { state, lastState, ready, restartCount }: ContainerStatus): void {
  describeState(report, 'State', state);
  if (lastState?.terminated !== undefined) describeState(report, 'Last State', lastState);
  report.line(2, `Ready:\t${boolText(ready)}`);
  report.line(2, `Restart Count:\t${restartCount}`);
}

function describeState(report: Report, title: string, { running, waiting, terminated }: ContainerState = {}): void {
  if (running !== undefined) {
    report.line(2, `${title}:\tRunning`);
    report.line(3, `Started:\t${dateText(running.startedAt)}`);
  } else if (terminated !== undefined && waiting === undefined) {
    const { reason = '', message = '', exitCode, signal = 0, startedAt, finishedAt } = terminated;
    report.line(2, `${title}:\tTerminated`);
    if (reason !== '') report.line(3, `Reason:\t${reason}`);
    if (message !== '') report.line(3, `Message:\t${message}`);
    report.line(3, `Exit Code:\t${exitCode}`);
    if (signal > 0) report.line(3, `Signal:\t${signal}`);
    report.line(3, `Started:\t${dateText(startedAt)}`);
    report.line(3, `Finished:\t${dateText(finishedAt)}`);
  } else {
    report.line(2, `${title}:\tWaiting`);
    if (orNone(waiting?.reason, '') !== '') report.line(3, `Reason:\t${waiting?.reason}`);
  }
}

function describeMounts(report: Report, { volumeMounts = [], volumeDevices = [] }: Container): void {
  const none = volumeMounts.length === 0 ? '\t<none>' : '';
  report.line(2, `Mounts:${none}`);
  for (const { mountPath, name, readOnly, subPath = '' } of [...volumeMounts].sort((a, b) =>
    compare(a.mountPath, b.mountPath),
  )) {
    const how = readOnly === true ? 'ro' : 'rw';
    report.line(3, `${mountPath} from ${name} (${how}${subPath === '' ? '' : `,path=${quote(subPath)}`})`);
  }
  if (volumeDevices.length === 0) return;
  report.line(2, `Devices:${none}`);
  for (const { devicePath, name } of [...volumeDevices].sort((a, b) => compare(a.devicePath, b.devicePath)))
    report.line(3, `${devicePath} from ${name}`);
}
