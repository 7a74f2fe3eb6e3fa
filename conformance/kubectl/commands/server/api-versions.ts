import { groupVersion } from '../../../../engine/apis/resource.js';
import type { Command } from '../../command.js';
import { usage } from '../../usage.js';

/** `kubectl api-versions`. */
export const apiVersions: Command = {
  name: 'api-versions',
  flags: [],
  *run(session, args) {
    if (args.positional.length > 0)
      return usage('api-versions', `unexpected arguments: [${args.positional.join(' ')}]`);
    const versions = (yield* session.discovered()).map(({ resource }) => groupVersion(resource));
    for (const version of [...new Set(versions)].sort()) session.print(version);
    return undefined;
  },
};
