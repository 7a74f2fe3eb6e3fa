import t from 'tap';
import { createCluster, request, type Cluster } from '../../../engine/index.js';
import { decodeContinue, encodeContinue } from '../../../engine/apiserver/verbs/continue-token.js';

interface Answer {
  readonly code: number;
  readonly message: string | undefined;
  readonly kind: string;
  readonly names: readonly string[];
  readonly more: string | undefined;
}

/** A server with config maps 'a' to 'd', and what it answers. */
class Server {
  private cluster: Cluster = createCluster({ without: ['kube-controller-manager', 'kube-scheduler'] });

  constructor() {
    for (const name of ['a', 'b', 'c', 'd'])
      this.send('POST', '/api/v1/namespaces/default/configmaps', {}, { metadata: { name, labels: { name } } });
  }

  send(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    query: Readonly<Record<string, string>> = {},
    body?: unknown,
    accept?: string,
  ): Answer {
    const sent = { type: 'request', method, path, query, body, ...(accept === undefined ? {} : { accept }) } as const;
    const { cluster, response } = request(this.cluster, sent, 'test');
    this.cluster = cluster;
    const answered = response.body as {
      readonly kind: string;
      readonly message?: string;
      readonly metadata?: { readonly continue?: string };
      readonly items?: readonly { readonly metadata: { readonly name: string } }[];
    };
    return {
      code: response.code,
      message: answered.message,
      kind: answered.kind,
      names: (answered.items ?? []).map(({ metadata }) => metadata.name),
      more: answered.metadata?.continue,
    };
  }

  list(resource: string, query: Readonly<Record<string, string>>): Answer {
    return this.send('GET', `/api/v1/namespaces/default/${resource}`, query);
  }
}

t.test('what a list refuses', async (t) => {
  const server = new Server();
  const rows: readonly [query: Readonly<Record<string, string>>, code: number, message: string, resource?: string][] = [
    [{ limit: 'x' }, 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
    [{ continue: 'bad' }, 400, 'continue key is not valid: invalid character'],
    [{ resourceVersion: 'x' }, 400, 'invalid resource version: resourceVersion: Invalid value: "x"'],
    [{ resourceVersionMatch: 'Exact' }, 422, 'resourceVersionMatch is forbidden unless resourceVersion is provided'],
    [{ resourceVersion: '1', resourceVersionMatch: 'Odd' }, 422, 'supported values: "Exact", "NotOlderThan", ""'],
    [{ sendInitialEvents: 'true' }, 422, 'sendInitialEvents is forbidden for list'],
    [{ resourceVersion: '999999' }, 504, 'Timeout: Too large resource version: 999999'],
    [{ fieldSelector: 'data=x' }, 400, '"data" is not a known field selector: only "metadata.name"'],
    [{ fieldSelector: 'spec.odd=x' }, 400, 'field label not supported: spec.odd', 'pods'],
    [{ watch: '1', resourceVersionMatch: 'Exact' }, 422, 'forbidden for watch unless sendInitialEvents is provided'],
  ];
  for (const [query, code, message, resource = 'configmaps'] of rows) {
    const answer = server.list(resource, query);
    t.equal(answer.code, code, JSON.stringify(query));
    t.ok(answer.message?.includes(message), `${answer.message} has ${message}`);
  }
});

t.test('a continued list shows the state that it began with', async (t) => {
  const server = new Server();
  const first = server.list('configmaps', { limit: '2' });
  t.strictSame(first.names, ['a', 'b']);
  server.send('DELETE', '/api/v1/namespaces/default/configmaps/c');
  server.send('POST', '/api/v1/namespaces/default/configmaps', {}, { metadata: { name: 'cc' } });
  t.strictSame(server.list('configmaps', { limit: '2', continue: first.more ?? '' }).names, ['c', 'd']);
  t.strictSame(server.list('configmaps', {}).names, ['a', 'b', 'cc', 'd']);
});

t.test('continue tokens are read as they were written', async (t) => {
  for (const position of [
    { revision: 1, after: 'configmaps/default/a' },
    { revision: 4711, after: 'ü/ß' },
  ]) {
    const decoded = decodeContinue(encodeContinue(position));
    t.strictSame(decoded, { ok: true, value: position });
  }
  for (const token of ['!', 'a', 'e30', 'eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ']) t.notOk(decodeContinue(token).ok, token);
});

t.test('the Accept header chooses the form', async (t) => {
  const server = new Server();
  const form = (as: string): string => `application/json;as=${as};v=v1;g=meta.k8s.io`;
  const rows: readonly [path: string, accept: string, code: number, kind: string][] = [
    ['configmaps/a', '*/*', 200, 'ConfigMap'],
    ['configmaps/a', 'application/json', 200, 'ConfigMap'],
    ['configmaps/a', form('Table'), 200, 'Table'],
    ['configmaps/a', `${form('Odd')},application/json`, 200, 'ConfigMap'],
    ['configmaps/a', form('PartialObjectMetadata'), 200, 'PartialObjectMetadata'],
    ['configmaps', form('PartialObjectMetadataList'), 200, 'PartialObjectMetadataList'],
    ['configmaps', form('PartialObjectMetadata'), 406, 'Status'],
    ['configmaps/a', form('Odd'), 406, 'Status'],
    ['configmaps/a', 'text/html', 406, 'Status'],
  ];
  for (const [path, accept, code, kind] of rows) {
    const answer = server.send('GET', `/api/v1/namespaces/default/${path}`, {}, undefined, accept);
    t.strictSame([answer.code, answer.kind], [code, kind], `${path} as ${accept}`);
  }
});
