import { isObject, type JsonObject, type KubeObject } from '../apimachinery/object.js';
import { packageOf } from '../apimachinery/scheme.js';
import { genericResponse, notAcceptable } from '../apimachinery/status.js';
import type { Verb } from './request-info.js';
import type { Response } from './request.js';
import { refuse, type Refusal } from './transaction.js';

/** What an object or a list can be shown as, besides itself. */
export type Form = 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';

const FORMS: readonly string[] = ['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'] satisfies Form[];
const VERSIONS = ['v1', 'v1beta1'];
const TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const STREAMS = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];

const AS_IT_IS = { form: undefined };

interface Clause {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** No media type that the server writes: go-restful's check, before anything else is looked at. */
export function unproducible(accept: string | undefined, verb: Verb): Refusal | undefined {
  if (accept === undefined || accept === '') return undefined;
  const clauses = accept.split(',').map(readClause);
  if (clauses.some(({ type }) => TYPES.some((served) => covers(type, served)))) return undefined;
  const types = verb === 'list' || verb === 'watch' ? [...TYPES, ...STREAMS] : TYPES;
  const message = `406: Not Acceptable\n\nAvailable representations: ${types.join(', ')}`;
  return refuse(genericResponse(406, 'NotAcceptable', message));
}

/**
 * What the Accept header asks for: undefined is the object itself. Follows NegotiateMediaTypeOptions
 * (apiserver/pkg/endpoints/handlers/negotiation).
 */
export function formOf(accept: string | undefined): { readonly form: Form | undefined } | Refusal {
  if (accept === undefined || accept === '') return AS_IT_IS;
  const clauses = accept.split(',').map(readClause);
  for (const { type, parameters } of clauses) {
    const served = TYPES.find((candidate) => covers(type, candidate));
    const as = parameters.get('as');
    if (served === undefined) continue;
    if (as === undefined && !parameters.has('g') && !parameters.has('v')) return { form: undefined };
    const known = parameters.get('g') === 'meta.k8s.io' && VERSIONS.includes(parameters.get('v') ?? '');
    if (known && isForm(as) && (as !== 'Table' || !served.endsWith('protobuf'))) return { form: as };
  }
  return refuse(notAcceptable(TYPES));
}

function isForm(text: string | undefined): text is Form {
  return text !== undefined && FORMS.includes(text);
}

function readClause(text: string): Clause {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = rest.map((part): [string, string] => {
    const [name = '', value = ''] = part.split('=');
    return [name, value];
  });
  return { type, parameters: new Map(parameters) };
}

function covers(asked: string, served: string): boolean {
  return asked === served || asked === '*/*' || asked === `${served.slice(0, served.indexOf('/'))}/*`;
}

const PARTIAL = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' };

/** The answer as metadata alone (asPartialObjectMetadata, asPartialObjectMetadataList). */
export function asMetadata(response: Response, form: Form): Response | Refusal {
  const body = isObject(response.body) ? response.body : {};
  const { items, metadata } = body;
  if (form === 'PartialObjectMetadata') {
    if (Array.isArray(items))
      return refuse(notAcceptableBecause(`you requested ${form}, but the requested object is a list`, body));
    return { ...response, body: { ...PARTIAL, metadata } };
  }
  if (!Array.isArray(items))
    return refuse(notAcceptableBecause(`you requested ${form}, but the requested object is not a list`, body));
  const partial = items.map((item: KubeObject): JsonObject => ({ ...PARTIAL, metadata: item.metadata }));
  // Go has no list then, not an empty one.
  const shown = partial.length === 0 ? null : partial;
  return { ...response, body: { ...PARTIAL, kind: 'PartialObjectMetadataList', metadata, items: shown } };
}

function notAcceptableBecause(why: string, { apiVersion, kind }: JsonObject) {
  const [group = ''] = String(apiVersion).split('/', 1);
  const own = String(apiVersion).includes('/') ? packageOf(group) : packageOf('');
  return { ...notAcceptable([]), message: `${why} (*${own}.${String(kind)})` };
}
