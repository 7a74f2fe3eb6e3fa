import { resourcePath } from '../../engine/apis/resource.js';
import type { Response } from '../../engine/apiserver/request.js';
import type { Kubectl } from './effect.js';
import type { DryRun } from './dry-run.js';
import type { Selected } from './select.js';
import type { Session } from './session.js';

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
  { served, namespace, name }: Selected,
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
export function* getOne(session: Session, { served, namespace, name }: Selected): Kubectl<Response> {
  return yield* session.send({ method: 'GET', path: resourcePath(served.resource, namespace, name) });
}
