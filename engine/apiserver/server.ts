import { extended } from '../core/extended.js';
import { isKubeObject, isObject, type KubeObject } from '../apimachinery/object.js';
import { badRequest, methodNotAllowed, unauthorized, unknownResource } from '../apimachinery/status.js';
import type { Scale } from '../apis/generated/autoscaling.v1.js';
import type { ListMeta } from '../apis/generated/meta.v1.js';
import { Dice, keyed, seeded, type Rng } from '../core/rng.js';
import { SortedMap } from '../core/sorted-map.js';
import type { Millis } from '../core/time.js';
import { authenticateToken, type StaticTokens } from './authentication/authenticate.js';
import { actingUser } from './authentication/impersonation.js';
import { ISSUER } from './authentication/service-account-token.js';
import { attributesOf } from './authorization/attributes.js';
import { authorize, forbiddenStatus } from './authorization/authorize.js';
import { unsupportedBody } from './body.js';
import { deprecationWarning } from './deprecations.js';
import { discoveryDocument } from './discovery.js';
import { withManagedFields } from './managed-fields/show.js';
import { badIncludeObject, scaleTable, toTable } from './printers/table.js';
import { presented } from './present.js';
import { refusedOptions } from './options.js';
import { asMetadata, formOf, unproducible } from './representation.js';
import { requestInfo, type RequestInfo, type ResourceRequest } from './request-info.js';
import { ADMIN, type Request, type Response, type User } from './request.js';
import { answerReview } from './reviews/registry.js';
import type { Store } from './store.js';
import { StoreView } from './store-view.js';
import { bind } from './subresources/binding.js';
import { subresourceHandler } from './subresources/registry.js';
import { isRefusal, refuse, Transaction, type Refusal } from './transaction.js';
import { refusedQuery } from './verbs/list-options.js';
import { getObject, listObjects, watchObjects } from './verbs/read.js';
import { patchObject } from './verbs/patch.js';
import { post, remove, removeCollection, replace } from './verbs/write.js';
import type { Updated } from './registry/generic/update.js';
import type { WatchEvent } from './watch-event.js';

/** What an API server holds between requests. */
export interface ApiServer {
  readonly store: Store;
  /** Where all names, uids and addresses come from; it never moves. */
  readonly rng: Rng;
  /** What was drawn for → how often. Equal requests get different names, and no request those of another. */
  readonly drawn: SortedMap<string, number>;
  readonly tokens: StaticTokens;
  /** Whether it keeps account of who manages which fields: without, nothing can be applied on the server. */
  readonly managedFields: boolean;
}

/** A server on a store, with chance from a seed. */
export function newServer(store: Store, seed: number, tokens: StaticTokens = {}, managedFields = false): ApiServer {
  return { store, rng: seeded(seed), drawn: SortedMap.empty(), tokens, managedFields };
}

export interface Handled {
  readonly server: ApiServer;
  readonly response: Response;
  /** What the request changed, in order. */
  readonly events: readonly WatchEvent[];
}

/**
 * Answers one request: authentication, authorization, routing, decoding, admission, validation, storage. A refused
 * request changes nothing that is stored. Components come as `trusted`: they hold the roles that the cluster was born
 * with.
 * @param agent what speaks to the server, when the request does not say: 'kubelet', 'kubectl'
 * @param once no other such request will ever draw names for the same purpose: nobody needs to know that this one did
 */
export function handle(
  server: ApiServer,
  request: Request,
  now: Millis,
  trusted = false,
  once = false,
  agent = '',
): Handled {
  const { rng, drawn, tokens } = server;
  let key = '';
  let before = 0;
  const dice = new Dice(() => {
    // Apart from those that are counted: somebody may still ask for the same by the way that all take.
    key = once ? `once ${drawKey(request)}` : drawKey(request);
    before = drawn.get(key) ?? 0;
    return keyed(rng, `${key} ${before}`);
  });
  const acting = trusted ? undefined : admitted(server, request, now);
  if (acting !== undefined && isRefusal(acting))
    return { server, response: { code: acting.refused.code ?? 500, body: acting.refused }, events: [] };
  const asked = acting === undefined ? request : extended(request, { user: acting.user });
  const transaction = new Transaction(server.store, dice, now, asked, !trusted, agent, server.managedFields);
  const answer = route(transaction, requestInfo(request), tokens);
  const { warnings, events } = transaction;
  // A refused request has used its name up all the same: another try is another name.
  const counted = dice.used && !once ? drawn.set(key, before + 1) : drawn;
  if (isRefusal(answer)) {
    const body = answer.refused;
    const refusal: Response = { code: body.code ?? 500, body };
    return { server: withState(server, server.store, counted), response: withWarnings(refusal, warnings), events: [] };
  }
  const after = withState(server, transaction.store, counted);
  return { server: after, response: withWarnings(answer, warnings), events };
}

/** What the names that a request draws are drawn for: equal requests are told apart by how many there were before. */
function drawKey({ method, path, body }: Request): string {
  return `${method} ${path} ${nameIn(body)}`;
}

function withState(server: ApiServer, store: Store, drawn: ApiServer['drawn']): ApiServer {
  if (store === server.store && drawn === server.drawn) return server;
  const { rng, tokens, managedFields } = server;
  return { store, rng, drawn, tokens, managedFields };
}

function withWarnings(response: Response, warnings: readonly string[]): Response {
  return warnings.length === 0 ? response : extended(response, { warnings });
}

/** The name of an object, or the prefix that its name is made from. */
function nameIn(body: unknown): string {
  if (!isObject(body) || !isObject(body['metadata'])) return '';
  const { name, generateName } = body['metadata'];
  const text = name ?? generateName;
  return typeof text === 'string' ? text : '';
}

/** Who asks, or acts as whom, if that user may do this. */
export function admitted(
  { tokens, store }: ApiServer,
  request: Request,
  now: Millis,
): { readonly user: User } | Refusal {
  const view = new StoreView(store);
  const user = authenticated(request, tokens, view, now);
  if (user === undefined) return refuse(unauthorized());
  const acting = actingUser(view, user, request.headers);
  if (isRefusal(acting)) return acting;
  const asked = attributesOf(request, acting.user);
  const { allowed, reason } = authorize(view, asked);
  return allowed ? acting : refuse(forbiddenStatus(asked, reason));
}

function authenticated({ user, token }: Request, tokens: StaticTokens, view: StoreView, now: Millis): User | undefined {
  if (token === undefined) return user ?? ADMIN;
  const found = authenticateToken(token, [ISSUER], tokens, view, now);
  return found.ok ? found.value.user : undefined;
}

function route(transaction: Transaction, info: RequestInfo, tokens: StaticTokens): Response | Refusal {
  switch (info.type) {
    case 'other':
      return onDocument(transaction, info.path);
    case 'no-group':
      return { code: 404, body: '404 page not found\n' };
    case 'no-resource':
      return refuse(unknownResource());
    case 'no-verb':
      return refuse(methodNotAllowed());
    case 'resource':
      return onResource(transaction, info, tokens);
  }
}

/** Lists of groups and versions, which are served whatever is to be done with them. */
const ANY_METHOD = /^\/apis(\/[^/]*)?\/?$/;

/** What is no resource, but may be a document about resources: to read. */
function onDocument({ store, request }: Transaction, path: string): Response | Refusal {
  const document = discoveryDocument(path, store, request.accept);
  if (document === undefined) return { code: 404, body: '404 page not found\n' };
  return request.method === 'GET' || ANY_METHOD.test(path) ? document : refuse(methodNotAllowed());
}

function onResource(transaction: Transaction, info: ResourceRequest, tokens: StaticTokens): Response | Refusal {
  const deprecated = deprecationWarning(info.served.resource);
  if (deprecated !== undefined) transaction.warnings.push(deprecated);
  const { accept } = transaction.request;
  const unacceptable = unproducible(accept, info.verb) ?? refusedQuery(transaction, info);
  if (unacceptable !== undefined) return unacceptable;
  const asked = formOf(accept);
  if (isRefusal(asked)) return asked;
  const refused = refusedBeforehand(transaction, info);
  if (refused !== undefined) return refused;
  const review = answerReview(transaction, info, tokens);
  if (review !== undefined) return review;
  const found = info.subresource === '' ? onObjects(transaction, info) : onSubresource(transaction, info);
  if (isRefusal(found)) return found;
  const answered = transaction.request.managedFields === true ? withManagers(found) : found;
  const shown = presented(info.served, answered);
  if (asked.form === undefined || !SHOWN_PARTS.has(info.subresource) || !PRINTED.has(info.verb)) return shown;
  return asked.form === 'Table' ? printed(transaction, info, shown) : asMetadata(shown, asked.form);
}

/** The object of an answer with who manages its fields. */
function withManagers(response: Response): Response {
  const { body } = response;
  return isObject(body) && isKubeObject(body) ? { ...response, body: withManagedFields(body) } : response;
}

/** A create looks at its body's type before its options. */
function refusedBeforehand(transaction: Transaction, { verb }: ResourceRequest): Refusal | undefined {
  const unsupported = verb === 'create' ? unsupportedBody(transaction) : undefined;
  return unsupported ?? refusedOptions(transaction, verb);
}

/** Of an object, what can be a Table. */
const SHOWN_PARTS: ReadonlySet<string> = new Set(['', 'status', 'scale']);

/** Verbs whose answer can be a Table. */
const PRINTED: ReadonlySet<string> = new Set(['get', 'list', 'create']);

function onSubresource(transaction: Transaction, info: ResourceRequest): Response | Refusal {
  const handler = subresourceHandler(info);
  if (handler !== undefined) return handler(transaction, info);
  const { plural } = info.served.resource;
  if (info.verb === 'get') {
    const parent = getObject(transaction, info);
    if (isRefusal(parent)) return parent;
  }
  return refuse(badRequest(`${plural}/${info.subresource} is not modelled (see limitations)`));
}

/** The verbs of a collection. */
function onObjects(transaction: Transaction, info: ResourceRequest): Response | Refusal {
  switch (info.verb) {
    case 'get':
      return answer(getObject(transaction, info), 200);
    case 'list':
      return answer(listObjects(transaction, info), 200);
    case 'watch':
      return answer(watchObjects(transaction, info), 200);
    case 'create':
      if (info.served.resource.plural === 'bindings') return bind(transaction, info);
      return answer(post(transaction, info), 201);
    case 'update':
      return updated(replace(transaction, info));
    case 'patch':
      return updated(patchObject(transaction, info));
    case 'delete':
      return remove(transaction, info);
    case 'deletecollection':
      return answer(removeCollection(transaction, info), 200);
  }
}

function answer<T extends object>(body: T | Refusal, code: number): Response | Refusal {
  return isRefusal(body) ? body : { code, body };
}

function updated(result: Updated | Refusal): Response | Refusal {
  return isRefusal(result) ? result : { code: result.created ? 201 : 200, body: result.object };
}

/** Objects as a Table. */
function printed(transaction: Transaction, info: ResourceRequest, response: Response): Response | Refusal {
  const list = response.body as { readonly items?: readonly KubeObject[]; readonly metadata?: ListMeta };
  const objects = list.items ?? [response.body as KubeObject];
  const metadata = list.items === undefined ? { resourceVersion: list.metadata?.resourceVersion ?? '' } : list.metadata;
  const include = transaction.request.query?.['includeObject'] ?? 'Metadata';
  const wrong = badIncludeObject(include);
  if (wrong !== undefined) return refuse(badRequest(wrong));
  if (info.subresource === 'scale')
    return { ...response, body: scaleTable(response.body as Scale, transaction.now, include) };
  return { ...response, body: toTable(info.served.resource, objects, transaction.now, include, metadata) };
}
