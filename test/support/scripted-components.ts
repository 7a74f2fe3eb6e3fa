import type { KubeObject } from '../../engine/apimachinery/object.js';
import { configmaps } from '../../engine/apis/generated/resources.js';
import type { Millis } from '../../engine/core/time.js';
import type { Component } from '../../engine/client/component.js';
import { erase, type AnyComponent } from '../../engine/client/erase.js';
import { call, patch, read, type Reconcile } from '../../engine/client/reconcile.js';

/** What a component does in a turn, with one ConfigMap or with all of them. */
export type Act =
  /** Writes its own name into it, whatever is there. */
  | { readonly type: 'write'; readonly to: string }
  /** Adds its name to those that it reads there. */
  | { readonly type: 'append'; readonly to: string }
  /** Writes down what it reads there, or how many there are of all. */
  | { readonly type: 'read'; readonly from: string }
  | { readonly type: 'count' }
  /** Reads it, and where somebody has written there another one too; remembers nothing. */
  | { readonly type: 'look'; readonly at: string; readonly then: string }
  /** Creates one; a name that ends with - is a prefix. */
  | { readonly type: 'create'; readonly name: string }
  /** Writes down what it has heard so far. */
  | { readonly type: 'recall' }
  /** Writes down a number that it draws by chance. */
  | { readonly type: 'draw' };

/** A component that takes these turns, one after the other, once there is a ConfigMap called go. */
export interface Script {
  readonly name: string;
  readonly turns: readonly (readonly Act[])[];
  /** It hears of changes of these, and remembers who made them: in their order, or sorted. */
  readonly hears?: readonly string[];
  readonly sorted?: boolean;
  /** Whenever it hears of one, it looks at this one, and remembers what is there. */
  readonly asks?: string;
  /** It begins again after its last turn. */
  readonly again?: boolean;
}

interface Memory {
  readonly since: Millis | undefined;
  readonly taken: number;
  readonly heard: readonly string[];
  /** Of each turn, what it wrote down when it last took it. */
  readonly noted: Readonly<Record<string, readonly string[]>>;
}

const NAMESPACE = 'default';
const MANY = 1000;

/** A component that does what is written, and takes the place of the real one of its name. */
export function scripted({ name, turns, hears = [], sorted = false, asks, again = false }: Script): AnyComponent {
  const component: Component<Memory> = {
    name,
    watches: [configmaps],
    start: () => ({ since: undefined, taken: 0, heard: [], noted: {} }),
    observe(memory, { type, object }, { now, view }) {
      if (object.metadata.name === 'go') return { ...memory, since: now };
      if (type !== 'MODIFIED' || !hears.includes(object.metadata.name)) return memory;
      const seen = asks === undefined ? undefined : view.get(configmaps, NAMESPACE, asks);
      const news = seen === undefined ? said(object) : `${said(object)} with ${said(seen)}`;
      if (memory.heard.includes(news)) return memory;
      const heard = [...memory.heard, news];
      return { ...memory, heard: sorted ? heard.sort() : heard };
    },
    due: ({ since, taken }) => (since === undefined || taken >= turns.length ? undefined : { at: since }),
    take(memory) {
      const next = memory.taken + 1;
      const taken = again && next === turns.length ? 0 : next;
      return { work: { key: String(memory.taken), cause: 0 }, memory: { ...memory, taken } };
    },
    *work({ key }, memory, { dice }) {
      let noted: readonly string[] = [];
      for (const act of turns[Number(key)] ?? [])
        if (act.type === 'draw') noted = [...noted, String(dice.below(MANY))];
        else if (act.type === 'recall') noted = [...noted, memory.heard.join()];
        else noted = [...noted, ...(yield* done(act, name))];
      return { ...memory, noted: { ...memory.noted, [key]: noted } };
    },
  };
  return erase(component);
}

/** What is worth writing down of an act. */
function* done(act: Exclude<Act, { readonly type: 'draw' | 'recall' }>, by: string): Reconcile<readonly string[]> {
  const write = (to: string, text: string) =>
    patch(configmaps, { namespace: NAMESPACE, name: to }, 'merge', { data: { by: text } });
  switch (act.type) {
    case 'write':
      yield* write(act.to, by);
      return [];
    case 'append': {
      const text = yield* readFrom(act.to);
      if (!text.includes(by)) yield* write(act.to, `${text} ${by}`);
      return [];
    }
    case 'read':
      return [yield* readFrom(act.from)];
    case 'count': {
      const answer = yield* call<{ readonly items: readonly unknown[] }>({ method: 'GET', path: COLLECTION });
      return [answer.ok ? String(answer.object.items.length) : 'refused'];
    }
    case 'create': {
      const metadata = act.name.endsWith('-') ? { generateName: act.name } : { name: act.name };
      const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
      const answer = yield* call<KubeObject>({ method: 'POST', path: COLLECTION, body });
      return [answer.ok ? answer.object.metadata.name : 'refused'];
    }
    case 'look':
      if ((yield* readFrom(act.at)) !== '') yield* readFrom(act.then);
      return [];
  }
}

const COLLECTION = `/api/v1/namespaces/${NAMESPACE}/configmaps`;

function* readFrom(name: string): Reconcile<string> {
  const answer = yield* read(configmaps, { namespace: NAMESPACE, name });
  return answer.ok ? said(answer.object) : 'nothing';
}

function said(object: object): string {
  const data: unknown = 'data' in object ? object.data : undefined;
  return typeof data === 'object' && data !== null && 'by' in data ? String(data.by) : '';
}
