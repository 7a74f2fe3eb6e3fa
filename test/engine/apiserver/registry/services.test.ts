import fc from 'fast-check';
import t from 'tap';
import type { Service } from '../../../../engine/apis/generated/core.v1.js';
import { services } from '../../../../engine/apis/generated/resources.js';
import { BareServer } from '../../../support/bare-server.js';

const ports = [{ port: 80 }];
const service = (server: BareServer, name: string, spec: object) => server.create(services, name, { spec });
const patched = (server: BareServer, name: string, spec: object) => server.patch(services, name, { spec }).spec;
const refusedPatch = (server: BareServer, name: string, spec: object) => server.tryPatch(services, name, { spec });

t.test('a service gets an address of its own and upstream’s defaults', (t) => {
  const server = new BareServer();
  const { spec } = service(server, 'a', { ports: [{ port: 80, targetPort: 'http' }] });
  t.match(spec.clusterIP, /^10\.96\.\d+\.\d+$/);
  t.strictSame(spec, {
    ports: [{ protocol: 'TCP', port: 80, targetPort: 'http' }],
    clusterIP: spec.clusterIP,
    clusterIPs: [spec.clusterIP],
    type: 'ClusterIP',
    sessionAffinity: 'None',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    internalTrafficPolicy: 'Cluster',
  });
  t.end();
});

t.test('a headless service and an ExternalName have no address', (t) => {
  const server = new BareServer();
  t.match(service(server, 'headless', { clusterIP: 'None', selector: { a: 'b' } }).spec, {
    clusterIP: 'None',
    clusterIPs: ['None'],
  });
  const external = service(server, 'external', { type: 'ExternalName', externalName: 'example.com' }).spec;
  t.strictSame(external, { externalName: 'example.com', sessionAffinity: 'None', type: 'ExternalName' });
  t.end();
});

t.test('an address or a node port is given once, and again when it is free', (t) => {
  const server = new BareServer();
  service(server, 'a', { clusterIP: '10.96.50.50', type: 'NodePort', ports: [{ port: 80, nodePort: 30100 }] });
  t.equal(
    server.refusal(services, 'b', { spec: { ports, clusterIP: '10.96.50.50' } }),
    'Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.96.50.50"]: failed to allocate IP 10.96.50.50: provided IP is already allocated',
  );
  t.equal(
    server.refusal(services, 'b', { spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30100 }] } }),
    'Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 30100: provided port is already allocated',
  );
  t.match(
    server.refusal(services, 'b', { spec: { ports, clusterIP: '10.0.0.1' } }),
    /failed to allocate IP 10\.0\.0\.1: the provided network does not match the current range$/,
  );
  t.match(
    server.refusal(services, 'b', { spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 29999 }] } }),
    /spec\.ports\[0\]\.nodePort: Invalid value: 29999: provided port is not in the valid range\. The range of valid ports is 30000-32767/,
  );
  server.send('DELETE', '/api/v1/namespaces/default/services/a');
  const again = { clusterIP: '10.96.50.50', type: 'NodePort', ports: [{ port: 80, nodePort: 30100 }] };
  t.match(service(server, 'b', again).spec, again);
  t.end();
});

t.test('one node port serves two protocols', (t) => {
  const server = new BareServer();
  const both = (nodePort?: number) => [
    { name: 'tcp', port: 53, protocol: 'TCP', nodePort },
    { name: 'udp', port: 53, protocol: 'UDP', nodePort },
  ];
  t.match(service(server, 'a', { type: 'NodePort', ports: both(30053) }).spec, { ports: both(30053) });
  const [tcp, udp] = service(server, 'b', { type: 'NodePort', ports: both() }).spec.ports ?? [];
  t.ok(tcp?.nodePort !== undefined && tcp.nodePort >= 30000 && tcp.nodePort <= 32767);
  t.equal(tcp?.nodePort, udp?.nodePort);
  t.end();
});

t.test('services never share an address or a node port', (t) => {
  const kinds = fc.array(fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer'), { maxLength: 25 });
  fc.assert(
    fc.property(kinds, (types) => {
      const server = new BareServer();
      const made = types.map((type, i) => service(server, `s${i}`, { type, ports }));
      const distinct = (values: readonly unknown[]) => new Set(values).size === values.length;
      t.ok(distinct(made.map(({ spec }) => spec.clusterIP)));
      t.ok(distinct(made.flatMap(({ spec }) => (spec.type === 'ClusterIP' ? [] : [spec.ports?.[0]?.nodePort]))));
    }),
    { numRuns: 20 },
  );
  t.end();
});

t.test('a changed type brings its fields and takes them away', (t) => {
  const server = new BareServer();
  const { clusterIP } = service(server, 'a', { ports }).spec;
  const nodePort = patched(server, 'a', { type: 'NodePort' });
  t.match(nodePort, { clusterIP, externalTrafficPolicy: 'Cluster', ports: [{ nodePort: Number }] });
  const balanced = patched(server, 'a', { type: 'LoadBalancer', externalTrafficPolicy: 'Local' });
  t.match(balanced, { allocateLoadBalancerNodePorts: true, healthCheckNodePort: Number });
  t.equal(balanced.ports?.[0]?.nodePort, nodePort.ports?.[0]?.nodePort);
  server.patch(services, 'a', { status: { loadBalancer: { ingress: [{ ip: '5.6.7.8' }] } } }, 'status');
  const plain = server.patch<Service>(services, 'a', { spec: { type: 'ClusterIP' } });
  t.strictSame(plain.spec.ports, [{ protocol: 'TCP', port: 80, targetPort: 80 }]);
  for (const field of ['externalTrafficPolicy', 'healthCheckNodePort', 'allocateLoadBalancerNodePorts'])
    t.notOk(field in plain.spec, field);
  t.strictSame(plain.status, { loadBalancer: {} });
  const external = patched(server, 'a', { type: 'ExternalName', externalName: 'x.example.com' });
  for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'internalTrafficPolicy'])
    t.notOk(field in external, field);
  t.match(patched(server, 'a', { type: 'ClusterIP', externalName: null }), { clusterIP: /^10\.96\./ });
  t.end();
});

t.test('a port keeps its node port when an update leaves it out', (t) => {
  const server = new BareServer();
  service(server, 'a', { type: 'NodePort', ports: [{ port: 80, name: 'http', nodePort: 30100 }] });
  const replaced = patched(server, 'a', { ports: [{ port: 80, name: 'http', targetPort: 8080 }] });
  t.match(replaced.ports, [{ nodePort: 30100, targetPort: 8080 }]);
  t.end();
});

t.test('session affinity brings its timeout and takes it away', (t) => {
  const server = new BareServer();
  service(server, 'a', { ports });
  t.match(patched(server, 'a', { sessionAffinity: 'ClientIP' }), {
    sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } },
  });
  t.notOk('sessionAffinityConfig' in patched(server, 'a', { sessionAffinity: 'None' }));
  t.end();
});

t.test('what may not change once it is set stays', (t) => {
  const server = new BareServer();
  service(server, 'a', { ports, clusterIP: '10.96.1.1' });
  t.equal(
    refusedPatch(server, 'a', { clusterIP: 'None', clusterIPs: ['None'] }),
    'Service "a" is invalid: spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set',
  );
  patched(server, 'a', { type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 30200 });
  t.equal(
    refusedPatch(server, 'a', { healthCheckNodePort: 30201 }),
    'Service "a" is invalid: spec.healthCheckNodePort: Forbidden: field is immutable',
  );
  t.equal(
    refusedPatch(server, 'a', { loadBalancerClass: 'x.y/z' }),
    'Service "a" is invalid: spec.loadBalancerClass: Invalid value: "x.y/z": may not change once set',
  );
  t.end();
});

t.test('the families an address can be asked of', (t) => {
  const server = new BareServer();
  const refusal = (spec: object) => server.refusal(services, 'a', { spec: { ports, ...spec } });
  t.match(
    refusal({ ipFamilyPolicy: 'RequireDualStack' }),
    /spec\.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services/,
  );
  t.match(
    refusal({ ipFamilies: ['IPv6'] }),
    /spec\.ipFamilies\[0\]: Invalid value: "IPv6": not configured on this cluster/,
  );
  t.match(service(server, 'b', { ports, ipFamilyPolicy: 'PreferDualStack' }).spec, {
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'PreferDualStack',
  });
  t.end();
});
