import { alreadyExists, failure, notFound } from '../../engine/apimachinery/status.js';
import { type KubeObject } from '../../engine/apimachinery/object.js';
import type { ObjectMeta } from '../../engine/apis/generated/meta.v1.js';
import { timestamp } from '../../engine/apimachinery/time.js';
import * as collections from '../../engine/apis/generated/resources.js';
import type { Resource } from '../../engine/apis/resource.js';
import type { Request, Response } from '../../engine/apiserver/request.js';
import { EMPTY_STORE, put, remove, storageKey, type Store } from '../../engine/apiserver/store.js';
import { StoreView } from '../../engine/apiserver/store-view.js';
import type { WatchEvent } from '../../engine/apiserver/watch-event.js';
import type { Context } from '../../engine/client/component.js';
import type { RecordEvent, Reconcile } from '../../engine/client/reconcile.js';
import { Dice, seeded } from '../../engine/core/rng.js';

/** Just enough of an API server to drive one sync by hand: no defaults, no validation, no finalizers. */
export class FakeApi {
  store: Store = EMPTY_STORE;
  now = 60_000;
  /** Since they were last taken. */
  events: WatchEvent[] = [];
  requests: Request[] = [];
  records: RecordEvent[] = [];
  /** Answers a request in place of the store when it gives something. */
  intercept: (request: Request) => Response | undefined = () => undefined;
  private made = 0;

  /** Puts an object as it is; metadata that a server fills in is filled in where it is missing. */
  seed<T extends KubeObject>(resource: Resource<T>, object: object): T {
    const given = object as { readonly metadata: Partial<ObjectMeta> & { readonly name: string } };
    const filled = { uid: `uid-${++this.made}`, creationTimestamp: timestamp(this.now), resourceVersion: '' };
    const namespace = resource.namespaced ? { namespace: 'default' } : {};
    const metadata: ObjectMeta = { ...filled, ...namespace, generation: 1, ...given.metadata };
    const whole = { status: {}, ...given, metadata };
    return this.write(resource, whole);
  }

  get context(): Context {
    return { view: new StoreView(this.store), now: this.now, dice: new Dice(seeded(1)) };
  }

  get<T extends KubeObject>(resource: Resource<T>, name: string, namespace = 'default'): T | undefined {
    return new StoreView(this.store).get(resource, namespace, name);
  }

  /** Runs a sync to its end and gives what it returns; requests are answered by the store. */
  run<R>(reconcile: Reconcile<R>): R {
    let turn = reconcile.next();
    while (turn.done !== true) {
      const command = turn.value;
      if (command.type === 'event') {
        this.records.push(command);
        turn = reconcile.next({ code: 200, body: undefined });
      } else {
        this.requests.push(command);
        turn = reconcile.next(this.intercept(command) ?? this.answer(command));
      }
    }
    return turn.value;
  }

  /** 'POST pods', 'PUT deployments/web/status', in order; forgets them. */
  takeCalls(): readonly string[] {
    const calls = this.requests.map(({ method, path }) => `${method} ${path.replace(/^.*\/namespaces\/[^/]+\//, '')}`);
    this.requests = [];
    return calls;
  }

  /** 'Normal SuccessfulCreate: Created pod: x'; forgets them. */
  takeRecords(): readonly string[] {
    const texts = this.records.map(({ eventType, reason, message }) => `${eventType} ${reason}: ${message}`);
    this.records = [];
    return texts;
  }

  takeEvents(): readonly WatchEvent[] {
    const { events } = this;
    this.events = [];
    return events;
  }

  private write<T extends KubeObject>(resource: Resource<T>, object: KubeObject): T {
    const { store, event } = put(this.store, resource, object);
    this.store = store;
    this.events.push(event);
    return event.object as T;
  }

  private answer({ method, path, body }: Request): Response {
    const { resource, namespace, name, subresource } = locate(path);
    const known = this.store.objects.get(storageKey(resource, namespace, name));
    const sent = body as KubeObject | undefined;
    if (method === 'POST' && sent !== undefined) return this.create(resource, namespace, sent);
    if (known === undefined) return refusal(notFound(resource, name));
    if (method === 'GET') return { code: 200, body: known };
    if (method === 'DELETE') return this.delete(resource, known);
    if (method === 'PATCH') return { code: 200, body: this.write(resource, { ...known, ...patched(known, sent) }) };
    if (sent === undefined) return refusal(failure(400, 'BadRequest', 'no body'));
    if (sent.metadata.resourceVersion !== known.metadata.resourceVersion) {
      return refusal(failure(409, 'Conflict', 'the object has been modified'));
    }
    const generation = (known.metadata.generation ?? 0) + (subresource === 'status' ? 0 : 1);
    return { code: 200, body: this.write(resource, { ...sent, metadata: { ...sent.metadata, generation } }) };
  }

  private create(resource: Resource, namespace: string, sent: KubeObject): Response {
    const name = sent.metadata.name ?? `${sent.metadata.generateName}${String(++this.made).padStart(5, '0')}`;
    if (this.store.objects.has(storageKey(resource, namespace, name))) return refusal(alreadyExists(resource, name));
    return { code: 201, body: this.seed(resource, { ...sent, metadata: { ...sent.metadata, name } }) };
  }

  private delete(resource: Resource, known: KubeObject): Response {
    const { store, event } = remove(this.store, resource, known);
    this.store = store;
    this.events.push(event);
    return { code: 200, body: known };
  }
}

function refusal(status: ReturnType<typeof failure>): Response {
  return { code: status.code ?? 500, body: status };
}

/** Owner references are all that controllers patch here. */
function patched(known: KubeObject, patch: KubeObject | undefined): { metadata: KubeObject['metadata'] } {
  const references = patch?.metadata.ownerReferences ?? [];
  const dropped = new Set(references.filter((reference) => '$patch' in reference).map(({ uid }) => uid));
  const kept = (known.metadata.ownerReferences ?? []).filter(({ uid }) => !dropped.has(uid));
  const added = references.filter((reference) => !('$patch' in reference));
  return { metadata: { ...known.metadata, ownerReferences: [...kept, ...added] } };
}

const PATH = /^\/(?:api|apis\/([^/]+))\/[^/]+(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/;

function locate(path: string) {
  const [, group = '', namespace = '', plural = '', name = '', subresource = ''] = PATH.exec(path) ?? [];
  const all: readonly Resource[] = Object.values(collections);
  const resource = all.find((candidate) => candidate.group === group && candidate.plural === plural);
  if (resource === undefined) throw new Error(`no collection at ${path}`);
  return { resource, namespace, name, subresource };
}
