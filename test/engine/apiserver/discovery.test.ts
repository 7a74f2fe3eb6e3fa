import t from 'tap';
import { createCluster, request, type Request } from '../../../engine/index.js';

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

function answer(sent: Omit<Request, 'type'>): { readonly code: number; readonly text: string } {
  const cluster = createCluster({ without: ['kube-controller-manager', 'kube-scheduler'] });
  const { code, body } = request(cluster, { type: 'request', ...sent }, 'test').response;
  return { code, text: typeof body === 'string' ? body : JSON.stringify(body) };
}

t.test('what a server says of itself', async (t) => {
  const rows: readonly [path: string, accept: string, code: number, text: string][] = [
    ['/api', AGGREGATED, 200, '"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2"'],
    [
      '/api',
      AGGREGATED,
      200,
      '{"subresource":"eviction","responseKind":{"group":"policy","version":"v1","kind":"Eviction"}',
    ],
    ['/apis', AGGREGATED, 200, '"resource":"deployments"'],
    ['/apis', 'application/json', 200, '"kind":"APIGroupList"'],
    ['/apis/apps/v1', 'application/json', 200, '"kind":"APIResourceList"'],
    ['/readyz/ping', '*/*', 200, 'ok'],
    ['/healthz/nope', '*/*', 404, '404 page not found'],
    ['/openapi/v3/apis/apps/v1', '*/*', 200, '"$ref":"#/components/schemas/io.k8s.api.apps.v1.DeploymentSpec"'],
    ['/openapi/v3/apis/nope/v1', '*/*', 404, ''],
    ['/openapi/v2', '*/*', 200, '"$ref":"#/definitions/io.k8s.api.core.v1.PodSpec"'],
  ];
  for (const [path, accept, code, text] of rows) {
    const found = answer({ method: 'GET', path, accept });
    t.equal(found.code, code, path);
    t.ok(found.text.includes(text), `${path} has ${text}`);
  }
});

t.test('a Binding is about the pod that it names', async (t) => {
  const target = { kind: 'Node', name: 'n1' };
  const rows: readonly [path: string, body: object, code: number, text: string][] = [
    ['bindings', { metadata: { name: 'none' }, target }, 404, 'pods \\"none\\" not found'],
    ['pods/none/binding', { target }, 400, 'name in URL does not match name in Binding object'],
    ['pods/none/binding', { metadata: { name: 'none' }, target }, 404, 'pods \\"none\\" not found'],
  ];
  for (const [path, body, code, text] of rows) {
    const found = answer({ method: 'POST', path: `/api/v1/namespaces/default/${path}`, body });
    t.equal(found.code, code, path);
    t.ok(found.text.includes(text), found.text);
  }
});
