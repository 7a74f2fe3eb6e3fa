import { resourceKey } from '../../apis/resource.js';
import type { Served } from '../registry/catalogue.js';
import type { ResourceRequest } from '../request-info.js';
import type { Response } from '../request.js';
import { isRefusal, type Refusal, type Transaction } from '../transaction.js';
import { getObject } from '../verbs/read.js';
import { patchObject } from '../verbs/patch.js';
import { replace } from '../verbs/write.js';
import { bind } from './binding.js';
import { evict } from './eviction.js';
import { scale } from './scale.js';
import { requestToken } from './token.js';

type Handler = (transaction: Transaction, request: ResourceRequest) => Response | Refusal;

/** A part of an object that is written through an endpoint of its own, like status. */
const likeObject: Handler = (transaction, request) => {
  if (request.verb === 'get') return ok(getObject(transaction, request));
  const result = request.verb === 'patch' ? patchObject(transaction, request) : replace(transaction, request);
  return isRefusal(result) ? result : { code: result.created ? 201 : 200, body: result.object };
};

const scaled: Handler = (transaction, request) => ok(scale(transaction, request));

function ok(body: object | Refusal): Response | Refusal {
  return isRefusal(body) ? body : { code: 200, body };
}

const handlers: Readonly<Record<string, Handler>> = {
  status: likeObject,
  scale: scaled,
  'pods/binding': bind,
  'pods/eviction': evict,
  'pods/resize': likeObject,
  'pods/ephemeralcontainers': likeObject,
  'namespaces/finalize': likeObject,
  'serviceaccounts/token': requestToken,
  'certificates.k8s.io/certificatesigningrequests/approval': likeObject,
};

/** For each collection that was asked for a subresource: what serves it, by its name. */
const known = new Map<Served, Map<string, Handler | undefined>>();

/** What serves a subresource; undefined when it is not modelled. */
export function subresourceHandler({ served, subresource }: ResourceRequest): Handler | undefined {
  const ofServed = known.get(served) ?? new Map<string, Handler | undefined>();
  if (ofServed.size === 0) known.set(served, ofServed);
  if (ofServed.has(subresource)) return ofServed.get(subresource);
  const handler = handlers[`${resourceKey(served.resource)}/${subresource}`] ?? handlers[subresource];
  ofServed.set(subresource, handler);
  return handler;
}
