import { stringify } from 'yaml';
import { isObject, type JsonObject } from '../../engine/apimachinery/object.js';
import type { Served } from '../../engine/apiserver/registry/catalogue.js';
import { dryRunSuffix, type DryRun } from './dry-run.js';
import { flagOf, type Arguments } from './flags.js';
import { objectName } from './mapping.js';
import type { Session } from './session.js';

/** Says what was done to an object: a line, or the object itself with -o. */
export function printCreated(
  session: Session,
  args: Arguments,
  served: Served,
  body: unknown,
  verb: string,
  dryRun: DryRun,
): void {
  const output = flagOf(args, 'output');
  if (output !== undefined) printObject(session, output, served, body);
  else session.print(`${objectName(served, nameOf(body))} ${verb}${dryRunSuffix(dryRun)}`);
}

/** An object in one of the formats of -o. */
export function printObject(session: Session, output: string, served: Served, body: unknown): undefined {
  if (output === 'name') session.print(objectName(served, nameOf(body)));
  else if (output === 'json') session.print(JSON.stringify(sorted(body), null, 4));
  else if (output === 'yaml') session.write(toYaml(body));
  return undefined;
}

/** YAML as kubectl writes it: keys in order, lists not indented. */
export function toYaml(value: unknown): string {
  return stringify(sorted(value), { indentSeq: false, lineWidth: 0, singleQuote: false, version: '1.1' });
}

/** Keys in order, at any depth: how Go prints maps. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

function metadataOf(body: unknown): JsonObject {
  const metadata = isObject(body) ? body['metadata'] : undefined;
  return isObject(metadata) ? metadata : {};
}

export function nameOf(body: unknown): string {
  const { name } = metadataOf(body);
  return typeof name === 'string' ? name : '';
}

export function versionOf(body: unknown): string {
  const { resourceVersion } = metadataOf(body);
  return typeof resourceVersion === 'string' ? resourceVersion : '';
}
