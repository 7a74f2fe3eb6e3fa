import { resourcePath } from '../../engine/apis/resource.js';
import type { Response } from '../../engine/apiserver/request.js';
import type { Kubectl } from './effect.js';
import type { DryRun } from './dry-run.js';
import type { Served } from '../../engine/apiserver/registry/catalogue.js';
import type { Session } from './session.js';

/** Where an object is. */
export interface ObjectPlace {
  readonly served: Served;
  readonly namespace: string;
  readonly name: string;
}

export type PatchType = 'strategic' | 'merge' | 'json' | 'apply';

export const PATCH_CONTENT: Readonly<Record<PatchType, string>> = {
  strategic: 'application/strategic-merge-patch+json',
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** PATCHes one object. */
export function* patchOne(
  session: Session,
  { served, namespace, name }: ObjectPlace,
  type: PatchType,
  body: unknown,
  options: { readonly subresource?: string; readonly dryRun?: DryRun; readonly manager?: string } = {},
): Kubectl<Response> {
  const query = {
    ...(options.manager === undefined ? {} : { fieldManager: options.manager }),
    ...(options.dryRun === 'server' ? { dryRun: 'All' } : {}),
  };
  const path = resourcePath(served.resource, namespace, name, options.subresource ?? '');
  return yield* session.send({ method: 'PATCH', path, query, contentType: PATCH_CONTENT[type], body });
}

/** GETs one object. */
export function* getOne(session: Session, { served, namespace, name }: ObjectPlace): Kubectl<Response> {
  return yield* session.send({ method: 'GET', path: resourcePath(served.resource, namespace, name) });
}
