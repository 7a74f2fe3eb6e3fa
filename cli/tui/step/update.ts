import { expressionProblem, newBreakpoint, search } from './breakpoint.js';
import { commandFor } from './command.js';
import { forkHere } from './fork.js';
import { goTo, say, toChange, toFailure, toLandmark, toTab, toWriter } from './move.js';
import { rowsOf, selectedRow } from './rows.js';
import { traceOf, type Focus, type ScreenName, type StepState } from './state.js';

/** A key as screens know it: 'left', 'pageup', 'return', or the character typed. */
export type Key = string;

const FAST = 10;
const PAGE = 10;

/** The screens after a key was pressed. */
export function press(before: StepState, key: Key): StepState {
  const state = before.message === undefined ? before : { ...before, message: undefined };
  if (key === 'ctrl+c') return { ...state, quit: 'interrupted' };
  if (state.prompt !== undefined) return typed(state, key);
  if (state.screen !== 'step' && (key === 'escape' || key === 'q')) return { ...state, screen: 'step' };
  return COMMANDS[key]?.(state) ?? state;
}

const COMMANDS: Readonly<Record<Key, (state: StepState) => StepState>> = {
  left: (state) => goTo(state, state.step - 1),
  right: (state) => goTo(state, state.step + 1),
  H: (state) => goTo(state, state.step - FAST),
  L: (state) => goTo(state, state.step + FAST),
  home: (state) => goTo(state, 0),
  end: (state) => goTo(state, traceOf(state).length),
  g: (state) => goTo(state, 0),
  G: (state) => goTo(state, traceOf(state).length),
  up: (state) => vertical(state, -1),
  down: (state) => vertical(state, 1),
  k: (state) => vertical(state, -1),
  j: (state) => vertical(state, 1),
  pageup: (state) => vertical(state, -PAGE),
  pagedown: (state) => vertical(state, PAGE),
  ',': (state) => toChange(state, false),
  '.': (state) => toChange(state, true),
  w: toWriter,
  '!': toFailure,
  c: (state) => toBreakpoint(state, 'next'),
  C: (state) => toBreakpoint(state, 'previous'),
  b: (state) => ({ ...state, prompt: { type: 'breakpoint', text: '' } }),
  '/': (state) => ({ ...state, prompt: { type: 'filter', text: state.filter } }),
  m: (state) => ({ ...state, mark: state.mark === state.step ? undefined : state.step }),
  d: (state) => ({ ...state, whole: !state.whole, scroll: { ...state.scroll, object: 0 } }),
  a: (state) => ({ ...state, all: !state.all }),
  x: forkHere,
  '[': (state) => toTab(state, state.tab - 1),
  ']': (state) => toTab(state, state.tab + 1),
  e: (state) => toScreen(state, 'explain'),
  n: (state) => toScreen(state, 'nodes'),
  '?': (state) => toScreen(state, 'help'),
  escape: (state) => (state.filter === '' ? state : { ...state, filter: '' }),
  tab: (state) => ({ ...state, focus: nextFocus(state.focus, 1) }),
  'shift+tab': (state) => ({ ...state, focus: nextFocus(state.focus, -1) }),
  return: fold,
  ' ': fold,
  y: (state) => ({ ...say(state, commandFor(state)), copied: { text: commandFor(state) } }),
  q: (state) => ({ ...state, quit: 'done' }),
};

function toScreen(state: StepState, screen: ScreenName): StepState {
  return { ...state, screen: state.screen === screen ? 'step' : screen };
}

const ORDER: readonly Focus[] = ['objects', 'object', 'events', 'pending'];

function nextFocus(focus: Focus, by: number): Focus {
  return ORDER[(ORDER.indexOf(focus) + by + ORDER.length) % ORDER.length] ?? 'objects';
}

/** Moves the selection, or scrolls whatever has the focus. */
function vertical(state: StepState, by: number): StepState {
  if (state.screen === 'step' && state.focus === 'objects') return select(state, by);
  const name = state.screen === 'step' ? state.focus : state.screen;
  return { ...state, scroll: { ...state.scroll, [name]: Math.max(0, (state.scroll[name] ?? 0) + by) } };
}

function select(state: StepState, by: number): StepState {
  const rows = rowsOf(state);
  const row = rows[Math.max(0, Math.min(rows.length - 1, selectedRow(state, rows) + by))];
  return row === undefined ? state : { ...state, selected: row.key, scroll: { ...state.scroll, object: 0, events: 0 } };
}

function fold(state: StepState): StepState {
  const { selected } = state;
  if (state.focus !== 'objects' || selected === undefined) return state;
  if (rowsOf(state).find(({ key }) => key === selected)?.parent !== true) return state;
  const collapsed = new Set(state.collapsed);
  if (!collapsed.delete(selected)) collapsed.add(selected);
  return { ...state, collapsed };
}

function typed(state: StepState, key: Key): StepState {
  const { prompt } = state;
  if (prompt === undefined) return state;
  if (key === 'escape') return { ...state, prompt: undefined };
  if (key === 'return') return entered({ ...state, prompt: undefined }, prompt.type, prompt.text.trim());
  const text =
    key === 'backspace' || key === 'delete'
      ? [...prompt.text].slice(0, -1).join('')
      : isText(key)
        ? prompt.text + key
        : prompt.text;
  const typing = { ...state, prompt: { ...prompt, text } };
  return prompt.type === 'filter' ? { ...typing, filter: text } : typing;
}

const NAMED = new Set(['left', 'right', 'up', 'down', 'home', 'end', 'pageup', 'pagedown', 'tab', 'shift+tab']);

function isText(key: Key): boolean {
  return !NAMED.has(key) && !key.startsWith('ctrl+');
}

function entered(state: StepState, type: 'filter' | 'breakpoint', text: string): StepState {
  if (type === 'filter') return { ...state, filter: text };
  if (text === '') return say({ ...state, breakpoints: [], seeking: undefined }, 'no breakpoints');
  const wrong = expressionProblem(text);
  if (wrong !== undefined) return say(state, `${text}: ${wrong}`, 'problem');
  return { ...state, breakpoints: [...state.breakpoints, newBreakpoint(text, traceOf(state))] };
}

/** Goes where a breakpoint changes, as soon as that is known. */
function toBreakpoint(state: StepState, seeking: 'next' | 'previous'): StepState {
  if (state.breakpoints.length === 0) return toLandmark(state, seeking === 'next');
  return sought({ ...state, seeking });
}

/** Whether breakpoints are still being looked for. */
export function isSearching({ breakpoints, tabs, tab }: StepState): boolean {
  const length = tabs[tab]?.trace.length ?? 0;
  return breakpoints.some(({ searched }) => searched < length);
}

/** Looks for breakpoints a little further. */
export function tick(state: StepState, enough: () => boolean): StepState {
  if (!isSearching(state)) return state;
  const trace = traceOf(state);
  return sought({ ...state, breakpoints: state.breakpoints.map((one) => search(one, trace, enough)) });
}

function sought(state: StepState): StepState {
  const { seeking, breakpoints, step } = state;
  if (seeking === undefined) return state;
  const searched = Math.min(...breakpoints.map((one) => one.searched));
  const hits = breakpoints.flatMap((one) => one.hits).sort((a, b) => a - b);
  const found = seeking === 'next' ? hits.find((at) => at > step) : hits.findLast((at) => at < step);
  const certain =
    found === undefined ? !isSearching(state) : seeking === 'next' ? searched >= found : searched >= step - 1;
  if (!certain) return state;
  const done = { ...state, seeking: undefined };
  if (found === undefined)
    return say(done, `no breakpoint changes ${seeking === 'next' ? 'after' : 'before'} this step`);
  return goTo(done, found);
}
