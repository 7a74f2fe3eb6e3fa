import type { Draft } from '../../core/draft.js';
import { isObject, type JsonObject } from '../../apimachinery/object.js';
import { notRegistered } from '../../apimachinery/scheme.js';
import { badRequest } from '../../apimachinery/status.js';
import { decode } from '../../apis/decoding/decode.js';
import { schemas } from '../../apis/generated/schemas.js';
import { readDocument, textOf, typeMetaError, unsupportedBody } from '../body.js';
import { refusedDeleteOptions, type DeleteOptions } from '../registry/generic/delete.js';
import { isRefusal, refuse, type Refusal, type Transaction } from '../transaction.js';
import { notInteger } from './list-options.js';
import { isSaid } from './query-boolean.js';

const SCHEMA = 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions';
const KIND = 'DeleteOptions';

/** metav1.DeleteOptions: those of the body, or without a body those of the query. Follows DeleteResource (apiserver/pkg/endpoints/handlers). */
export function deleteOptions(transaction: Transaction): DeleteOptions | Refusal {
  const { body, query = {} } = transaction.request;
  if (textOf(body) === '') return queriedOptions(query);
  const unsupported = unsupportedBody(transaction);
  if (unsupported !== undefined) return unsupported;
  const document = readDocument(transaction);
  if (isRefusal(document)) return document;
  const wrong = undecodable(document.object);
  return wrong === undefined ? checked(readDeleteOptions(document.object)) : refuse(badRequest(wrong));
}

function checked(options: DeleteOptions): DeleteOptions | Refusal {
  return refusedDeleteOptions(options) ?? options;
}

function queriedOptions(query: Readonly<Record<string, string>>): DeleteOptions | Refusal {
  const { dryRun, gracePeriodSeconds: grace, propagationPolicy: policy, orphanDependents: orphan } = query;
  const unread = grace === undefined ? undefined : notInteger(grace);
  if (unread !== undefined) return refuse(badRequest(unread));
  const { uid = '', resourceVersion = '' } = query;
  return checked({
    ...(dryRun === undefined ? {} : { dryRun: [dryRun] }),
    ...(grace === undefined ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(policy === undefined ? {} : { propagationPolicy: policy }),
    ...(orphan === undefined ? {} : { orphanDependents: isSaid(orphan) }),
    ...(uid + resourceVersion === '' ? {} : { preconditions: preconditionsOf(uid, resourceVersion) }),
  });
}

/** Of a query, which has no structure (Convert_url_Values_To_v1_DeleteOptions). */
function preconditionsOf(uid: string, resourceVersion: string): NonNullable<DeleteOptions['preconditions']> {
  return { ...(uid === '' ? {} : { uid }), ...(resourceVersion === '' ? {} : { resourceVersion }) };
}

/** Why a body is no DeleteOptions. Any group has some of its own. */
function undecodable(body: JsonObject): string | undefined {
  const broken = typeMetaError(body);
  if (broken !== undefined) return broken;
  const { apiVersion = '', kind = '' } = body as { readonly apiVersion?: string; readonly kind?: string };
  if (kind !== '' && kind !== KIND) return notRegistered(kind, apiVersion === '' ? 'meta.k8s.io/v1' : apiVersion);
  const schema = schemas[SCHEMA];
  return schema === undefined ? undefined : decode(schema, schemas, body, { strict: false }).errors[0];
}

/** The fields of metav1.DeleteOptions that a body holds. */
export function readDeleteOptions(body: JsonObject): DeleteOptions {
  const { gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions, dryRun } = body;
  const options: Draft<DeleteOptions> = {};
  if (typeof gracePeriodSeconds === 'number') options.gracePeriodSeconds = gracePeriodSeconds;
  if (typeof propagationPolicy === 'string') options.propagationPolicy = propagationPolicy;
  if (typeof orphanDependents === 'boolean') options.orphanDependents = orphanDependents;
  if (Array.isArray(dryRun)) options.dryRun = dryRun;
  if (isObject(preconditions)) options.preconditions = readPreconditions(preconditions);
  return options;
}

function readPreconditions({ uid, resourceVersion }: JsonObject): { uid?: string; resourceVersion?: string } {
  return {
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
  };
}
