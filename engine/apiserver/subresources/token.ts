import { invalid, type FieldError } from '../../apimachinery/field-error.js';
import type { KubeObject } from '../../apimachinery/object.js';
import { badRequest, conflict, invalidObject, notFound } from '../../apimachinery/status.js';
import { timestamp } from '../../apimachinery/time.js';
import type { BoundObjectReference, TokenRequest } from '../../apis/generated/authentication.v1.js';
import type { ServiceAccount } from '../../apis/generated/core.v1.js';
import { nodes, pods, secrets, serviceaccounts } from '../../apis/generated/resources.js';
import { SECOND } from '../../core/time.js';
import { refusedToken } from '../admission/noderestriction/plugin.js';
import { ISSUER, issueToken, type Reference } from '../authentication/service-account-token.js';
import { decodeObject, readDocument } from '../body.js';
import { inNamespace } from '../registry/generic/metadata.js';
import type { ResourceRequest } from '../request-info.js';
import type { Response } from '../request.js';
import { isRefusal, refuse, type Refusal, type Transaction } from '../transaction.js';
import { postedKind } from './posted-kind.js';

const TOKEN_REQUEST = postedKind('authentication.k8s.io', 'v1', 'TokenRequest');
const DEFAULT_SECONDS = 3_600;
const SHORTEST_SECONDS = 600;
const LONGEST_SECONDS = 2 ** 32;

/** POST of a TokenRequest to a service account. Follows TokenREST.Create (pkg/registry/core/serviceaccount/storage). */
export function requestToken(transaction: Transaction, request: ResourceRequest): Response | Refusal {
  const document = readDocument(transaction, TOKEN_REQUEST.resource.kind);
  if (isRefusal(document)) return document;
  const { namespace, name } = request;
  const decoded = decodeObject(transaction, TOKEN_REQUEST, document);
  if (isRefusal(decoded)) return decoded;
  const placed = inNamespace(decoded, namespace);
  if (isRefusal(placed)) return placed;
  const { metadata, spec }: Partial<TokenRequest> = placed as TokenRequest;
  const misnamed = nameErrors(metadata?.name ?? '', name);
  if (misnamed.length > 0) return refuse(invalidObject(TOKEN_REQUEST.resource, name, misnamed));
  const { boundObjectRef: asksFor = null }: Partial<TokenRequest['spec']> = spec ?? {};
  const asker = { namespace, account: name, bound: asksFor };
  const restricted = refusedToken(asker, transaction.context);
  if (restricted !== undefined) return refuse(restricted);
  const account = transaction.context.store.get(serviceaccounts, namespace, name);
  if (account === undefined) return refuse(notFound(serviceaccounts, name));
  const { audiences, boundObjectRef = null, ...wanted }: Partial<TokenRequest['spec']> = spec ?? {};
  const expirationSeconds = wanted.expirationSeconds ?? DEFAULT_SECONDS;
  const errors = durationErrors(expirationSeconds);
  if (errors.length > 0) return refuse(invalidObject(TOKEN_REQUEST.resource, '', errors));
  const bound = boundObject(transaction, account, boundObjectRef);
  if (isRefusal(bound)) return bound;
  const { now } = transaction;
  const asked = audiences?.length ? audiences : [ISSUER];
  const expires = now + expirationSeconds * SECOND;
  const serviceAccount = { name, uid: account.metadata.uid };
  const token = issueToken({ namespace, serviceAccount, audiences: asked, expires, issued: now, ...bound });
  const answer = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, uid: account.metadata.uid, creationTimestamp: timestamp(now) },
    spec: { audiences: asked, expirationSeconds, boundObjectRef },
    status: { token, expirationTimestamp: timestamp(expires) },
  };
  return { code: 201, body: answer };
}

function nameErrors(sent: string, name: string): readonly FieldError[] {
  if (sent === '' || sent === name) return [];
  return [invalid('metadata.name', sent, 'must match the service account name if specified')];
}

/** Follows ValidateTokenRequest. */
function durationErrors(seconds: number): readonly FieldError[] {
  const path = 'spec.expirationSeconds';
  if (seconds < SHORTEST_SECONDS) return [invalid(path, seconds, 'may not specify a duration less than 10 minutes')];
  if (seconds > LONGEST_SECONDS) return [invalid(path, seconds, 'may not specify a duration larger than 2^32 seconds')];
  return [];
}

interface Bound {
  readonly pod?: Reference;
  readonly node?: Reference;
  readonly secret?: Reference;
}

function boundObject(
  { context }: Transaction,
  { metadata: { name: account, namespace = '' } }: ServiceAccount,
  reference: BoundObjectReference | null,
): Bound | Refusal {
  if (reference === null) return {};
  const { apiVersion = '', kind = '', name = '', uid: wanted = '' } = reference;
  const checked = (object: KubeObject): Refusal | undefined =>
    wanted === '' || wanted === object.metadata.uid ? undefined : otherUid(kind, name, wanted);
  const of = ({ metadata: { name: found, uid } }: KubeObject): Reference => ({ name: found, uid });
  const { store } = context;
  switch (apiVersion === 'v1' ? kind : '') {
    case 'Pod': {
      const pod = store.get(pods, namespace, name);
      if (pod === undefined) return refuse(notFound(pods, name));
      const { serviceAccountName = '', nodeName = '' } = pod.spec;
      if (serviceAccountName !== account)
        return refuse(
          badRequest(
            `cannot bind token for serviceaccount "${account}" to pod running with different serviceaccount name.`,
          ),
        );
      const node = { name: nodeName, uid: store.get(nodes, '', nodeName)?.metadata.uid ?? '' };
      return checked(pod) ?? { pod: of(pod), ...(nodeName === '' ? {} : { node }) };
    }
    case 'Node': {
      const node = store.get(nodes, '', name);
      return node === undefined ? refuse(notFound(nodes, name)) : (checked(node) ?? { node: of(node) });
    }
    case 'Secret': {
      const secret = store.get(secrets, namespace, name);
      return secret === undefined ? refuse(notFound(secrets, name)) : (checked(secret) ?? { secret: of(secret) });
    }
    default:
      return refuse(badRequest(`cannot bind token to object of type ${typeText(apiVersion, kind)}`));
  }
}

function typeText(apiVersion: string, kind: string): string {
  return apiVersion.includes('/') ? `${apiVersion}, Kind=${kind}` : `/${apiVersion}, Kind=${kind}`;
}

function otherUid(kind: string, name: string, uid: string): Refusal {
  const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
  return refuse(conflict({ group: '', plural: kind }, name, why));
}
