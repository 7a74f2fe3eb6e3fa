import type {
  Container,
  EnvVar,
  PodTemplateSpec,
  Probe,
  Toleration,
  VolumeMount,
} from '../../../engine/apis/generated/core.v1.js';

/** A pod template as `kubectl describe` and `rollout history --revision` print it: DescribePodTemplate (kubectl/pkg/describe). */
export function describePodTemplate(template: PodTemplateSpec): string {
  const { metadata, spec } = template;
  const lines = [
    'Pod Template:',
    ...multiline('  Labels', metadata?.labels),
    ...(Object.keys(metadata?.annotations ?? {}).length === 0
      ? []
      : multiline('  Annotations', metadata?.annotations, ': ')),
    ...(spec?.serviceAccountName === undefined || spec.serviceAccountName === ''
      ? []
      : [`  Service Account:\t${spec.serviceAccountName}`]),
    ...((spec?.initContainers ?? []).length === 0
      ? []
      : ['  Init Containers:', ...(spec?.initContainers ?? []).flatMap(container)]),
    '  Containers:',
    ...(spec?.containers ?? []).flatMap(container),
    ...volumes(template),
    ...(spec?.priorityClassName === undefined || spec.priorityClassName === ''
      ? []
      : [`  Priority Class Name:\t${spec.priorityClassName}`]),
    ...multiline('  Node-Selectors', spec?.nodeSelector),
    ...tolerations(spec?.tolerations),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** A map, one key a line below its title. */
function multiline(
  title: string,
  map: Readonly<Record<string, string>> | undefined,
  separator = '=',
): readonly string[] {
  const entries = Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return [`${title}:\t<none>`];
  return entries.map(([key, value], at) => `${at === 0 ? `${title}:` : ''}\t${key}${separator}${value}`);
}

function container(of: Container): readonly string[] {
  const ports = of.ports ?? [];
  const list = (port: (one: (typeof ports)[number]) => string): string =>
    ports.length === 0 ? '<none>' : ports.map(port).join(', ');
  const plural = ports.length > 1 ? 'Ports' : 'Port';
  return [
    `   ${of.name}:`,
    `    Image:\t${of.image ?? ''}`,
    `    ${plural}:\t${list(({ containerPort, protocol, name }) => `${containerPort}/${protocol ?? 'TCP'}${name === undefined ? '' : ` (${name})`}`)}`,
    `    Host ${plural}:\t${list(({ hostPort, protocol, name }) => `${hostPort ?? 0}/${protocol ?? 'TCP'}${name === undefined ? '' : ` (${name})`}`)}`,
    ...words('Command', of.command),
    ...words('Args', of.args),
    ...amounts('Limits', of.resources.limits),
    ...amounts('Requests', of.resources.requests),
    ...probe('Liveness', of.livenessProbe),
    ...probe('Readiness', of.readinessProbe),
    ...probe('Startup', of.startupProbe),
    ...environment(of.env),
    ...mounts(of.volumeMounts),
  ];
}

function words(title: string, list: readonly string[] | undefined): readonly string[] {
  return list === undefined || list.length === 0 ? [] : [`    ${title}:`, ...list.map((word) => `      ${word}`)];
}

function amounts(title: string, map: Readonly<Record<string, string>> | undefined): readonly string[] {
  const entries = Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? [] : [`    ${title}:`, ...entries.map(([name, amount]) => `      ${name}:\t${amount}`)];
}

function probe(title: string, of: Probe | undefined): readonly string[] {
  if (of === undefined) return [];
  const {
    initialDelaySeconds = 0,
    timeoutSeconds = 1,
    periodSeconds = 10,
    successThreshold = 1,
    failureThreshold = 3,
  } = of;
  const attributes = `delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s #success=${successThreshold} #failure=${failureThreshold}`;
  return [`    ${title}:\t${action(of)} ${attributes}`];
}

function action({ exec, httpGet, tcpSocket, grpc }: Probe): string {
  if (exec !== undefined) return `exec [${(exec.command ?? []).join(' ')}]`;
  if (httpGet !== undefined)
    return `http-get ${(httpGet.scheme ?? 'HTTP').toLowerCase()}://${httpGet.host ?? ''}:${httpGet.port}${httpGet.path ?? ''}`;
  if (tcpSocket !== undefined) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port}`;
  return grpc === undefined ? 'unknown' : `grpc <pod>:${grpc.port} ${grpc.service ?? ''}`;
}

function environment(env: readonly EnvVar[] | undefined): readonly string[] {
  if (env === undefined || env.length === 0) return ['    Environment:\t<none>'];
  return ['    Environment:', ...env.map((variable) => `      ${variable.name}:\t${source(variable)}`)];
}

function source({ value, valueFrom }: EnvVar): string {
  if (valueFrom === undefined) return value ?? '';
  const { fieldRef, configMapKeyRef, secretKeyRef, resourceFieldRef } = valueFrom;
  if (fieldRef !== undefined) return ` (${fieldRef.apiVersion ?? 'v1'}:${fieldRef.fieldPath})`;
  if (configMapKeyRef !== undefined)
    return `<set to the key '${configMapKeyRef.key}' of config map '${configMapKeyRef.name ?? ''}'>\tOptional: ${configMapKeyRef.optional ?? false}`;
  if (secretKeyRef !== undefined)
    return `<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name ?? ''}'>\tOptional: ${secretKeyRef.optional ?? false}`;
  return resourceFieldRef === undefined ? '' : `${resourceFieldRef.divisor ?? '0'} (${resourceFieldRef.resource})`;
}

function mounts(list: readonly VolumeMount[] | undefined): readonly string[] {
  if (list === undefined || list.length === 0) return ['    Mounts:\t<none>'];
  const sorted = [...list].sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1));
  return [
    '    Mounts:',
    ...sorted.map(
      ({ mountPath, name, readOnly, subPath }) =>
        `      ${mountPath} from ${name} (${[readOnly === true ? 'ro' : 'rw', ...(subPath === undefined ? [] : [`path=${JSON.stringify(subPath)}`])].join(',')})`,
    ),
  ];
}

function volumes({ spec }: PodTemplateSpec): readonly string[] {
  const list = spec?.volumes ?? [];
  if (list.length === 0) return ['  Volumes:\t<none>'];
  return [
    '  Volumes:',
    ...list.flatMap(({ name, ...kinds }) => [`   ${name}:`, `    Type:\t${Object.keys(kinds)[0] ?? '<unknown>'}`]),
  ];
}

function tolerations(list: readonly Toleration[] | undefined): readonly string[] {
  if (list === undefined || list.length === 0) return ['  Tolerations:\t<none>'];
  return list.map((toleration, at) => `${at === 0 ? '  Tolerations:' : ''}\t${formatToleration(toleration)}`);
}

/** 'key=value:Effect for 300s', as describe prints a toleration. */
export function formatToleration({ key = '', value = '', effect, operator, tolerationSeconds }: Toleration): string {
  const what = `${key}${value === '' ? '' : `=${value}`}${effect === undefined ? '' : `:${effect}`}`;
  const exists =
    operator === 'Exists' && value === '' ? (key === '' && effect === undefined ? 'op=Exists' : ' op=Exists') : '';
  return `${what}${exists}${tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`}`;
}
