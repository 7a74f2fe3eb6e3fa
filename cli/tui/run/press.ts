import type { Request } from '../../watch/request.js';
import { selectedLine, selectedRow, treeOf } from './tree.js';
import type { RunPrompt, RunRow, RunState } from './state.js';

/** What a key does: to the screen, and what it asks for. */
export interface Pressed {
  readonly state: RunState;
  readonly request?: Request;
  /** A scenario to step through. */
  readonly step?: RunRow;
}

const PAGE = 10;

/** The screen of a run after a key was pressed. Interruption is nobody's key: who draws sees to it. */
export function pressRun(before: RunState, key: string): Pressed {
  const state = before.message === undefined ? before : { ...before, message: undefined };
  if (state.prompt !== undefined) return typed(state, state.prompt, key);
  if (state.screen === 'help' && (key === 'escape' || key === 'q')) return { state: { ...state, screen: 'run' } };
  return COMMANDS[key]?.(state) ?? { state };
}

const COMMANDS: Readonly<Record<string, (state: RunState) => Pressed>> = {
  a: (state) => ({ state: { ...state, files: '', names: '', selected: undefined }, request: { type: 'all' } }),
  r: (state) => ({ state, request: { type: 'again' } }),
  f: (state) => ({ state, request: { type: 'failed' } }),
  u: (state) => ({ state, request: { type: 'update' } }),
  p: (state) => ({ state: { ...state, prompt: { type: 'files', text: state.files } } }),
  t: (state) => ({ state: { ...state, prompt: { type: 'names', text: state.names } } }),
  h: toHelp,
  '?': toHelp,
  q: (state) => ({ state, request: { type: 'quit' } }),
  s: (state) => {
    const row = selectedRow(state);
    if (row === undefined) return { state: { ...state, message: 'select a scenario first' } };
    if (row.plan.property !== undefined)
      return { state: { ...state, message: 'a Property is many runs: its story names the one to step through' } };
    return { state, step: row };
  },
  tab: (state) => ({ state: { ...state, focus: state.focus === 'tree' ? 'story' : 'tree' } }),
  up: (state) => vertical(state, -1),
  down: (state) => vertical(state, 1),
  k: (state) => vertical(state, -1),
  j: (state) => vertical(state, 1),
  pageup: (state) => vertical(state, -PAGE),
  pagedown: (state) => vertical(state, PAGE),
  return: fold,
  ' ': fold,
};

function toHelp(state: RunState): Pressed {
  return { state: { ...state, screen: state.screen === 'help' ? 'run' : 'help' } };
}

function vertical(state: RunState, by: number): Pressed {
  if (state.focus === 'story') return { state: { ...state, scroll: Math.max(0, state.scroll + by) } };
  const tree = treeOf(state);
  const line = tree[Math.max(0, Math.min(tree.length - 1, selectedLine(state, tree) + by))];
  return { state: line === undefined ? state : { ...state, selected: line.key, scroll: 0 } };
}

function fold(state: RunState): Pressed {
  const tree = treeOf(state);
  const line = tree[selectedLine(state, tree)];
  if (line === undefined) return { state };
  if (line.type === 'scenario') return { state: { ...state, focus: 'story' } };
  return { state: { ...state, selected: line.key, folded: new Map([...state.folded, [line.key, !line.open]]) } };
}

function typed(state: RunState, prompt: RunPrompt, key: string): Pressed {
  if (key === 'escape') return { state: { ...state, prompt: undefined } };
  if (key === 'return') {
    const pattern = prompt.text.trim();
    const { type } = prompt;
    return { state: { ...state, prompt: undefined, [type]: pattern }, request: { type, pattern } };
  }
  const text =
    key === 'backspace' || key === 'delete'
      ? [...prompt.text].slice(0, -1).join('')
      : [...key].length === 1
        ? prompt.text + key
        : prompt.text;
  return { state: { ...state, prompt: { ...prompt, text } } };
}
