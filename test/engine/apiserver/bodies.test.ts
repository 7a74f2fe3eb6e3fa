import t from 'tap';
import { createCluster, request, type Cluster, type Request } from '../../../engine/index.js';

const MAPS = '/api/v1/namespaces/default/configmaps';
const DEPLOYMENT = {
  metadata: { name: 'web' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'x' }] } },
  },
};

class Server {
  private cluster: Cluster = createCluster({ without: ['kube-controller-manager', 'kube-scheduler'] });

  send(method: Request['method'], path: string, body?: unknown, contentType?: string) {
    const sent: Request = {
      type: 'request',
      method,
      path,
      body,
      ...(contentType === undefined ? {} : { contentType }),
    };
    const { cluster, response } = request(this.cluster, sent, 'test');
    this.cluster = cluster;
    const warnings = (response.warnings ?? []).join('\n');
    return { code: response.code, text: JSON.stringify(response.body), warnings };
  }
}

t.test('bodies, kinds and methods that are refused', async (t) => {
  const server = new Server();
  server.send('POST', '/apis/apps/v1/namespaces/default/deployments', DEPLOYMENT);
  const scale = '/apis/apps/v1/namespaces/default/deployments/web/scale';
  const rows: readonly [Request['method'], path: string, body: unknown, code: number, text: string, type?: string][] = [
    ['POST', MAPS, '{', 400, "unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error"],
    ['POST', MAPS, '[]', 400, '(5b5d)'],
    ['POST', MAPS, '', 400, '(<empty>)'],
    [
      'POST',
      MAPS,
      { kind: 'Nope', apiVersion: 'v1' },
      400,
      'Nope in version \\"v1\\" cannot be handled as a ConfigMap',
    ],
    ['POST', MAPS, { kind: 'Secret', apiVersion: 'v1' }, 400, 'converting (v1.Secret) to (core.ConfigMap)'],
    ['POST', MAPS, '{}', 415, 'accepted media types include: application/json, application/yaml', 'text/plain'],
    ['POST', `${MAPS}/a`, {}, 405, 'the server does not allow this method'],
    ['POST', '/api/v1/configmaps', {}, 405, 'the server does not allow this method'],
    ['DELETE', `${MAPS}/a`, { gracePeriodSeconds: 'x' }, 400, 'DeleteOptions.gracePeriodSeconds of type int64'],
    ['PUT', scale, { metadata: { name: 'other' } }, 400, 'the name of the object (other) does not match'],
    ['PUT', scale, { metadata: { name: 'web' }, spec: {} }, 200, '"spec":{}'],
  ];
  for (const [method, path, body, code, text, type] of rows) {
    const answer = server.send(method, path, body, type);
    t.equal(answer.code, code, `${method} ${path} ${JSON.stringify(body)}`);
    t.ok(answer.text.includes(text), `${answer.text} has ${text}`);
  }
});

t.test('an owner is kept once', async (t) => {
  const server = new Server();
  const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' };
  const made = server.send('POST', MAPS, { metadata: { name: 'm', ownerReferences: [owner, owner] } });
  t.ok(made.text.includes(`"ownerReferences":[${JSON.stringify(owner)}]`), made.text);
  t.match(made.warnings, /contains duplicate entries; API server.*duplicate UID\(s\) observed: u$/);
  const patch = { metadata: { ownerReferences: [owner, { ...owner, uid: 'v' }, owner] } };
  const patched = server.send('PATCH', `${MAPS}/m`, patch, 'application/merge-patch+json');
  t.match(patched.warnings, /after mutating admission happens/);
  t.match(patched.text, /"uid":"u"}.*"uid":"v"}\]/);
});

t.test('keys that every object of JavaScript has are keys like others', (t) => {
  const server = new Server();
  const text = '{"metadata":{"name":"a"},"data":{"__proto__":"x","constructor":"y"}}';
  t.equal(server.send('POST', MAPS, text).code, 201);
  server.send('PATCH', `${MAPS}/a`, '{"data":{"__proto__":"z","toString":"w"}}', 'application/merge-patch+json');
  t.match(server.send('GET', `${MAPS}/a`).text, '"data":{"__proto__":"z","constructor":"y","toString":"w"}');
  t.end();
});
