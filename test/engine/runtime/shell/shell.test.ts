import t from 'tap';
import { fileTree } from '../../../../engine/runtime/shell/file-tree.js';
import { run } from '../../../../engine/runtime/shell/run.js';
import type { Surroundings } from '../../../../engine/runtime/shell/shell.js';

const FILES: Readonly<Record<string, string>> = {
  '/sys/fs/cgroup/cpu.max': '50000 100000\n',
  '/sys/fs/cgroup/cpu.stat': 'usage_usec 10\nnr_throttled 3\n',
  '/sys/fs/cgroup/a/memory.max': '1\n',
  '/sys/fs/cgroup/b/memory.max': '2\n',
  '/proc/meminfo': 'MemTotal:        2048 kB\nMemAvailable:    1024 kB\n',
  '/etc/hostname': 'web\n',
};

const around: Surroundings = {
  files: fileTree(new Map(Object.entries(FILES).map(([path, text]) => [path, () => text])), ['/sys/fs/cgroup']),
  env: { HOME: '/root', GREETING: 'hello  world', EMPTY: '' },
  cwd: '/sys/fs/cgroup',
  hostname: 'web',
  kernel: '6.12.0',
  cpus: 4,
};

function shown(argv: readonly string[], stdin = ''): string {
  const ran = run(argv, around, stdin);
  if (!ran.ok) return `not modelled: ${ran.error}`;
  const { exit, stdout, stderr } = ran.value;
  return [exit, stdout, ...(stderr === '' ? [] : [stderr])].join(' ');
}

t.test('commands do as busybox does', async (t) => {
  const rows: readonly [readonly string[], string][] = [
    [['cat', '/etc/hostname'], '0 web\n'],
    [['cat', 'cpu.max'], '0 50000 100000\n'],
    [['cat', '../../../etc/hostname'], '0 web\n'],
    [['/bin/cat', '/etc/hostname', 'cpu.max'], '0 web\n50000 100000\n'],
    [['ls'], '0 a\nb\ncpu.max\ncpu.stat\n'],
    [['ls', 'a', 'b'], '0 a:\nmemory.max\n\nb:\nmemory.max\n'],
    [['echo', '-n', 'a', 'b'], '0 a b'],
    [['echo', '$HOME'], '0 $HOME\n'],
    [['printenv', 'HOME', 'NONE'], '1 /root\n'],
    [['hostname'], '0 web\n'],
    [['uname', '-r'], '0 6.12.0\n'],
    [['nproc'], '0 4\n'],
    [['pwd'], '0 /sys/fs/cgroup\n'],
    [['false'], '1 '],
    [['head', '-n', '1', 'cpu.stat'], '0 usage_usec 10\n'],
    [['tail', '-1', 'cpu.stat'], '0 nr_throttled 3\n'],
    [['grep', '-c', '^nr', 'cpu.stat'], '0 1\n'],
    [['grep', 'nothing', 'cpu.stat'], '1 '],
    [['grep', '-v', 'nr', 'cpu.stat'], '0 usage_usec 10\n'],
    [['grep', 'a+b', 'cpu.stat'], '1 '],
    [['cut', '-d', ' ', '-f', '2', 'cpu.stat'], '0 10\n3\n'],
    [['wc', '-l', 'cpu.stat'], '0 2 cpu.stat\n'],
    [['seq', '2', '4'], '0 2\n3\n4\n'],
    [['test', '3', '-gt', '2'], '0 '],
    [['[', 'a', '=', 'b', ']'], '1 '],
    [['[', '-t', '0', ']'], '1 '],
  ];
  for (const [argv, expected] of rows) t.equal(shown(argv), expected, argv.join(' '));
});

t.test('scripts of them are read as a shell reads them', async (t) => {
  const rows: readonly [string, string][] = [
    ['echo $HOME "$GREETING" \'$HOME\'', '0 /root hello  world $HOME\n'],
    ['echo $GREETING', '0 hello world\n'],
    ['echo a$EMPTY"b"$EMPTY', '0 ab\n'],
    ['echo $EMPTY', '0 \n'],
    ['echo ${HOME}/x', '0 /root/x\n'],
    ['true && echo yes || echo no', '0 yes\n'],
    ['false && echo yes || echo no', '0 no\n'],
    ['false; echo $?', '0 1\n'],
    ['echo err >&2; exit 7', '7  err\n'],
    ['echo one; exit 3; echo two', '3 one\n'],
    ['cat cpu.stat | grep throttled | cut -d " " -f 2', '0 3\n'],
    ['seq 1 3000 | tail -1', '0 3000\n'],
    ['echo $(cat /etc/hostname)-$(nproc)', '0 web-4\n'],
    ['[ $(cat a/memory.max) -lt 2 ] && echo small', '0 small\n'],
    ['X=5; echo $X', '0 5\n'],
    ['cat */memory.max', '0 1\n2\n'],
    ['echo /sys/fs/cgroup/*/memory.max', '0 /sys/fs/cgroup/a/memory.max /sys/fs/cgroup/b/memory.max\n'],
    ['echo nothing/*', '0 nothing/*\n'],
    ['echo gone >/dev/null; echo err 2>/dev/null', '0 err\n'],
    ['wc -l < cpu.stat', '0 2\n'],
    ['# a comment\necho a # b', '0 a\n'],
    ['exec hostname', '0 web\n'],
    ['sh -c "echo \\$HOME"', '0 /root\n'],
    ['', '0 '],
  ];
  for (const [script, expected] of rows) t.equal(shown(['sh', '-c', script]), expected, script);
});

t.test('stdin goes to the first command that reads', async (t) => {
  t.equal(shown(['cat'], 'a\nb\n'), '0 a\nb\n');
  t.equal(shown(['sh', '-c', 'wc -l'], 'a\nb\nc\n'), '0 3\n');
  t.equal(shown(['sh'], 'echo from stdin'), '0 from stdin\n');
});

t.test('what is not modelled is told of by name, whatever comes after', async (t) => {
  const rows: readonly [readonly string[], string][] = [
    [['curl', 'http://web'], 'the command "curl"'],
    [['cat', '/etc/passwd'], 'the file /etc/passwd'],
    [['cat', '-v', 'cpu.max'], 'cat -v'],
    [['ls', '/'], 'the file /'],
    [['sh', '-c', 'echo a > /tmp/x'], 'writing to /tmp/x'],
    [['sh', '-c', 'top || true'], 'the command "top"'],
    [['sh', '-c', 'if true; then echo a; fi'], '"if" in shell scripts'],
    [['sh', '-c', 'sleep 1 & wait'], '"&" in shell scripts'],
    [['sh', '-c', 'echo `hostname`'], '"`" in shell scripts'],
    [['sh', '-c', 'echo $((1+1))'], '"$((" in shell scripts'],
    [['sh', '-c', 'echo ${HOME:-x}'], '"${" in shell scripts'],
    [['sh', '-c', "echo 'open"], '"\'" in shell scripts'],
    [['sh', 'script.sh'], 'sh script.sh'],
  ];
  for (const [argv, what] of rows) t.equal(shown(argv), `not modelled: ${what}`, argv.join(' '));
});
