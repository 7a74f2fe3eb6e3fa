import { isObject } from '../../../../engine/apimachinery/object.js';
import type { Command } from '../../command.js';
import { fail, isSuccess, refusal } from '../../failure.js';
import { isSet, textOf } from '../../flags.js';
import { toYaml } from '../../text/yaml-write.js';

/** The kubectl that is emulated. */
const CLIENT = {
  major: '1',
  minor: '35',
  gitVersion: 'v1.35.2',
  gitCommit: 'fdc9d74cbf2da6754ebf81d56f80ae2948cd6425',
  gitTreeState: 'clean',
  buildDate: '2026-02-26T20:05:34Z',
  goVersion: 'go1.25.7',
  compiler: 'gc',
  platform: 'linux/amd64',
};
const KUSTOMIZE_VERSION = 'v5.7.1';

/** `kubectl version [--client]`. */
export const version: Command = {
  name: 'version',
  flags: [
    { name: 'client', type: 'bool' },
    { name: 'output', short: 'o', type: 'string' },
  ],
  *run(session, args) {
    const clientOnly = isSet(args, 'client');
    if (!clientOnly && args.positional.length > 0) return fail(`extra arguments: [${args.positional.join(' ')}]`);
    const output = textOf(args, 'output');
    if (!['', 'yaml', 'json'].includes(output)) return fail("--output must be 'yaml' or 'json'");
    const response = clientOnly ? undefined : yield* session.send({ method: 'GET', path: '/version' });
    const server = response !== undefined && isSuccess(response) && isObject(response.body) ? response.body : undefined;
    const info = {
      clientVersion: CLIENT,
      kustomizeVersion: KUSTOMIZE_VERSION,
      ...(server === undefined ? {} : { serverVersion: server }),
    };
    if (output === 'yaml') session.print(toYaml(info));
    else if (output === 'json') session.print(JSON.stringify(info, null, 2));
    else {
      session.print(`Client Version: ${CLIENT.gitVersion}`);
      session.print(`Kustomize Version: ${KUSTOMIZE_VERSION}`);
      if (server !== undefined) session.print(`Server Version: ${String(server['gitVersion'])}`);
    }
    return response === undefined || isSuccess(response) ? undefined : refusal(response);
  },
};
