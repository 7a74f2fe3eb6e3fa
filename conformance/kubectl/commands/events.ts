import type { JsonObject } from '../../../engine/apimachinery/object.js';
import type { Event } from '../../../engine/apis/generated/core.v1.js';
import { groupVersion } from '../../../engine/apis/resource.js';
import type { Command } from '../command.js';
import { ageText } from '../describe/events.js';
import type { Kubectl } from '../effect.js';
import { fail, isFailure, type Failure } from '../failure.js';
import { isSet, textOf, valuesOf, type Arguments } from '../flags.js';
import { formatOf, PRINT_FLAGS, printerFor } from '../printers/print-flags.js';
import { goSort } from '../printers/sort.js';
import { ofKind } from '../resources/info.js';
import { listObjects } from '../resources/requests.js';
import type { Session } from '../session.js';
import { TABLE, tabulate } from '../text/tab-writer.js';

const TYPES = ['normal', 'warning'];

/** `kubectl events`: those of a namespace, or about an object, the latest last. */
export const events: Command = {
  name: 'events',
  flags: [
    ...PRINT_FLAGS,
    { name: 'all-namespaces', short: 'A', type: 'bool' },
    { name: 'for', type: 'string' },
    { name: 'types', type: 'strings' },
    { name: 'no-headers', type: 'bool' },
    { name: 'watch', short: 'w', type: 'bool' },
    { name: 'chunk-size', type: 'int' },
  ],
  *run(session, args) {
    const about = yield* aboutOf(session, textOf(args, 'for'));
    if (isFailure(about)) return about;
    const types = valuesOf(args, 'types').map((type) => type.toLowerCase());
    if (types.some((type) => !TYPES.includes(type))) return fail('valid --types are Normal or Warning');
    if (isSet(args, 'watch')) return fail('kubectl events --watch is not modelled (see limitations)');
    const mapping = yield* session.mapping('events');
    if (isFailure(mapping)) return mapping;
    const namespace = isSet(args, 'all-namespaces') ? '' : session.namespace;
    const listed = yield* listObjects(session, mapping, namespace, { fieldSelector: about });
    if (isFailure(listed)) return listed;
    const chosen = listed.filter(({ type }) => types.length === 0 || types.includes(String(type).toLowerCase()));
    if (chosen.length > 0) return print(session, args, chosen);
    session.warn(namespace === '' ? 'No events found.' : `No events found in ${namespace} namespace.`);
    return undefined;
  },
};

/** A field selector of events about an object; '' without one (decodeResourceTypeName). */
function* aboutOf(session: Session, object: string): Kubectl<string | Failure> {
  if (object === '') return '';
  const [resource = '', name, ...more] = object.split('/');
  if (name === undefined) return fail('--for must be in resource/name form');
  if (more.length > 0) return fail('arguments in resource/name form may not have more than one slash');
  const mapping = yield* session.mapping(resource.toLowerCase());
  if (isFailure(mapping)) return { ...mapping, bare: true };
  const { kind } = mapping.resource;
  const apiVersion = groupVersion(mapping.resource);
  return `involvedObject.kind=${kind},involvedObject.apiVersion=${apiVersion},involvedObject.name=${name}`;
}

function print(session: Session, args: Arguments, found: readonly JsonObject[]): Failure | undefined {
  const sorted = goSort(found, (a, b) => timeOf(a) < timeOf(b));
  const format = formatOf(args);
  if (format !== '') {
    const printer = printerFor(session, args);
    if (isFailure(printer)) return printer;
    // Upstream's printer of names finds none in this list.
    return format === 'name'
      ? undefined
      : printer({ apiVersion: 'v1', items: sorted, kind: 'EventList', metadata: {} });
  }
  const withNamespace = isSet(args, 'all-namespaces');
  const header = ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];
  const lines = sorted.map((event) => cellsOf(ofKind<Event>(event), session, withNamespace));
  if (!isSet(args, 'no-headers')) lines.unshift(withNamespace ? ['NAMESPACE', ...header] : header);
  session.write(tabulate(lines.map((cells) => `${cells.join('\t')}\n`).join(''), TABLE));
  return undefined;
}

function timeOf({ lastTimestamp }: JsonObject): string {
  return typeof lastTimestamp === 'string' ? lastTimestamp : '';
}

function cellsOf(event: Event, { now }: Session, withNamespace: boolean): readonly string[] {
  const { type = '', reason = '', message = '', involvedObject, metadata } = event;
  const { kind = '', name = '' } = involvedObject;
  const cells = [ageText(event, now), type, reason, `${kind}/${name}`, message.trim()];
  return withNamespace ? [metadata.namespace ?? '', ...cells] : cells;
}
