import t from 'tap';
import { load, problemsOf, scenario } from '../files.js';

const POD = '{ apiVersion: v1, kind: Pod, metadata: { name: a } }';
const FILES = {
  'web.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c1 }\n---\napiVersion: v1\nkind: List\nitems: [{ apiVersion: v1, kind: ConfigMap, metadata: { name: c2 } }]\n',
  'all/b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: b }\n',
  'all/a.json': '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}',
  'all/README.md': 'not a manifest',
  'golden/pods.yaml': '- a\n',
};

/** The plan of one step, the first of a scenario. */
function planOf(step: string, spec = '') {
  const { scenarios, problems } = load({ 'x.yaml': scenario(step, spec), ...FILES });
  return { step: scenarios[0]?.steps[0], problems: problems.map(({ message }) => message) };
}

const DEPLOYMENT = { resource: { kind: 'Deployment', group: 'apps' }, namespace: 'default', name: 'web' };

const PLANS: readonly (readonly [step: string, plan: object])[] = [
  [
    '- apply: web.yaml',
    {
      type: 'apply',
      objects: [
        { object: { metadata: { name: 'c1' } }, source: { file: 'web.yaml', line: 1 } },
        { object: { metadata: { name: 'c2' } } },
      ],
      serverSide: false,
    },
  ],
  [
    '- apply: { file: all }',
    { objects: [{ object: { metadata: { name: 'a' } } }, { object: { metadata: { name: 'b' } } }] },
  ],
  [
    `- apply: { resource: ${POD}, serverSide: true, fieldManager: me, forceConflicts: true }`,
    { serverSide: true, fieldManager: 'me', forceConflicts: true, objects: [{ resource: { plural: 'pods' } }] },
  ],
  [
    `- create: { resources: [${POD}, ${POD}] }\n  as: jane\n  namespace: shop\n  expect: { code: 409, reason: AlreadyExists, message: exists }`,
    {
      type: 'create',
      namespace: 'shop',
      as: { name: 'jane', groups: ['system:authenticated'] },
      expect: { error: true, code: 409, reason: 'AlreadyExists', message: { type: 'contains', text: 'exists' } },
    },
  ],
  [
    `- replace: { resource: ${POD}, subresource: status }\n  as: { user: bot, groups: [ci] }`,
    { type: 'replace', subresource: 'status', as: { name: 'bot', groups: ['ci', 'system:authenticated'] } },
  ],
  [
    '- delete: pod/a\n  as: { serviceAccount: builder }',
    {
      type: 'delete',
      target: { name: 'a' },
      as: {
        name: 'system:serviceaccount:default:builder',
        groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
      },
    },
  ],
  [
    '- delete: { for: pods, selector: app=web, gracePeriod: 0, cascade: orphan, ignoreNotFound: true }',
    { target: { selector: 'app=web' }, gracePeriodSeconds: 0, cascade: 'orphan', ignoreNotFound: true },
  ],
  ['- delete: { file: web.yaml }', { objects: [{}, {}] }],
  [
    '- patch: { for: deploy/web, patch: { spec: { replicas: 3 } } }',
    { type: 'patch', target: DEPLOYMENT, patchType: 'strategic', patch: { spec: { replicas: 3 } } },
  ],
  [
    '- patch: { for: deployment/web, type: json, patch: [{ op: remove, path: /spec/paused }], subresource: scale }',
    { patchType: 'json', subresource: 'scale' },
  ],
  [
    '- scale: { for: statefulset/db, replicas: 0 }',
    { type: 'scale', target: { resource: { kind: 'StatefulSet' } }, replicas: 0 },
  ],
  [
    '- evict: pod/a\n  expect: { code: 429, reason: TooManyRequests }',
    { type: 'evict', expect: { code: 429, error: true } },
  ],
  ['- evict: { for: pods, selector: app=web, gracePeriod: 30s }', { gracePeriodSeconds: 30 }],
  [
    '- kubectl: get pods -l "app in (a, b)"\n  expect: { output: { matches: "^NAME" }, exit: 0 }',
    {
      type: 'kubectl',
      argv: ['get', 'pods', '-l', 'app in (a, b)'],
      expect: { error: false, exit: 0, output: { type: 'matches', pattern: '^NAME' } },
    },
  ],
  [
    '- kubectl: apply -f web.yaml --filename=all/',
    { files: { 'web.yaml': FILES['web.yaml'], 'all/a.json': FILES['all/a.json'], 'all/b.yaml': FILES['all/b.yaml'] } },
  ],
  ['- kubectl: create configmap c --from-file=key=web.yaml', { files: { 'web.yaml': FILES['web.yaml'] } }],
  [
    '- kubectl: { command: apply -f -, stdin: "x: 1" }\n  expect: { exit: 1 }',
    { stdin: 'x: 1', expect: { error: true, exit: 1 } },
  ],
  ['- advance: 1h30m\n  name: later', { type: 'advance', by: 5_400_000, name: 'later' }],
  ['- settle: {}', { type: 'settle', within: undefined }],
  ['- settle:\n  at: 90s', { type: 'settle', at: 90_000 }],
  ['- settle: { within: 10m }', { within: 600_000 }],
  ['- fault: { stop: node/node-1 }', { type: 'fault', fault: { type: 'node-stop', node: 'node-1' } }],
  ['- fault: { start: kube-scheduler }', { fault: { type: 'component-start', component: 'kube-scheduler' } }],
  ['- fault: { stop: kubelet/node-1 }', { fault: { type: 'component-stop', component: 'kubelet/node-1' } }],
  [
    '- fault: { crash: deployment-controller }',
    { fault: { type: 'component-crash', component: 'deployment-controller' } },
  ],
  [
    '- fault: { apiError: { verb: create, resource: pods/binding, code: 500, times: 2 } }',
    { fault: { type: 'api-error', match: { verb: 'create', resource: 'pods/binding' }, code: 500, times: 2 } },
  ],
  [
    '- fault: { apiDelay: { component: kube-scheduler, delay: 2s } }',
    { fault: { type: 'api-delay', match: { component: 'kube-scheduler' }, delay: 2000 } },
  ],
  ['- fault: { apiHeal: true }', { fault: { type: 'api-heal' } }],
  ['- fault: { staleWatch: kube-scheduler }', { fault: { type: 'watch-stale' } }],
  ['- fault: { resumeWatch: kube-scheduler }', { fault: { type: 'watch-resume' } }],
  ['- fault: { registry: down }', { fault: { type: 'registry-down' } }],
  [
    '- node: { add: { name: big, count: 2, zone: a, capacity: { cpu: 16 } } }',
    {
      type: 'node',
      action: {
        type: 'add',
        nodes: [
          { name: 'big-1', labels: { 'topology.kubernetes.io/zone': 'a' }, capacity: { cpu: '16' } },
          { name: 'big-2' },
        ],
      },
    },
  ],
  [
    '- node: { drain: node-1, ignoreDaemonSets: true, podSelector: app=web, timeout: 1m }\n  expect: { error: true }',
    {
      action: {
        type: 'drain',
        node: 'node-1',
        options: { ignoreDaemonSets: true, force: false, podSelector: 'app=web', timeout: 60_000 },
      },
      expect: { error: true },
    },
  ],
  [
    '- node: { taint: node-1, taints: ["dedicated=db:NoSchedule", { key: k, effect: NoExecute }] }',
    {
      action: {
        taints: [
          { key: 'dedicated', value: 'db', effect: 'NoSchedule' },
          { key: 'k', effect: 'NoExecute' },
        ],
      },
    },
  ],
  [
    '- node: { untaint: node-1, taints: [dedicated, "k:NoExecute"] }',
    { action: { taints: [{ key: 'dedicated' }, { key: 'k', effect: 'NoExecute' }] } },
  ],
  [
    '- node: { label: node-1, labels: { tier: db, old: null } }',
    { action: { type: 'label', labels: { tier: 'db', old: null } } },
  ],
  ['- node: { uncordon: node-1 }', { action: { type: 'uncordon', node: 'node-1' } }],
  [
    '- assert: "pods(\'app=web\').size() == 0"',
    { type: 'assert', within: 0, that: { type: 'cel', namespace: 'default' } },
  ],
  [
    '- assert: { cel: "pods().size() == 0", within: 5s, name: empty }\n  namespace: shop',
    { within: 5000, that: { name: 'empty', namespace: 'shop' } },
  ],
  [
    '- assert: { resource: { apiVersion: v1, kind: Pod, metadata: { labels: { app: web, tier: a } }, status: { phase: Running } }, match: all }',
    {
      that: {
        quantifier: { type: 'all' },
        select: { selector: 'app=web,tier=a' },
        positions: { 'status.phase': { line: 6 } },
      },
    },
  ],
  [
    '- assert: { resource: { apiVersion: v1, kind: Node, metadata: { name: node-1 } } }',
    { that: { quantifier: { type: 'any' }, select: { name: 'node-1', namespace: undefined } } },
  ],
  [
    '- assert: { for: pods, selector: app=web, count: 3 }',
    { that: { quantifier: { type: 'count', min: 3, max: 3 }, partial: {} } },
  ],
  [
    '- assert: { for: pods, count: { max: 2 }, namespace: "*" }',
    { that: { quantifier: { min: 0, max: 2 }, select: { namespace: undefined } } },
  ],
  ['- assert: { for: pod/a }', { that: { quantifier: { type: 'count', min: 1 }, select: { name: 'a' } } }],
  [
    '- wait: { for: deployment/web, condition: Available }',
    {
      type: 'wait',
      within: 30_000,
      target: DEPLOYMENT,
      until: { type: 'condition', condition: 'Available', value: 'True' },
    },
  ],
  [
    '- wait: { for: pods, selector: app=web, condition: Ready=False, within: 1m }',
    { within: 60_000, until: { value: 'False' } },
  ],
  [
    '- wait: { for: pod/a, jsonpath: "{.status.phase}=Running" }',
    { until: { type: 'jsonpath', path: '{.status.phase}', value: 'Running' } },
  ],
  [
    '- wait: { for: pod/a, jsonpath: { path: .status.podIP } }',
    { until: { type: 'jsonpath', path: '{.status.podIP}', value: undefined } },
  ],
  ['- wait: { for: pod/a, jsonpath: { path: "{.spec.replicas}", value: 3 } }', { until: { value: '3' } }],
  ['- wait: { for: pod/a, delete: true }', { until: { type: 'delete' } }],
  ['- wait: { for: pod/a, create: true }', { until: { type: 'create' } }],
  ['- wait: { for: deployment/web, rollout: true }', { until: { type: 'rollout' } }],
  [
    '- events: { for: pod/a, reason: BackOff, type: Warning, message: { contains: x }, count: { min: 2 }, within: 1m }',
    {
      type: 'events',
      reason: 'BackOff',
      eventType: 'Warning',
      message: { type: 'contains' },
      min: 2,
      max: undefined,
      within: 60_000,
    },
  ],
  ['- events: { for: pod/a, reason: BackOff, count: 0 }', { min: 0, max: 0 }],
  [
    '- logs: { for: pod/a, container: c, previous: true, contains: hello, absent: true }',
    { type: 'logs', container: 'c', previous: true, absent: true, text: { type: 'contains', text: 'hello' } },
  ],
  [
    '- snapshot: { file: golden/pods.yaml, for: pods, selector: app=web, ignore: [metadata.uid] }',
    { type: 'snapshot', golden: '- a\n', of: { type: 'objects', ignore: ['metadata.uid'] } },
  ],
  [
    '- snapshot: { file: golden/new.txt, kubectl: get pods }',
    { golden: undefined, of: { type: 'kubectl', argv: ['get', 'pods'] } },
  ],
  [
    '- always: ["pods().size() < 5", { resource: { apiVersion: v1, kind: Pod, status: { phase: Running } } }]',
    {
      type: 'watch',
      watches: [
        { type: 'always', that: { type: 'cel' } },
        { type: 'always', that: { quantifier: { type: 'all' } } },
      ],
    },
  ],
  [
    '- never: { resource: { apiVersion: v1, kind: Pod, status: { phase: Failed } }, allowEmpty: true }',
    { watches: [{ type: 'never', that: { quantifier: { type: 'any' }, allowEmpty: true } }] },
  ],
  ['- eventually: { cel: "pods().size() == 1", within: 1m }', { watches: [{ type: 'eventually', within: 60_000 }] }],
  [
    '- until: { hold: "pods().size() == 0", until: { for: pods, count: 1 }, within: 1m }',
    { watches: [{ type: 'until', within: 60_000 }] },
  ],
  [
    '- then: ["pods().size() == 1", { for: pods, count: 2 }]',
    { watches: [{ type: 'then', order: [{ type: 'cel' }, { type: 'resource' }] }] },
  ],
  [
    '- then: { order: ["pods().size() == 1", "pods().size() == 2"], within: 5m, name: grows }',
    { watches: [{ type: 'then', within: 300_000, name: 'grows' }] },
  ],
  [
    '- try:\n    - settle: {}\n  catch:\n    - kubectl: get pods\n  finally:\n    - advance: 1s',
    { type: 'try', try: [{ type: 'settle' }], catch: [{ type: 'kubectl' }], finally: [{ type: 'advance' }] },
  ],
];

for (const [step, plan] of PLANS) {
  t.test(`${step.split('\n')[0] ?? ''} is planned`, (t) => {
    const { step: planned, problems } = planOf(step);
    t.same(problems, []);
    t.match(planned, plan);
    t.match(planned, { source: { file: 'x.yaml', line: 6, column: 7 } });
    t.end();
  });
}

t.test('files that a command names keep the names that it uses', (t) => {
  const files = {
    'specs/deep/x.yaml': scenario('- kubectl: apply -f ../web.yaml -f ../all/'),
    'specs/web.yaml': 'a',
    'specs/all/b.yaml': 'b',
  };
  const { scenarios, problems } = load(files);
  t.same(problems, []);
  t.match(scenarios[0]?.steps[0], { files: { '../web.yaml': 'a', '../all/b.yaml': 'b' } });
  t.end();
});

const WRONG: readonly (readonly [step: string, problem: RegExp])[] = [
  ['- {}', /the step says not what to do/],
  ['- name: a', /the step says not what to do; write one of apply, create/],
  ['- apply: {}', /:6:14: there is nothing to write; give one of file, resource, resources/],
  [`- apply: { file: web.yaml, resource: ${POD} }`, /file and resource at once/],
  [
    '- apply: { file: web.yaml, forceConflicts: true }',
    /forceConflicts is for server-side apply; add serverSide: true/,
  ],
  ['- apply: { resource: { kind: Pod } }', /apiVersion is missing/],
  ['- apply: { resource: { apiVersion: v1, kind: Pdo } }', /no kind is called "Pdo"; did you mean "Pod"\?/],
  ['- apply: { file: /etc/hostname }', /leads out of the folder/],
  ['- delete: { selector: app=web }', /there is nothing to write/],
  ['- delete: pod/a/b', /"pod\/a\/b" is not kind\/name/],
  ['- delete: { for: pod/a, selector: app=web }', /a name and a selector at once/],
  ['- delete: pod/a\n  expect: { error: false, code: 403 }', /says that it succeeds, the rest that it fails/],
  ['- delete: { for: pod/a, gracePeriod: 500ms }', /a grace period is a whole number of seconds/],
  ['- delete: pod/a\n  expect: { exit: 1 }', /"exit" is not for API requests; write code/],
  ['- kubectl: get pods\n  expect: { code: 404 }', /"code" is not for kubectl commands/],
  ['- kubectl: get pods\n  expect: { output: { matches: "(" } }', /not a regular expression/],
  ['- kubectl: get "pods', /the quote " is not closed/],
  ['- kubectl: " "', /the command is empty/],
  ['- patch: { for: deployment/web, type: json, patch: { spec: {} } }', /a json patch is a list of operations/],
  ['- patch: { for: deployment/web, patch: [] }', /a strategic patch is a map/],
  ['- scale: { for: deployment/web, replicas: -1 }', /must be at least 0/],
  ['- evict: deployment/web', /only pods can be evicted, not deployments/],
  ['- advance: 0s', /no time passes/],
  ['- advance: -5s', /"-5s" is not a duration/],
  ['- settle: 5m', /the text "5m" does not fit here/],
  ['- fault: {}', /says nothing to do/],
  ['- fault: { stop: kube-scheduler, start: kube-scheduler }', /stop and start at once/],
  ['- node: { cordon: node-1, force: true }', /"force" is not for cordon; cordon has no options/],
  ['- node: { taint: node-1 }', /there are no taints/],
  ['- node: { taint: node-1, taints: [oops] }', /"oops" is not a taint; write key=value:NoSchedule/],
  ['- node: { cordon: node-1 }\n  as: jane', /a node step is done by the administrator/],
  ['- assert: {}', /"cel" is required in assert/],
  ['- assert: { for: pods }', /which pods\?/],
  ['- assert: { for: pods, count: { min: 0 } }', /every number is at least 0/],
  ['- assert: { for: pods, count: { min: 3, max: 2 } }', /no number is at least 3 and at most 2/],
  [`- assert: { resource: ${POD}, match: any, count: 2 }`, /match and count at once/],
  [
    '- assert: { resource: { apiVersion: v1, kind: Node, metadata: { name: n, namespace: x } } }',
    /Node has no namespace/,
  ],
  [
    '- assert: { resource: { apiVersion: v1, kind: Pod, spec: { containers: { name: a } } } }',
    /must be a list, not a map; write a list/,
  ],
  [
    '- assert: { resource: { apiVersion: v1, kind: Pod, spec: { priority: 1.5 } } }',
    /must be a whole number, not the number 1\.5/,
  ],
  [
    '- assert: { resource: { apiVersion: v1, kind: Pod, spec: { hostNetwork: "true" } } }',
    /must be true or false, not the text "true"; take the quotes away: true/,
  ],
  [
    '- assert: { resource: { apiVersion: v1, kind: Node, status: { capacity: { cpu: lots } } } }',
    /"lots" is not a quantity/,
  ],
  [
    '- assert: { resource: { apiVersion: v1, kind: Pod, metadata: { labels: { $contains: {}, a: b } } } }',
    /"\$contains" must stand alone/,
  ],
  ['- assert: { resource: { apiVersion: v1, kind: Pod, metadata: { labels: [a] } } }', /must be a map, not a list/],
  ['- wait: { for: pod/a }', /says not what to wait for; give one of condition/],
  ['- wait: { for: pod/a, delete: true, create: true }', /delete and create at once/],
  ['- wait: { for: pod/a, rollout: true }', /a Pod is not rolled out/],
  ['- wait: { for: pod/a, jsonpath: phase }', /this is no JSONPath/],
  ['- wait: { for: tokenreview/a, create: true }', /objects are not stored/],
  ['- events: { for: pod/a }', /says nothing of the events/],
  ['- logs: { for: pod/a }', /says not what the log must hold/],
  ['- logs: { for: deployment/web, contains: a }', /only pods have logs/],
  ['- snapshot: { file: a.yaml }', /says not what to compare/],
  ['- snapshot: { file: ../a.yaml, for: pods }', /leads out of the folder/],
  [`- never: { resource: ${POD}, match: none }`, /never none means: always some/],
  ['- then: ["pods().size() == 1"]', /must have at least 2|does not fit/],
  ['- try: []', /must not be empty/],
  ['- try: [{ settle: {} }]\n  chatch: []', /unknown field "chatch" beside try; did you mean "catch"\?/],
  ['- settle: {}\n  as: jane', /"as" is for steps that write, not for settle/],
  ["- assert: { cel: \"object('widget', 'a') == null\" }", /no kind is called "widget"/],
  [
    '- assert: { cel: "pods().exists(p, p.spec.containers.exists(c, c.imag == \'x\'))" }',
    /no field is called "imag" here; did you mean "image"\?/,
  ],
  ['- assert: { cel: "pods().map(p, p.status).all(s, s.phaze == \'x\')" }', /no field is called "phaze"/],
  ['- assert: { cel: "pods(\'=\').size() == 1" }', /is not a label selector/],
];

for (const [step, problem] of WRONG) {
  t.test(`${step.replaceAll('\n', ' ')} is refused`, (t) => {
    const problems = problemsOf({ 'x.yaml': scenario(step), ...FILES }, 'x.yaml');
    t.match(problems.join('\n'), problem);
    t.ok(problems.length <= 2, problems.join('\n'));
    t.end();
  });
}
