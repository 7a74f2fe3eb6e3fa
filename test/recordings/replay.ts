import { stringify } from 'yaml';
import type { Request, Response } from '../../engine/index.js';
import type { Pod } from '../../engine/apis/generated/core.v1.js';
import { kubectl } from '../../conformance/kubectl/kubectl.js';
import type { Files, Passed } from '../../conformance/kubectl/effect.js';
import { dump } from './dump.js';
import { capacityOf, nodeStatus, postNode, removePod, type Outcome } from './hand.js';
import { dig, isMap, NormalForm } from './normal-form.js';
import type { JsonMap, RecordedStep, RecordedWait, Recording } from './recording.js';
import { splitWords } from './words.js';
import { TOKENS, World } from './world.js';

const SERVER = 'https://127.0.0.1:6443';
/** What a real command or request takes, so that controllers come in between as they do there. */
const KUBECTL_MILLIS = 40;
const REQUEST_MILLIS = 8;
const START_MILLIS = 500;
const APPLY = 'application/apply-patch+yaml';

/** Plays a recording's steps against a simulated cluster, as oracle's recorder played them against a real one. */
export class Replay {
  private readonly normal = new NormalForm(SERVER);
  private readonly world: World;
  private readonly namespace: string;
  private variables: Readonly<Record<string, unknown>> = {};

  constructor(private readonly recording: Recording) {
    this.world = new World(recording, this.normal);
    this.namespace = recording.namespace ?? 'default';
    this.world.runUntil(START_MILLIS);
  }

  /** What is seen at each step, in normal form. */
  *run(): Iterable<JsonMap> {
    for (const step of this.recording.steps) {
      const filled = this.fill(step) as RecordedStep;
      const saw = this.play(filled);
      yield JSON.parse(JSON.stringify(step.replace === undefined ? saw : swap(saw, step.replace))) as JsonMap;
    }
  }

  private play(step: RecordedStep): JsonMap {
    if (step.request !== undefined) return this.request(step.request, step);
    if (step.kubectl !== undefined) return this.kubectl(step.kubectl, step);
    if (step.nodes !== undefined) return this.nodes(step);
    if (step.node !== undefined) return this.node(step.node, step);
    if (step.pods !== undefined) return this.pods(step.pods, step);
    if (step.finish !== undefined) return this.finish(step.finish, step);
    if (step.kubelet !== undefined) {
      this.world.kubelet = step.kubelet;
      return this.settle(step);
    }
    if (step.sleep !== undefined) return this.pass(step.sleep);
    if (step.wait !== undefined) return this.waits(step.wait);
    if (step.dump !== undefined) return { objects: dump(step, (path) => this.get(path), this.normal, this.namespace) };
    if ('events' in step) return this.events(step);
    if ('quiet' in step) {
      this.world.quiet((step.quiet ?? 0) === 0 ? 1_200 : (step.quiet ?? 1.2) * 1_000);
      return {};
    }
    return { error: `a step of a kind that is not replayed: ${Object.keys(step)[0]}` };
  }

  private pass(seconds: number): JsonMap {
    this.world.runUntil(this.world.now + seconds * 1_000);
    return {};
  }

  private settle(step: RecordedStep): JsonMap {
    this.world.quiet((step.settle ?? 1) * 1_000);
    return {};
  }

  private fill(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.fill(item));
    if (isMap(value))
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, key === 'saw' ? item : this.fill(item)]),
      );
    if (typeof value !== 'string') return value;
    return value.replace(/\$\{(\w+)\}/g, (whole, name: string) =>
      name in this.variables ? String(this.variables[name]) : whole,
    );
  }

  private get(path: string): unknown {
    return this.world.send(parseRequest('GET', path)).body;
  }

  private request(line: string, step: RecordedStep): JsonMap {
    const [method = 'GET', rest = ''] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)];
    const path = rest.replaceAll('$NS', this.namespace);
    // The recorder says the type of a body, if there is one.
    const patch = method === 'PATCH' ? 'application/merge-patch+json' : undefined;
    const contentType = step.body === undefined ? undefined : (step.contentType ?? patch);
    const { header } = step;
    const token = step.as ?? 'admin';
    const request: Request = {
      ...parseRequest(method, path),
      ...(step.body === undefined ? {} : { body: contentType === APPLY ? dumped(step.body) : step.body }),
      ...(contentType === undefined ? {} : { contentType }),
      ...(step.accept === undefined ? {} : { accept: step.accept }),
      headers: { 'User-Agent': 'python-requests/2', ...header },
      token,
      managedFields: true,
    };
    const response = this.world.send(request);
    if (step.save !== undefined)
      this.variables = {
        ...this.variables,
        ...Object.fromEntries(Object.entries(step.save).map(([name, at]) => [name, dig(response.body, at)])),
      };
    this.world.runUntil(this.world.now + REQUEST_MILLIS + (step.pause ?? 0) * 1_000);
    return this.answer(response, path, step);
  }

  private answer(response: Response, path: string, step: RecordedStep): JsonMap {
    // The recorder reads what a watch answers line by line.
    const isWatched = path.includes('watch=1') && response.code < 400;
    const isStream = isMap(response.body) && 'events' in response.body;
    const raw = isStream ? response.body['events'] : isWatched ? [response.body] : response.body;
    const body = this.normal.value(raw, step.managed === true);
    const kept =
      step.keep === undefined || step.keep.length === 0
        ? body
        : Object.fromEntries(step.keep.map((at) => [at, dig(body, at)]));
    const warnings = (response.warnings ?? []).map((text) => `299 - ${JSON.stringify(text)}`).join(', ');
    return {
      status: response.code,
      body: kept,
      ...(step.warnings === true ? { warnings: this.normal.text(warnings) } : {}),
    };
  }

  private kubectl(line: string, step: RecordedStep): JsonMap {
    const limit = this.world.now + (step.timeout ?? 60) * 1_000;
    const user = TOKENS[step.as ?? 'admin'];
    const command = kubectl({
      argv: ['-n', this.namespace, ...splitWords(line.replaceAll('$NS', this.namespace))],
      stdin: inputText(step.stdin),
      files: filesOf(step.files ?? {}),
      namespace: this.namespace,
      now: this.world.now,
      server: SERVER,
      ...(step.editor === undefined ? {} : { editor: editorOf(step.editor) }),
      ...(user === undefined ? {} : { user }),
    });
    this.world.runUntil(this.world.now + KUBECTL_MILLIS);
    let turn = command.next();
    while (turn.done !== true) {
      if (this.world.now > limit) return { timeout: true };
      turn = command.next(
        turn.value.type === 'request' ? this.sendNow(turn.value.request) : this.letPass(turn.value.atMost, limit),
      );
    }
    const { exit, stdout, stderr } = turn.value;
    this.world.runUntil(this.world.now + REQUEST_MILLIS);
    if (step.json === true && exit === 0) return { exit: 0, body: this.normal.value(JSON.parse(stdout)) };
    return { exit, stdout: this.normal.console(stdout), stderr: this.normal.console(stderr) };
  }

  private sendNow(request: Request): Response {
    const response = this.world.send(request, 'kubectl');
    return response;
  }

  private letPass(atMost: number, limit: number): Response {
    const until = Math.min(this.world.now + atMost, limit + 1);
    const turned = this.world.turn(until);
    if (!turned) this.world.runUntil(until);
    const passed: Passed = { now: this.world.now, idle: false };
    return { code: 200, body: passed };
  }

  private nodes(step: RecordedStep): JsonMap {
    for (const node of step.nodes ?? []) {
      this.world.send(postNode(node));
      this.world.nodes.push(node.name);
      this.world.send(nodeStatus(node.name, 'ready', this.world.now, capacityOf(node), node.images));
    }
    return this.settle(step);
  }

  private node(name: string, step: RecordedStep): JsonMap {
    if (step.to === 'dead') this.world.dead.add(name);
    else {
      this.world.dead.delete(name);
      this.world.send(nodeStatus(name, step.to ?? 'ready', this.world.now));
    }
    return this.settle(step);
  }

  private pods(selector: string, step: RecordedStep): JsonMap {
    const to = (step.to ?? 'ready') as Outcome;
    const due = this.world
      .pods(this.namespace, selector)
      .filter((pod) => pod.metadata.deletionTimestamp === undefined && isDue(pod, to));
    const todo = due.slice(0, step.count ?? due.length);
    for (const pod of todo) {
      this.world.setPod(pod, to, step.exit);
      this.world.runUntil(this.world.now + REQUEST_MILLIS);
    }
    return { changed: todo.length, ...this.settle(step) };
  }

  private finish(selector: string, step: RecordedStep): JsonMap {
    const going = this.world
      .pods(this.namespace, selector)
      .filter((pod) => pod.metadata.deletionTimestamp !== undefined);
    const gone = going.slice(0, step.count ?? going.length);
    for (const pod of gone) {
      this.world.send(removePod(pod));
      this.world.runUntil(this.world.now + REQUEST_MILLIS);
    }
    return { removed: gone.length, ...this.settle(step) };
  }

  private waits(wait: RecordedWait | readonly RecordedWait[]): JsonMap {
    return Array.isArray(wait)
      ? { waits: wait.map((one: RecordedWait) => this.wait(one)) }
      : this.wait(wait as RecordedWait);
  }

  private wait(wait: RecordedWait): JsonMap {
    const path = (wait.get ?? `/api/v1/namespaces/${this.namespace}/pods/${wait.pod}`).replaceAll(
      '$NS',
      this.namespace,
    );
    const until = this.world.now + (wait.within ?? 30) * 1_000;
    let value: unknown = null;
    while (this.world.now < until) {
      value = dig(this.get(path), wait.for);
      if (isMet(wait, value)) return { met: true };
      this.world.runUntil(this.world.now + 100);
    }
    return { met: false, was: this.normal.value(value) };
  }

  private events(step: RecordedStep): JsonMap {
    const body = this.get(`/api/v1/namespaces/${this.namespace}/events`);
    const items = isMap(body) && Array.isArray(body['items']) ? (body['items'] as JsonMap[]) : [];
    const seen = new Map<string, number>();
    for (const event of items) {
      const message = textOf(event['message']).replace(/\(x\d+ over.*/, '');
      if (step.events?.drop !== undefined && new RegExp(step.events.drop).test(message)) continue;
      const object = isMap(event['involvedObject']) ? event['involvedObject'] : {};
      const key = `${String(object['kind'])}/${this.normal.text(textOf(object['name']))} ${String(event['type'])} ${String(event['reason'])}: ${this.normal.text(message)}`;
      const count = Number(event['count'] ?? 0) || Number(dig(event, 'series.count') ?? 0) || 1;
      seen.set(key, (seen.get(key) ?? 0) + count);
    }
    const keys = [...seen.keys()]
      .filter((key) => !key.startsWith('Node/') && !key.startsWith('Service/kubernetes '))
      .sort((a, b) => (a < b ? -1 : 1));
    if (step.events?.counts === false) return { events: keys };
    return { events: Object.fromEntries(keys.map((key) => [key, seen.get(key)])) };
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isDue(pod: Pod, to: Outcome): boolean {
  const { phase } = pod.status;
  const ready = (pod.status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');
  if (to === 'notready') return ready;
  const open = phase === 'Pending' || phase === 'Running';
  return to === 'ready' ? !ready && open : open;
}

function isMet(wait: RecordedWait, value: unknown): boolean {
  if (wait.atleast !== undefined) return typeof value === 'number' && value >= wait.atleast;
  if (wait.in !== undefined) return wait.in.includes(value);
  if (wait.has !== undefined) return value !== null && JSON.stringify(value).includes(wait.has);
  return JSON.stringify(value) === JSON.stringify(wait.is ?? null);
}

function parseRequest(method: string, path: string): Request {
  const at = path.indexOf('?');
  const query = at < 0 ? {} : Object.fromEntries(new URLSearchParams(path.slice(at + 1)));
  return { type: 'request', method: method as Request['method'], path: at < 0 ? path : path.slice(0, at), query };
}

/** As the recorder wrote it (PyYAML): texts such as 'yes' and 'on' in quotes, but not 'y' and 'n'. */
function inputText(stdin: unknown): string {
  if (typeof stdin === 'string') return stdin;
  const text = (document: unknown) => stringify(document, { version: '1.1' }).replace(/"([yYnN])"(?=:|$)/gm, '$1');
  if (Array.isArray(stdin)) return stdin.map(text).join('---\n');
  return stdin === undefined || stdin === null ? '' : text(stdin);
}

/** What the shell commands that recordings use as editors make of a file: 'sed -i s/old/new/', or nothing. */
function editorOf(command: string): (text: string) => string {
  const [, old = '', replacement = ''] = /^sed -i s\/(.*)\/(.*)\/$/.exec(command) ?? [];
  return (text) =>
    old === ''
      ? text
      : text
          .split('\n')
          .map((line) => line.replace(new RegExp(old), replacement))
          .join('\n');
}

/** The files of a step's working folder. */
function filesOf(files: Readonly<Record<string, unknown>>): Files {
  const clean = (path: string): string => path.replace(/^\.\//, '').replace(/\/$/, '');
  return {
    read(path) {
      const wanted = clean(path);
      const exact = Object.keys(files).find((name) => clean(name) === wanted);
      if (exact !== undefined) return { text: inputText(files[exact]) };
      const below = Object.keys(files)
        .map(clean)
        .filter((name) => wanted === '.' || name.startsWith(`${wanted}/`));
      if (below.length === 0) return undefined;
      const names = below.map((name) => (wanted === '.' ? name : name.slice(wanted.length + 1)));
      return { entries: [...new Set(names)].sort() };
    },
  };
}

function swap(value: unknown, rules: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((item) => swap(item, rules));
  if (isMap(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [swap(key, rules), swap(item, rules)]));
  if (typeof value !== 'string') return value;
  let text = value;
  for (const [pattern, replacement] of Object.entries(rules))
    text = text.replace(new RegExp(pattern, 'g'), replacement.replace(/\\(\d)/g, '$$$1'));
  return text;
}

/** An object as the recorder wrote it to be applied: its YAML quotes no y and no n, which Go takes for booleans. */
function dumped(body: unknown): unknown {
  return isMap(body) ? JSON.stringify(body, undefined, 1).replace(/"([yn])"/gi, '$1') : body;
}
