import type { KubeObject } from '../../engine/apimachinery/object.js';
import { groupVersion, resourcePath, type Resource } from '../../engine/apis/resource.js';
import type { Method, Response, User } from '../../engine/apiserver/request.js';
import { handle, newServer, type ApiServer } from '../../engine/apiserver/server.js';
import { EMPTY_STORE } from '../../engine/apiserver/store.js';
import { StoreView } from '../../engine/apiserver/store-view.js';
import { namespaces, serviceaccounts } from '../../engine/apis/generated/resources.js';

type Fields = Readonly<Record<string, unknown>>;

/** An API server with the namespace 'default' and its service account, and nothing that acts on its own. */
export class BareServer {
  server: ApiServer = newServer(EMPTY_STORE, 1);
  now = 60_000;
  warnings: readonly string[] = [];

  constructor() {
    this.create(namespaces, 'default', {});
    this.create(serviceaccounts, 'default', {});
  }

  get view(): StoreView {
    return new StoreView(this.server.store);
  }

  send(
    method: Method,
    path: string,
    body?: unknown,
    options: { query?: Record<string, string>; contentType?: string; user?: User } = {},
  ): Response {
    const { server, response } = handle(this.server, { type: 'request', method, path, body, ...options }, this.now);
    this.server = server;
    this.warnings = response.warnings ?? [];
    return response;
  }

  /** The object as it is created, or the message of the refusal. */
  try<T extends KubeObject>(resource: Resource<T>, name: string, fields: Fields): T | string {
    return answer<T>(this.send('POST', resourcePath(resource, 'default'), manifest(resource, name, fields)));
  }

  create<T extends KubeObject>(resource: Resource<T>, name: string, fields: Fields): T {
    return sure(this.try(resource, name, fields));
  }

  /** The message of the refusal. */
  refusal(resource: Resource, name: string, fields: Fields): string {
    const answer = this.try(resource, name, fields);
    if (typeof answer === 'string') return answer;
    throw new Error(`${resource.plural}/${name} was created`);
  }

  tryPatch<T extends KubeObject>(resource: Resource<T>, name: string, patch: Fields, subresource = ''): T | string {
    const path = resourcePath(resource, 'default', name, subresource);
    return answer<T>(this.send('PATCH', path, patch, { contentType: 'application/merge-patch+json' }));
  }

  patch<T extends KubeObject>(resource: Resource<T>, name: string, patch: Fields, subresource = ''): T {
    return sure(this.tryPatch(resource, name, patch, subresource));
  }

  get<T extends KubeObject>(resource: Resource<T>, name: string): T | undefined {
    return this.view.get(resource, resource.namespaced ? 'default' : '', name);
  }
}

function manifest(resource: Resource, name: string, { metadata, ...fields }: Fields): Fields {
  const meta = typeof metadata === 'object' ? metadata : {};
  return { apiVersion: groupVersion(resource), kind: resource.kind, metadata: { name, ...meta }, ...fields };
}

function answer<T extends KubeObject>({ code, body }: Response): T | string {
  return code < 300 ? (body as T) : (body as { readonly message: string }).message;
}

function sure<T>(answer: T | string): T {
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
}
