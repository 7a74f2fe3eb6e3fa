import type { JsonObject } from '../../../../engine/apimachinery/object.js';
import { withDryRun } from '../../dry-run.js';
import type { Kubectl } from '../../effect.js';
import { fail, isFailure, wrapped, type Failure } from '../../failure.js';
import { intOf, textOf, valuesOf } from '../../flags.js';
import { lastAppliedText } from '../../last-applied.js';
import { printerFor } from '../../printers/print-flags.js';
import { metaText, type Info } from '../../resources/info.js';
import { kindText, type Mapping } from '../../resources/mapping.js';
import { deleteObject, listObjects } from '../../resources/requests.js';
import type { Session } from '../../session.js';
import { deletionOf } from '../delete/options.js';
import type { ApplyRun } from './apply-run.js';

/** What is pruned without --prune-allowlist. */
const DEFAULT_KINDS = [
  ...[
    'core/v1/ConfigMap',
    'core/v1/Endpoints',
    'core/v1/PersistentVolumeClaim',
    'core/v1/Pod',
    'core/v1/ReplicationController',
  ],
  ...['core/v1/Secret', 'core/v1/Service', 'batch/v1/Job', 'batch/v1/CronJob', 'networking.k8s.io/v1/Ingress'],
  ...['apps/v1/DaemonSet', 'apps/v1/Deployment', 'apps/v1/ReplicaSet', 'apps/v1/StatefulSet'],
  ...['core/v1/Namespace', 'core/v1/PersistentVolume'],
];

/** The mappings of --prune-allowlist (prune.ParseResources). */
export function* pruneMappings(
  session: Session,
  { args }: Pick<ApplyRun, 'args'>,
): Kubectl<readonly Mapping[] | Failure> {
  const given = valuesOf(args, 'prune-allowlist');
  const mappings: Mapping[] = [];
  for (const text of given.length === 0 ? DEFAULT_KINDS : given) {
    const [group = '', version = '', kind, ...more] = text.split('/');
    if (kind === undefined || more.length > 0)
      return fail(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`);
    const mapping = yield* session.mappingOfKind(group === 'core' ? '' : group, kind, version);
    if (isFailure(mapping)) return mapping;
    mappings.push(mapping);
  }
  return mappings;
}

/** Deletes what was applied once and is not any more: objects of the allowed kinds that this run did not apply. */
export function* prune(
  session: Session,
  run: ApplyRun,
  infos: readonly Info[],
  applied: readonly JsonObject[],
): Kubectl<Failure | undefined> {
  const mappings = yield* pruneMappings(session, run);
  if (isFailure(mappings)) return mappings;
  const own = session.invocation.explicitNamespace === true ? [session.namespace] : [];
  const namespaces = new Set([
    ...own,
    ...infos.map(({ namespace }) => namespace).filter((namespace) => namespace !== ''),
  ]);
  const visited = new Set(applied.map((object) => metaText(object, 'uid')));
  for (const namespace of namespaces)
    for (const mapping of mappings.filter(({ resource }) => resource.namespaced)) {
      const failed = yield* pruneKind(session, run, mapping, namespace, visited);
      if (failed !== undefined)
        return wrapped(failed, `error pruning namespaced object ${kindText(mapping.resource)}: `);
    }
  for (const mapping of mappings.filter(({ resource }) => !resource.namespaced)) {
    const failed = yield* pruneKind(session, run, mapping, '', visited);
    if (failed !== undefined)
      return wrapped(failed, `error pruning nonNamespaced object ${kindText(mapping.resource)}: `);
  }
  return undefined;
}

function* pruneKind(
  session: Session,
  { args, dryRun }: ApplyRun,
  mapping: Mapping,
  namespace: string,
  visited: ReadonlySet<string>,
): Kubectl<Failure | undefined> {
  const objects = yield* listObjects(session, mapping, namespace, { selector: textOf(args, 'selector') });
  if (isFailure(objects)) return objects;
  const deletion = deletionOf(args, intOf(args, 'grace-period', -1));
  if (isFailure(deletion)) return deletion;
  const dry = dryRun === 'server' ? { dryRun: ['All'] } : {};
  for (const object of objects) {
    if (lastAppliedText(object) === undefined || visited.has(metaText(object, 'uid'))) continue;
    const place = { mapping, namespace, name: metaText(object, 'name') };
    const deleted =
      dryRun === 'client' ? undefined : yield* deleteObject(session, place, { ...deletion.options, ...dry });
    if (deleted !== undefined && isFailure(deleted)) return deleted;
    const print = printerFor(session, args, { operation: withDryRun('pruned', dryRun) });
    if (isFailure(print)) return print;
    print(object);
  }
  return undefined;
}
