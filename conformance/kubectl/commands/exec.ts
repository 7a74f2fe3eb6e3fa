import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { COMMAND_SEPARATOR, EXEC_PROTOCOL } from '../../../engine/cluster/exec.js';
import type { Executed } from '../../../engine/kubelet/exec/run-in-container.js';
import type { Command } from '../command.js';
import type { Kubectl } from '../effect.js';
import { fail, failBare, isSuccess, refusal, type Failure } from '../failure.js';
import { isSet, textOf } from '../flags.js';
import type { Session } from '../session.js';
import { usage } from '../usage.js';

/** `kubectl exec POD [-c CONTAINER] -- COMMAND`. */
export const exec: Command = {
  name: 'exec',
  flags: [
    { name: 'container', short: 'c', type: 'string' },
    { name: 'stdin', short: 'i', type: 'bool' },
    { name: 'tty', short: 't', type: 'bool' },
    { name: 'quiet', short: 'q', type: 'bool' },
    { name: 'pod-running-timeout', type: 'duration' },
  ],
  *run(session, args) {
    const [word] = args.before;
    const command = args.rest ?? [];
    if (word === undefined) return fail('pod, type/name or --filename must be specified');
    if (args.before.length > 1)
      return usage('exec', 'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead');
    if (command.length === 0) return fail('you must specify at least one command for the container');
    const [kind, name = ''] = word.includes('/') ? word.split('/') : ['pod', word];
    if (!PODS.has(kind ?? '')) return fail(`kubectl exec ${word} is not modelled (see limitations)`);
    const found = yield* session.send({ method: 'GET', path: pathOf(session, name) });
    if (!isSuccess(found)) return refusal(found);
    const pod = found.body as JsonObject;
    const phase = isObject(pod['status']) ? String(pod['status']['phase']) : '';
    if (phase === 'Succeeded' || phase === 'Failed')
      return fail(`cannot exec into a container in a completed pod; current phase is ${phase}`);
    const given = textOf(args, 'container');
    const container = given === '' ? defaultContainer(session, pod, isSet(args, 'quiet')) : given;
    const stdin = isSet(args, 'stdin');
    if (stdin && isSet(args, 'tty') && !isSet(args, 'quiet'))
      session.warn('Unable to use a TTY - input is not a terminal or the right kind of file');
    return yield* execute(session, name, container, command, stdin ? (session.invocation.stdin ?? '') : undefined);
  },
};

const PODS = new Set(['pod', 'pods', 'po']);

function pathOf(session: Session, name: string): string {
  return `/api/v1/namespaces/${session.namespace}/pods/${name}`;
}

/** The annotated one or the first; the choice is said when there was one. Follows FindOrDefaultContainerByName. */
function defaultContainer(session: Session, { metadata, spec }: JsonObject, quiet: boolean): string {
  const names = (list: string): readonly string[] => {
    const containers = isObject(spec) ? spec[list] : undefined;
    return Array.isArray(containers)
      ? containers.map((container: unknown) => (isObject(container) ? String(container['name']) : ''))
      : [];
  };
  const [apps, init, ephemeral] = [names('containers'), names('initContainers'), names('ephemeralContainers')];
  const annotations = isObject(metadata) && isObject(metadata['annotations']) ? metadata['annotations'] : {};
  const annotated = annotations['kubectl.kubernetes.io/default-container'];
  if (typeof annotated === 'string' && [...apps, ...init, ...ephemeral].includes(annotated)) return annotated;
  const [first = ''] = apps;
  const all = [...apps, ...ephemeral.map((name) => `${name} (ephem)`), ...init.map((name) => `${name} (init)`)];
  if (!quiet && all.length > 1) session.warn(`Defaulted container "${first}" out of: ${all.join(', ')}`);
  return first;
}

function* execute(
  session: Session,
  pod: string,
  container: string,
  command: readonly string[],
  stdin: string | undefined,
): Kubectl<Failure | undefined> {
  const response = yield* session.send({
    method: 'POST',
    path: `${pathOf(session, pod)}/exec`,
    query: { container, command: command.join(COMMAND_SEPARATOR) },
    accept: EXEC_PROTOCOL,
    ...(stdin === undefined ? {} : { body: stdin }),
  });
  if (response.code !== 101) {
    const refused = refusal(response);
    return response.code === 500 ? fail(refused.failed) : refused;
  }
  const executed = response.body as Executed;
  if (executed.type !== 'ran') {
    const what = executed.type === 'refused' ? executed.message : `${executed.what} is not modelled (see limitations)`;
    return fail(`exec: ${what}`);
  }
  const { exit, stdout, stderr } = executed.ran;
  session.write(stdout);
  for (const line of stderr.split('\n').slice(0, -1)) session.warn(line);
  return exit === 0 ? undefined : { ...failBare(`command terminated with exit code ${exit}`), exit };
}
