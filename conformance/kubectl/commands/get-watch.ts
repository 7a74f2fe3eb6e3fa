import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { resourcePath } from '../../../engine/apis/resource.js';
import { toTable } from '../../../engine/apiserver/printers/table.js';
import type { Kubectl } from '../effect.js';
import { isFailure, isNotFound, isSuccess, refusal, type Failure } from '../failure.js';
import { isSet, textOf, type Arguments } from '../flags.js';
import { getPrinter, tableOptions } from '../printers/get-printer.js';
import type { Print } from '../printers/print-flags.js';
import { isTable, TablePrinter } from '../printers/table-printer.js';
import { find, type Choice } from '../resources/builder.js';
import { isList, metaText, ofKind, type Info } from '../resources/info.js';
import { kindName } from '../resources/mapping.js';
import { itemsOf } from '../resources/requests.js';
import type { Session } from '../session.js';
import { TABLE, tabulate } from '../text/tab-writer.js';

/** What is shown of an object and of what happened to it. */
type Show = (object: JsonObject, event: string) => Failure | undefined;

const FOREVER_MILLIS = 1_000_000_000;

/** `kubectl get --watch`: what there is, then every change; it ends when nothing will happen any more. */
export function* watchChanges(session: Session, args: Arguments, choice: Choice): Kubectl<Failure | undefined> {
  const { accept: _asTable, query: _included, ...plain } = choice;
  const found = yield* find(session, { ...plain, flatten: false, singleResourceType: true });
  if (found.error !== undefined) return found.error;
  const { infos, error } = yield* found.infos();
  if (error !== undefined) return isNotFound(error) && isSet(args, 'ignore-not-found') ? undefined : error;
  const [info] = infos;
  if (info?.object === undefined) return undefined;
  const show = showing(session, args, info);
  if (isFailure(show)) return show;
  const objects = isList(info.object) ? itemsOf(info.object) : [info.object];
  for (const object of isSet(args, 'watch-only') ? [] : objects) {
    const failed = show(object, 'ADDED');
    if (failed !== undefined) return failed;
  }
  return yield* followChanges(session, info, choice, show);
}

function* followChanges(session: Session, info: Info, choice: Choice, show: Show): Kubectl<Failure | undefined> {
  const { mapping, namespace, name, object = {} } = info;
  const selector = name === '' ? (choice.fieldSelector ?? '') : `metadata.name=${name}`;
  let version = metaText(object, 'resourceVersion');
  for (;;) {
    const { idle } = yield* session.pass(FOREVER_MILLIS);
    const query = {
      watch: '1',
      resourceVersion: version,
      labelSelector: choice.selector ?? '',
      fieldSelector: selector,
    };
    const response = yield* session.send({ method: 'GET', path: resourcePath(mapping.resource, namespace), query });
    if (!isSuccess(response)) return refusal(response);
    const events =
      isObject(response.body) && Array.isArray(response.body['events']) ? response.body['events'].filter(isObject) : [];
    for (const { type, object: changed } of events) {
      if (!isObject(changed)) continue;
      version = metaText(changed, 'resourceVersion');
      const failed = show(changed, String(type));
      if (failed !== undefined) return failed;
    }
    if (idle && events.length === 0) return undefined;
  }
}

function showing(session: Session, args: Arguments, info: Info): Show | Failure {
  const output = textOf(args, 'output');
  const withEvents = isSet(args, 'output-watch-events');
  if (output !== '' && output !== 'wide') return showingData(session, args, withEvents);
  const { resource } = info.mapping;
  const everywhere = isSet(args, 'all-namespaces') && resource.namespaced;
  const printer = new TablePrinter(
    tableOptions(args, everywhere, isSet(args, 'show-kind') ? kindName(info.mapping) : ''),
    session.now,
  );
  const widths: number[] = [];
  return (object, event) => {
    const table: unknown = toTable(resource, [ofKind(object)], session.now, 'Object');
    const lines = printer.lines(isObject(table) && isTable(table) ? table : object, withEvents ? event : undefined);
    session.write(tabulate(lines.map((line) => `${line}\n`).join(''), TABLE, widths));
    return undefined;
  };
}

function showingData(session: Session, args: Arguments, withEvents: boolean): Show | Failure {
  const print: Print | Failure = getPrinter(session, args);
  if (isFailure(print)) return print;
  return (object, event) => print(withEvents ? { type: event, object } : object);
}
