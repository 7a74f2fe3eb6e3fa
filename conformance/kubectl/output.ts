import { stringify } from 'yaml';
import { isObject } from '../../engine/apimachinery/object.js';
import type { Served } from '../../engine/apiserver/registry/catalogue.js';
import { dryRunSuffix, type DryRun } from './dry-run.js';
import { flagOf, type Arguments } from './flags.js';
import { objectName } from './mapping.js';
import type { Session } from './session.js';

/** Says what was done to an object: a line, or the object itself with -o. */
export function printCreated(session: Session, args: Arguments, served: Served, body: unknown, verb: string, dryRun: DryRun): void {
  const output = flagOf(args, 'output');
  const name = nameOf(body);
  if (output === 'name') session.print(objectName(served, name));
  else if (output === 'json') session.print(JSON.stringify(body, null, 4));
  else if (output === 'yaml') session.write(stringify(body));
  else session.print(`${objectName(served, name)} ${verb}${dryRunSuffix(dryRun)}`);
}

export function nameOf(body: unknown): string {
  if (!isObject(body) || !isObject(body['metadata'])) return '';
  const { name } = body['metadata'];
  return typeof name === 'string' ? name : '';
}
