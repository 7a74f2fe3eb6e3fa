// The arrows of the house: who may import whom.
const below = {
  core: [],
  apimachinery: ['core', 'apis'],
  apis: ['core', 'apimachinery'],
  apiserver: ['core', 'apimachinery', 'apis'],
};
const upTo = (layer) => below[layer] ?? { client: ['core', 'apimachinery', 'apis', 'apiserver'] }[layer];

const layerRules = Object.entries({ ...below, client: upTo('client') }).map(([layer, allowed]) => ({
  name: `arrow-${layer}`,
  severity: 'error',
  comment: `engine/${layer} imports only ${allowed.join(', ') || 'itself'}`,
  from: { path: `^engine/${layer}/` },
  to: { path: '^engine/', pathNot: `^engine/(${[layer, ...allowed].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'engine-stands-alone',
      severity: 'error',
      from: { path: '^engine/' },
      to: { path: '^(conformance|cli|test)/' },
    },
    { name: 'engine-has-no-node', severity: 'error', from: { path: '^engine/' }, to: { dependencyTypes: ['core'] } },
    {
      name: 'conformance-has-no-cli',
      severity: 'error',
      from: { path: '^conformance/' },
      to: { path: '^(cli|test)/' },
    },
    {
      name: 'conformance-has-no-node',
      severity: 'error',
      from: { path: '^conformance/', pathNot: '^conformance/targets/' },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'cli-has-no-test', severity: 'error', from: { path: '^cli/' }, to: { path: '^test/' } },
    {
      name: 'controllers-are-siblings',
      severity: 'error',
      from: { path: '^engine/controllers/([^/]+)/' },
      to: { path: '^engine/controllers/([^/]+)/', pathNot: '^engine/controllers/($1|framework)/' },
    },
    {
      name: 'plugins-are-siblings',
      severity: 'error',
      from: { path: '^engine/scheduling/plugins/([^/]+)/' },
      to: { path: '^engine/scheduling/plugins/([^/]+)/', pathNot: '^engine/scheduling/plugins/$1/' },
    },
    {
      name: 'hosts-do-not-know-each-other',
      severity: 'error',
      from: { path: '^engine/(controllers|scheduling|kubelet|descheduler)/' },
      to: { path: '^engine/(controllers|scheduling|kubelet|descheduler|cluster)/', pathNot: '^engine/$1/' },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^(engine|conformance|cli)/', pathNot: '/generated/' },
      to: {},
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'], conditionNames: ['import', 'default'] },
  },
};
