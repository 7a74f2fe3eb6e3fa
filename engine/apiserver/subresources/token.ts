import { invalid, type FieldError } from '../../apimachinery/field-error.js';
import { isObject, type JsonObject, type KubeObject } from '../../apimachinery/object.js';
import { withoutNulls } from '../../apimachinery/patch/merge-patch.js';
import { badRequest, conflict, invalidObject, notFound } from '../../apimachinery/status.js';
import { timestamp } from '../../apimachinery/time.js';
import { decode } from '../../apis/decoding/decode.js';
import type { BoundObjectReference, TokenRequestSpec } from '../../apis/generated/authentication.v1.js';
import type { ServiceAccount } from '../../apis/generated/core.v1.js';
import { nodes, pods, secrets, serviceaccounts } from '../../apis/generated/resources.js';
import { schemas } from '../../apis/generated/schemas.js';
import { SECOND } from '../../core/time.js';
import { ISSUER, issueToken, type Reference } from '../authentication/service-account-token.js';
import { readBody } from '../body.js';
import { schemaOf } from '../registry/catalogue.js';
import type { ResourceRequest } from '../request-info.js';
import type { Response } from '../request.js';
import { isRefusal, refuse, type Refusal, type Transaction } from '../transaction.js';

const KIND = { group: 'authentication.k8s.io', kind: 'TokenRequest' };
const DEFAULT_SECONDS = 3_600;
const SHORTEST_SECONDS = 600;
const LONGEST_SECONDS = 2 ** 32;

/** POST of a TokenRequest to a service account. Follows TokenREST.Create (pkg/registry/core/serviceaccount/storage). */
export function requestToken(transaction: Transaction, request: ResourceRequest): Response | Refusal {
  const body = readBody(transaction);
  if (isRefusal(body)) return body;
  const decoded = decodeRequest(body);
  if ('error' in decoded) return refuse(badRequest(decoded.error));
  const { namespace, name } = request;
  const { spec } = decoded;
  const account = transaction.context.store.get(serviceaccounts, namespace, name);
  if (account === undefined) return refuse(notFound(serviceaccounts, name));
  const { audiences = [] } = spec;
  const expirationSeconds = spec.expirationSeconds ?? DEFAULT_SECONDS;
  const boundObjectRef = spec.boundObjectRef ?? undefined;
  const errors = durationErrors(expirationSeconds);
  if (errors.length > 0) return refuse(invalidObject(KIND, '', errors));
  const bound = boundObject(transaction, account, boundObjectRef);
  if (isRefusal(bound)) return bound;
  const { now } = transaction;
  const asked = audiences.length === 0 ? [ISSUER] : audiences;
  const expires = now + expirationSeconds * SECOND;
  const serviceAccount = { name, uid: account.metadata.uid };
  const token = issueToken({ namespace, serviceAccount, audiences: asked, expires, issued: now, ...bound });
  const answer = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, uid: account.metadata.uid, creationTimestamp: timestamp(now) },
    spec: { audiences: asked, expirationSeconds, boundObjectRef: boundObjectRef ?? null },
    status: { token, expirationTimestamp: timestamp(expires) },
  };
  return { code: 201, body: answer };
}

function decodeRequest(body: JsonObject): { readonly spec: Partial<TokenRequestSpec> } | { readonly error: string } {
  const schema = schemaOf(KIND.group, 'v1', KIND.kind) ?? {};
  const { value, errors } = decode(schema, schemas, body, { strict: false });
  const [error] = errors;
  if (error !== undefined)
    return { error: `TokenRequest in version "v1" cannot be handled as a TokenRequest: ${error}` };
  const spec = withoutNulls(value['spec']);
  return { spec: isObject(spec) ? spec : {} };
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
  reference: BoundObjectReference | undefined,
): Bound | Refusal {
  if (reference === undefined) return {};
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
