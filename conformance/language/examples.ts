/** An example of each step, for the reference; a test checks that each is a valid step. */
export const examples: Readonly<Record<string, string>> = {
  apply: `
- apply: web.yaml
- apply:
    resource: { apiVersion: v1, kind: ConfigMap, metadata: { name: settings }, data: { level: debug } }
  as: { serviceAccount: deployer }
  expect: { reason: Forbidden }`,
  create: `
- create: { file: [namespace.yaml, web.yaml] }`,
  replace: `
- replace: { resource: { apiVersion: v1, kind: ConfigMap, metadata: { name: settings, resourceVersion: "1" } } }
  expect: { code: 409, reason: Conflict }`,
  patch: `
- patch: { for: deployment/web, patch: { spec: { paused: true } } }
- patch: { for: deployment/web, type: json, patch: [{ op: replace, path: /spec/replicas, value: 5 }] }`,
  delete: `
- delete: pod/web-0
- delete: { for: pods, selector: app=web, gracePeriod: 0s }`,
  scale: `
- scale: { for: deployment/web, replicas: 5 }`,
  evict: `
- evict: pod/web-0
  expect: { code: 429, message: disruption budget }`,
  kubectl: `
- kubectl: rollout undo deployment/web --to-revision=2
- kubectl: { command: edit deployment/web, edits: [{ find: "replicas: 1", replace: "replicas: 3" }] }
- kubectl: get pods -l app=web
  expect: { output: { matches: "web-.* +1/1 +Running" } }`,
  explain: `
- explain: { for: pod/web, fits: [], refuses: { node-1: TaintToleration }, change: { contains: remove the taint } }`,
  advance: `
- advance: 5m`,
  fork: `
- fork:
    branches:
      - name: the budget holds the second pod
        steps:
          - kubectl: delete pod web-0
          - assert: "pods('app=web').size() == 2"
      - name: without a budget both go
        steps:
          - delete: { for: poddisruptionbudgets, selector: app=web }
          - assert: "pods('app=web').size() == 0"`,
  settle: `
- settle: {}
- settle: { within: 10m }`,
  fault: `
- fault: { stop: node/node-1 }
- fault: { crash: kube-controller-manager }
- fault: { apiError: { verb: create, resource: pods, code: 500, times: 3 } }
- fault: { registry: down }
- fault: { heal: true }`,
  node: `
- node: { add: { count: 2, zone: b } }
- node: { drain: node-1, ignoreDaemonSets: true }
- node: { taint: node-1, taints: ["dedicated=db:NoSchedule"] }`,
  usage: `
- usage: { for: pod/web-0, container: app, cpu: 500m, memory: 200Mi }
- usage: { for: pods, selector: app=web, disk: 2Gi, volumes: { cache: 1Gi } }
- usage: { for: node/node-1, memory: 3Gi }`,
  exec: `
- exec: { for: pod/web-0, command: [cat, /sys/fs/cgroup/memory.max], expect: { output: { equals: "209715200\\n" } } }
- exec: { for: pods, selector: app=web, container: app, command: [sh, -c, "env | grep PORT"] }
- exec: { for: node/node-1, command: nproc }
- exec: { for: pod/web-0, command: "false", expect: { exit: 1 } }`,
  load: `
- load: { service: web, cpu: "2" }
- load: { selector: app=worker, cpu: 1500m, memory: 2Gi }
- load: { service: web, cpu: 0 }`,
  device: `
- device: { node: node-1, resource: nvidia.com/gpu, devices: [gpu-0, gpu-1] }
- device: { node: node-1, resource: nvidia.com/gpu, unhealthy: [gpu-1] }
- device: { node: node-1, resource: nvidia.com/gpu, plugin: stop }`,
  assert: `
- assert: "pods('app=web').all(p, p.ready)"
- assert:
    within: 1m
    resource:
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      status: { readyReplicas: 3 }
- assert: { for: pods, selector: app=web, count: 3 }`,
  wait: `
- wait: { for: deployment/web, condition: Available, within: 30s }
- wait: { for: pods, selector: app=web, jsonpath: "{.status.phase}=Running" }
- wait: { for: pod/web-0, delete: true }`,
  events: `
- events: { for: pods, selector: app=web, reason: BackOff, type: Warning, count: { min: 2 }, within: 1m }`,
  logs: `
- logs: { for: pod/web-0, container: web, contains: listening, within: 10s }`,
  snapshot: `
- snapshot: { file: golden/pods.txt, kubectl: get pods -o wide }`,
  always: `
- always: "deployment('web').status.availableReplicas >= 3"`,
  never: `
- never:
    resource: { apiVersion: v1, kind: Pod, metadata: { labels: { app: web } }, status: { phase: Failed } }`,
  eventually: `
- eventually: { cel: "pods('app=web').exists(p, p.ready)", within: 5m }`,
  until: `
- until: { hold: "pods('version=1').size() > 0", until: "pods('version=2').exists(p, p.ready)" }`,
  then: `
- then: ["pods('app=db').exists(p, p.ready)", "pods('app=web').exists(p, p.ready)"]`,
  whenever: `
- whenever: { when: "!nodes().all(n, n.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True'))", then: "nodes().exists(n, has(n.spec.taints))", within: 1m }`,
  steps: `
- steps:
    - scale: { for: deployment/web, replicas: 5 }
    - settle: {}`,
  intents: `
- intents: [noOscillation, { minAvailable: { selector: app=web, count: 3 } }, eventuallyStable]`,
  use: `
- use: { steps: roll out, with: { image: nginx:1.28 } }`,
  repeat: `
- repeat: { every: 1m, times: 5, steps: [{ apply: web.yaml }, { assert: "deployment('web').spec.replicas == 3" }] }`,
  try: `
- try:
    - wait: { for: deployment/web, rollout: true, within: 5m }
  catch:
    - kubectl: describe deployment web
  finally:
    - kubectl: delete deployment web`,
};
