import t from 'tap';
import { createCluster, request, type Cluster, type Request } from '../../../engine/index.js';
import { kubectl } from '../../../conformance/kubectl/kubectl.js';

const CONFIG = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'default' },
  data: { colour: 'red' },
};

/** Runs a command with somebody at the editor; the config map's data afterwards. */
function run(argv: readonly string[], editor?: (text: string) => string) {
  let cluster: Cluster = createCluster({ without: ['kube-controller-manager', 'kube-scheduler'] });
  const send = (sent: Request) => {
    const done = request(cluster, sent, 'test');
    cluster = done.cluster;
    return done.response;
  };
  send({ type: 'request', method: 'POST', path: '/api/v1/namespaces/default/configmaps', body: CONFIG });
  const files = { read: () => undefined };
  const command = kubectl({ argv, files, namespace: 'default', now: 0, ...(editor === undefined ? {} : { editor }) });
  let turn = command.next();
  while (turn.done !== true) {
    if (turn.value.type !== 'request') throw new Error('edit does not wait');
    turn = command.next(send(turn.value.request));
  }
  const { body } = send({ type: 'request', method: 'GET', path: '/api/v1/namespaces/default/configmaps/settings' });
  return { ...turn.value, data: (body as typeof CONFIG).data };
}

t.test('kubectl edit sends what the editor changed', async (t) => {
  const rows: readonly {
    readonly name: string;
    readonly editor: (text: string) => string;
    readonly stdout?: string;
    readonly stderr?: string;
    readonly exit?: number;
    readonly colour?: string;
  }[] = [
    {
      name: 'a change',
      editor: (text) => text.replace('colour: red', 'colour: blue'),
      stdout: 'configmap/settings edited\n',
      colour: 'blue',
    },
    { name: 'no change', editor: (text) => text, stderr: 'Edit cancelled, no changes made.\n' },
    { name: 'only comments', editor: (text) => `# mine\n${text}`, stderr: 'Edit cancelled, no changes made.\n' },
    { name: 'nothing left', editor: () => '# nothing\n', stderr: 'Edit cancelled, saved file was empty.\n' },
    {
      name: 'another name',
      editor: (text) => text.replace('name: settings', 'name: other'),
      stderr: 'error: At least one of apiVersion, kind and name was changed\n',
      exit: 1,
    },
    {
      name: 'what the server refuses, twice',
      editor: (text) => text.replace('colour: red', 'a b: red'),
      stderr:
        'error: configmaps "settings" is invalid\n' +
        'A copy of your changes has been stored to "/tmp/kubectl-edit.yaml"\n' +
        'error: Edit cancelled, no valid changes were saved.\n',
      exit: 1,
    },
  ];
  for (const { name, editor, stdout = '', stderr = '', exit = 0, colour = 'red' } of rows) {
    const { data, ...outcome } = run(['edit', 'cm', 'settings'], editor);
    t.strictSame(outcome, { exit, stdout, stderr }, name);
    t.equal(data.colour, colour, name);
  }
});

t.test('the reasons of a refusal are in the text that is edited again', async (t) => {
  const seen: string[] = [];
  run(['edit', 'cm', 'settings'], (text) => {
    seen.push(text);
    return text.replace('colour: red', 'a b: red');
  });
  t.match(seen[1] ?? '', /# configmaps "settings" was not valid:\n# \* data\[a b\]: Invalid value: "a b"/);
});

t.test('without anybody at an editor, edit is refused by name', async (t) => {
  const { exit, stderr } = run(['edit', 'cm', 'settings']);
  t.equal(exit, 1);
  t.match(stderr, /kubectl edit needs somebody at an editor: not modelled/);
});
