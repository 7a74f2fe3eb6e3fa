import t from 'tap';
import { createCluster, request, type Cluster, type Request, type User } from '../../../engine/index.js';
import { attributesOf } from '../../../engine/apiserver/authorization/attributes.js';
import { missingRules } from '../../../engine/apiserver/authorization/covers.js';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const ALICE: User = { name: 'alice', groups: ['dev', 'system:authenticated'] };

class Server {
  private cluster: Cluster = createCluster({ without: ['kube-controller-manager', 'kube-scheduler'] });

  constructor() {
    const rules = [
      { apiGroups: [''], resources: ['pods', '*/status'], verbs: ['get', 'list'] },
      { apiGroups: [''], resources: ['secrets'], resourceNames: ['x'], verbs: ['get', 'list'] },
      { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'], verbs: ['create', 'patch'] },
    ];
    this.must('POST', `${RBAC}/namespaces/default/roles`, { metadata: { name: 'dev' }, rules });
    this.must('POST', `${RBAC}/namespaces/default/rolebindings`, binding('dev', 'Role', 'dev', 'Group', 'dev'));
    this.must('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'robot' } });
  }

  send(sent: Omit<Request, 'type'>): { readonly code: number; readonly message: string; readonly body: unknown } {
    const { cluster, response } = request(this.cluster, { type: 'request', ...sent }, 'test');
    this.cluster = cluster;
    const { body, code } = response;
    const message = typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : '';
    return { code, message, body };
  }

  private must(method: 'POST', path: string, body: unknown): void {
    const { code, message } = this.send({ method, path, body });
    if (code >= 400) throw new Error(message);
  }
}

function binding(name: string, kind: string, role: string, subjectKind: string, subject: string) {
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind, name: role };
  const subjects = [{ kind: subjectKind, apiGroup: 'rbac.authorization.k8s.io', name: subject }];
  return { metadata: { name }, roleRef, subjects };
}

t.test('a request becomes a question', async (t) => {
  const rows: readonly [method: Request['method'], path: string, expected: string, query?: Record<string, string>][] = [
    ['GET', '/api/v1/pods', 'list /pods  '],
    ['GET', '/api/v1/pods', 'watch /pods  ', { watch: '1' }],
    ['GET', '/api/v1/namespaces/shop/pods/a', 'get /pods shop a'],
    ['GET', '/api/v1/namespaces/shop/pods/a/log', 'get /pods/log shop a'],
    ['GET', '/api/v1/namespaces/shop/secrets', 'list /secrets shop x', { fieldSelector: 'metadata.name=x' }],
    ['GET', '/api/v1/namespaces/shop', 'get /namespaces shop shop'],
    ['PUT', '/api/v1/namespaces/shop/finalize', 'update /namespaces/finalize shop shop'],
    ['DELETE', '/apis/apps/v1/namespaces/shop/deployments', 'deletecollection apps/deployments shop '],
    ['PATCH', '/apis/apps/v1/namespaces/shop/deployments/web/scale', 'patch apps/deployments/scale shop web'],
    ['GET', '/apis', 'get path /apis'],
    ['GET', '/healthz', 'get path /healthz'],
  ];
  for (const [method, path, expected, query] of rows) {
    const sent: Request = { type: 'request', method, path, ...(query === undefined ? {} : { query }) };
    const asked = attributesOf(sent, ALICE);
    const { verb, group, resource, subresource, namespace, name } = asked;
    const what = `${group}/${resource}${subresource === '' ? '' : `/${subresource}`}`;
    const text = asked.path === '' ? `${verb} ${what} ${namespace} ${name}` : `${verb} path ${asked.path}`;
    t.equal(text, expected, `${method} ${path}`);
  }
});

t.test('what alice may do', async (t) => {
  const server = new Server();
  const rows: readonly [path: string, code: number, message?: string][] = [
    ['/api/v1/namespaces/default/pods', 200],
    ['/api/v1/namespaces/default/pods/none', 404],
    ['/api/v1/namespaces/default/secrets/x', 404],
    [
      '/api/v1/namespaces/default/secrets/y',
      403,
      'secrets "y" is forbidden: User "alice" cannot get resource "secrets"',
    ],
    ['/api/v1/pods', 403, 'cannot list resource "pods" in API group "" at the cluster scope'],
    ['/api/v1/namespaces/default/configmaps', 403, 'configmaps is forbidden: User "alice" cannot list'],
    ['/api/v1/namespaces/default/pods/none/log', 403, 'cannot get resource "pods/log"'],
    ['/api/v1/namespaces/default/pods/none/status', 404],
    ['/apis/nope/v1/things', 403, 'things.nope is forbidden'],
    ['/version', 200],
    ['/metrics', 403, 'forbidden: User "alice" cannot get path "/metrics"'],
  ];
  for (const [path, code, message = ''] of rows) {
    const answer = server.send({ method: 'GET', path, user: ALICE });
    t.equal(answer.code, code, path);
    t.ok(answer.message.includes(message), `${answer.message} has ${message}`);
  }
});

t.test('nobody grants what they do not hold', async (t) => {
  const server = new Server();
  const roles = `${RBAC}/namespaces/default/roles`;
  const bindings = `${RBAC}/namespaces/default/rolebindings`;
  const role = (verb: string) => ({
    metadata: { name: verb },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: [verb] }],
  });
  const rows: readonly [path: string, body: unknown, code: number, message?: string][] = [
    [roles, role('get'), 201],
    [roles, role('delete'), 403, 'not currently held:\n{APIGroups:[""], Resources:["pods"], Verbs:["delete"]}'],
    [bindings, binding('a', 'Role', 'get', 'User', 'bob'), 201],
    [
      bindings,
      binding('b', 'Role', 'none', 'User', 'bob'),
      404,
      'rolebindings.rbac.authorization.k8s.io "none" not found',
    ],
    [
      bindings,
      binding('c', 'ClusterRole', 'cluster-admin', 'User', 'bob'),
      403,
      'is attempting to grant RBAC permissions',
    ],
  ];
  for (const [path, body, code, message = ''] of rows) {
    const answer = server.send({ method: 'POST', path, body, user: ALICE });
    t.equal(answer.code, code, JSON.stringify(body));
    t.ok(answer.message.includes(message), `${answer.message} has ${message}`);
  }
});

t.test('missing rules are compact and sorted', async (t) => {
  const held = [{ verbs: ['get'], apiGroups: [''], resources: ['pods', '*/log'] }];
  const wanted = [
    { verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['pods', 'pods/log'] },
    { verbs: ['get'], nonResourceURLs: ['/a', '/b'] },
  ];
  t.strictSame(missingRules(held, wanted), [
    '{APIGroups:[""], Resources:["pods"], Verbs:["list" "watch"]}',
    '{APIGroups:[""], Resources:["pods/log"], Verbs:["list" "watch"]}',
    '{NonResourceURLs:["/a"], Verbs:["get"]}',
    '{NonResourceURLs:["/b"], Verbs:["get"]}',
  ]);
  t.strictSame(
    missingRules([{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], nonResourceURLs: ['*'] }], wanted),
    [],
  );
});

t.test('a token acts as its service account, until that is gone', async (t) => {
  const server = new Server();
  const path = '/api/v1/namespaces/default/serviceaccounts/robot';
  const granted = server.send({ method: 'POST', path: `${path}/token`, body: { spec: {} } });
  const { status } = granted.body as { readonly status: { readonly token: string } };
  const asRobot = { method: 'GET', path: '/api/v1/namespaces/default/pods', token: status.token } as const;
  t.match(server.send(asRobot).message, /User "system:serviceaccount:default:robot" cannot list resource "pods"/);
  t.equal(server.send({ ...asRobot, token: `${status.token}x` }).code, 401);
  const other = { method: 'POST', path: `${path}/token`, body: { spec: { audiences: ['vault'] } } } as const;
  const vault = server.send(other).body as { readonly status: { readonly token: string } };
  t.equal(server.send({ ...asRobot, token: vault.status.token }).code, 401, 'for another audience');
  t.match(server.send({ ...other, body: { spec: { expirationSeconds: 1 } } }).message, /less than 10 minutes/);
  server.send({ method: 'DELETE', path });
  t.equal(server.send(asRobot).code, 401, 'the account is gone');
});

t.test('impersonation', async (t) => {
  const server = new Server();
  const whoami = (headers: Readonly<Record<string, string>>, user?: User) => {
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
    const answer = server.send({ method: 'POST', path, body: {}, headers, ...(user === undefined ? {} : { user }) });
    const { status } = answer.body as { readonly status: { readonly userInfo?: unknown } };
    return answer.message === '' ? status.userInfo : answer.message;
  };
  t.strictSame(whoami({ 'Impersonate-User': 'zoe', 'Impersonate-Extra-Why': 'x' }), {
    username: 'zoe',
    groups: ['system:authenticated'],
    extra: { why: ['x'] },
  });
  t.strictSame(whoami({ 'Impersonate-User': 'system:serviceaccount:a:b' }), {
    username: 'system:serviceaccount:a:b',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:a', 'system:authenticated'],
  });
  t.equal(whoami({ 'Impersonate-Group': 'g' }), 'requested [{Group  g    }] without impersonating a user');
  t.match(whoami({ 'Impersonate-User': 'bob' }, ALICE), /User "alice" cannot impersonate resource "users"/);
});
