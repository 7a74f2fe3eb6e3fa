import type { Managed } from '../apimachinery/managed-fields/managed.js';
import type { KubeObject } from '../apimachinery/object.js';
import type { Resource } from '../apis/resource.js';
import type { Millis } from '../core/time.js';
import type { Dice } from '../core/rng.js';
import { note, noteSame, type ClientWrite } from './managed-fields/journal.js';
import { managerOf } from './managed-fields/manager-name.js';
import { put, remove, storageKey, type Store } from './store.js';
import { StoreView } from './store-view.js';
import type { RequestContext } from './registry/strategy.js';
import { ADMIN, type Request, type Status, type User } from './request.js';
import type { WatchEvent } from './watch-event.js';

/** Why a request is refused; the Status is the body of the answer. */
export interface Refusal {
  readonly refused: Status;
}

export function refuse(status: Status): Refusal {
  return { refused: status };
}

export function isRefusal<T extends object>(value: T | Refusal): value is Refusal;
export function isRefusal({ refused }: Partial<Refusal>): boolean {
  return refused !== undefined;
}

/** The length of one request: it starts from a store, collects what the request changes and is thrown away. */
export class Transaction {
  readonly events: WatchEvent[] = [];
  readonly warnings: string[] = [];
  /** What the body was decoded to, when that is as objects are stored: nothing of it need be put in order again. */
  read: KubeObject | undefined;
  readonly user: User;
  private isDry: boolean;
  private current: Store;
  private known: { readonly of: Store; readonly context: RequestContext } | undefined;

  constructor(
    store: Store,
    readonly dice: Dice,
    readonly now: Millis,
    readonly request: Request,
    /** Whether anybody reads the warnings of strategies, which take long to find: components do not. */
    readonly isHeard = true,
    /** What speaks to the server: 'kubelet', 'kubectl'. */
    private readonly agent = '',
    /** Whether account is kept of who manages which fields. */
    readonly tracksManagers = false,
  ) {
    this.current = store;
    this.user = request.user ?? ADMIN;
    this.isDry = request.query?.['dryRun'] === 'All';
  }

  get store(): Store {
    return this.current;
  }

  get view(): StoreView {
    return new StoreView(this.current);
  }

  /** Asked for many times in a request: the same one until something is written. */
  get context(): RequestContext {
    if (this.known?.of !== this.current) {
      const { now, user, dice, dryRun, isHeard } = this;
      this.known = {
        of: this.current,
        context: { now, user, dice, dryRun, trusted: !isHeard, store: this.view },
      };
    }
    return this.known.context;
  }

  /** Nothing is written from now on, or it is after all: for a request that says in its body what its query does not. */
  runDry(dryRun: boolean): void {
    if (dryRun === this.isDry) return;
    this.isDry = dryRun;
    this.known = undefined;
  }

  get dryRun(): boolean {
    return this.isDry;
  }

  /** Whose the fields are that the request writes. */
  get manager(): string {
    return managerOf(this.request, this.agent);
  }

  /** The request as a write of an object, for those who manage its fields; undefined when nobody keeps account of them. */
  written({ served, subresource, live, sent }: Omit<ClientWrite, 'manager' | 'now'>): ClientWrite | undefined {
    if (!this.tracksManagers) return undefined;
    const { manager, now } = this;
    return { served, subresource, manager, now, live, sent };
  }

  /**
   * Writes, unless this is a dry run; gives the object as stored.
   * @param how the client's write that it is, or who manages the object then; absent: who managed it before
   */
  put<T extends KubeObject>(resource: Resource<T>, object: T, how?: Managed | ClientWrite): T {
    if (this.isDry) return this.noted(object, how, this.tracksManagers ? this.stored(resource, object) : undefined);
    const { store, event } = put(this.current, resource, object);
    this.current = store;
    this.events.push(event);
    return this.noted(event.object, how, event.type === 'MODIFIED' ? event.old : undefined);
  }

  /** Removes, unless this is a dry run; gives the last state. */
  remove<T extends KubeObject>(resource: Resource<T>, object: T): T {
    const old = this.tracksManagers ? this.stored(resource, object) : undefined;
    if (this.isDry) return this.noted(object, undefined, old);
    const { store, event } = remove(this.current, resource, object);
    this.current = store;
    this.events.push(event);
    return this.noted(event.object, undefined, old);
  }

  private stored(resource: Resource, { metadata: { namespace = '', name } }: KubeObject): KubeObject | undefined {
    return this.current.objects.get(storageKey(resource, namespace, name));
  }

  private noted<T extends KubeObject>(
    object: T,
    how: Managed | ClientWrite | undefined,
    old: KubeObject | undefined,
  ): T {
    if (!this.tracksManagers) return object;
    if (how === undefined) noteSame(object, old);
    else note(object, how);
    return object;
  }
}
