import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { parseLabelSelector } from '../../../engine/apimachinery/labels.js';
import { quote } from '../../../engine/apimachinery/quote.js';
import type { Kubectl } from '../effect.js';
import { aggregate, fail, isFailure, type Failure } from '../failure.js';
import type { Session } from '../session.js';
import type { Choice, Source } from './builder.js';
import { isList, metadataOf, metaMap, withMetadata, type Info } from './info.js';
import { flattenInfo, readSource, type Read } from './manifests.js';
import { getInfo, listPages } from './requests.js';

/** What is done with each object; an error does not end the visit when the choice goes on after errors. */
export type Visit = (info: Info) => Kubectl<Failure | undefined>;

interface Shape {
  /** The choice means one object. */
  readonly single: boolean;
  readonly targetsSingleItems: boolean;
}

/** The objects that a choice found: resource.Result. They are read as they are visited. */
export class Found {
  constructor(
    private readonly session: Session | undefined,
    private readonly choice: Choice,
    private readonly sources: readonly Source[],
    readonly shape: Shape,
    readonly error?: Failure,
  ) {}

  static failed(error: Failure): Found {
    return new Found(undefined, {}, [], { single: false, targetsSingleItems: false }, error);
  }

  /** Whether objects were named, not selected. */
  get targetsSingleItems(): boolean {
    return this.shape.targetsSingleItems;
  }

  /** Every object, in order. Errors of several objects come as one. */
  *visit(visit: Visit): Kubectl<Failure | undefined> {
    const { session } = this;
    if (this.error !== undefined || session === undefined) return this.error;
    const errors: Failure[] = [];
    const sourceErrors: Failure[] = [];
    const goesOn = this.choice.continueOnError === true;
    for (const source of this.sources) {
      for (const read of yield* this.readAll(session, source)) {
        const isInfo = 'info' in read;
        const error = isInfo ? yield* this.handle(session, read.info, visit) : read.error;
        if (error === undefined) continue;
        if (!goesOn) return error;
        (isInfo || !read.end ? errors : sourceErrors).push(error);
      }
    }
    const late = aggregate(sourceErrors);
    const all = late === undefined ? errors : [...errors, late];
    return all.length === 1 ? all[0] : aggregate(all);
  }

  /** All objects at once, and the errors of those that could not be read. */
  *infos(): Kubectl<{ readonly infos: readonly Info[]; readonly error?: Failure }> {
    const infos: Info[] = [];
    const error = yield* this.visit(function* (info) {
      infos.push(info);
      return undefined;
    });
    return error === undefined ? { infos } : { infos, error };
  }

  private *readAll(session: Session, source: Source): Kubectl<readonly Read[]> {
    switch (source.type) {
      case 'object':
        return [{ info: source.info }];
      case 'list':
        return yield* this.readList(session, source);
      case 'file': {
        const reads = yield* readSource(session, source.file, this.choice);
        return this.choice.flatten === true ? yield* this.flattened(session, reads) : reads;
      }
    }
  }

  private *readList(
    session: Session,
    { mapping, namespace }: Extract<Source, { type: 'list' }>,
  ): Kubectl<readonly Read[]> {
    const { selector = '', fieldSelector = '', limit = 0, accept, query } = this.choice;
    const options = { selector: selector.trim(), fieldSelector: fieldSelector.trim(), limit, accept, query };
    const { pages, error } = yield* listPages(session, mapping, namespace, options);
    const reads = pages.map((object): Read => ({ info: { mapping, namespace, name: '', source: '', object } }));
    const flat = this.choice.flatten === true ? yield* this.flattened(session, reads) : reads;
    return error === undefined ? flat : [...flat, { error, end: true }];
  }

  private *flattened(session: Session, reads: readonly Read[]): Kubectl<readonly Read[]> {
    const out: Read[] = [];
    for (const read of reads) {
      if (!('info' in read)) {
        out.push(read);
        continue;
      }
      const { infos, errors } = yield* flattenInfo(session, read.info, this.choice.local === true);
      out.push(...infos.map((info) => ({ info })));
      // One aggregate for each list, within that of all that is visited.
      const aggregated = aggregate(errors);
      if (aggregated !== undefined) out.push({ error: aggregate([aggregated]) ?? aggregated, end: false });
    }
    return out;
  }

  /** Brings an object into its namespace, reads it if need be, and visits it. */
  private *handle(session: Session, read: Info, visit: Visit): Kubectl<Failure | undefined> {
    const placed = this.placed(session, read);
    if (isFailure(placed)) return placed;
    const info = yield* this.loaded(session, placed);
    if (isFailure(info)) return info;
    return this.isSelected(info) ? yield* visit(info) : undefined;
  }

  /** SetNamespace, RequireNamespace and FilterNamespace. */
  private placed(session: Session, info: Info): Info | Failure {
    if (this.choice.local === true) return info;
    if (!info.mapping.resource.namespaced) return { ...info, namespace: '', ...withoutNamespace(info.object) };
    if (info.source === '') return info;
    const { namespace } = session;
    if (info.namespace === '') return { ...info, namespace, ...inNamespace(info.object, namespace) };
    if (this.choice.enforceNamespace !== true || info.namespace === namespace) return info;
    return fail(
      `the namespace from the provided object ${quote(info.namespace)} does not match the namespace ${quote(namespace)}. ` +
        `You must pass '--namespace=${info.namespace}' to perform this operation.`,
    );
  }

  /** RetrieveLatest and RetrieveLazy. */
  private *loaded(session: Session, info: Info): Kubectl<Info | Failure> {
    const { latest = false, unread = false, local = false, accept, query } = this.choice;
    const isKnown = info.object !== undefined && !(latest && info.source !== '' && info.name !== '');
    if (local || isKnown || (unread && info.object === undefined)) return info;
    const object = yield* getInfo(session, info, { accept, query });
    return isFailure(object) ? object : { ...info, object };
  }

  private isSelected({ object, source }: Info): boolean {
    const { selector = '' } = this.choice;
    if (source === '' || selector.trim() === '') return true;
    const parsed = parseLabelSelector(selector.trim());
    return parsed.ok && parsed.value.matches(metaMap(object, 'labels'));
  }
}

function withoutNamespace(object: JsonObject | undefined): { readonly object?: JsonObject } {
  if (object === undefined || metadataOf(object)['namespace'] === undefined) return {};
  const { namespace: _gone, ...metadata } = metadataOf(object);
  return { object: { ...object, metadata } };
}

function inNamespace(object: JsonObject | undefined, namespace: string): { readonly object?: JsonObject } {
  return object === undefined || isList(object) || !isObject(object)
    ? {}
    : { object: withMetadata(object, { namespace }) };
}
