import { SECOND, type Millis } from '../core/time.js';

/** What a command line does, as far as it was understood. */
export interface Program {
  /** Absent: it runs until it is stopped. */
  readonly end?: { readonly after: Millis; readonly code: number };
  readonly output: readonly { readonly at: Millis; readonly line: string }[];
  /** A trap on SIGTERM; absent: the shell's and sleep's own, which PID 1 ignores. */
  readonly onTerm?: number;
}

type State = { at: Millis; code: number; onTerm: number | undefined; readonly output: { at: Millis; line: string }[] };

const SHELLS = new Set(['sh', '/bin/sh', 'bash', '/bin/bash', 'ash', '/bin/ash']);

/**
 * Reads the few commands whose effect in time is plain: true, false, exit, sleep, echo, traps on TERM and endless loops,
 * alone or in `sh -c`. Undefined: not understood.
 */
export function readProgram(argv: readonly string[]): Program | undefined {
  const state: State = { at: 0, code: 0, onTerm: undefined, output: [] };
  const [name = '', flag, script] = argv;
  const outcome = SHELLS.has(name)
    ? flag === '-c' || flag === '-ec' || flag === '-xc'
      ? runScript(script ?? '', state)
      : argv.length === 1
        ? 'done'
        : undefined
    : runCommand(argv, state);
  if (outcome === undefined) return undefined;
  const trapped = state.onTerm === undefined ? {} : { onTerm: state.onTerm };
  if (outcome === 'forever') return { output: state.output, ...trapped };
  return { end: { after: state.at, code: state.code }, output: state.output, ...trapped };
}

type Outcome = 'done' | 'exit' | 'forever' | undefined;

function runScript(script: string, state: State): Outcome {
  const trap = /\btrap\s+(?:'([^']*)'|"([^"]*)")\s+(?:TERM|SIGTERM|15)\b;?/.exec(script);
  const body = trap === null ? script : script.replace(trap[0], '');
  if (trap !== null) state.onTerm = Number(/\bexit\s+(\d+)/.exec(trap[1] ?? trap[2] ?? '')?.[1] ?? 0);
  if (trap !== null && !/\bexit\b/.test(trap[1] ?? trap[2] ?? '')) state.onTerm = undefined;
  if (/[|`<]|\$\(|\|\|/.test(body)) return undefined;
  for (const part of body.split(/;|&&|\n/)) {
    const words = part
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '');
    if (words.length === 0) continue;
    if (words[0] === 'while' || words[0] === 'until') return loop(words);
    const outcome = runCommand(words[0] === 'exec' ? words.slice(1) : words, state);
    if (outcome !== 'done') return outcome;
  }
  return 'done';
}

function loop([keyword, condition]: readonly string[]): Outcome {
  const endless = keyword === 'while' ? condition === 'true' || condition === ':' : condition === 'false';
  return endless ? 'forever' : undefined;
}

function runCommand(words: readonly string[], state: State): Outcome {
  const [name = '', argument = ''] = words;
  switch (name.replace(/^\/(usr\/)?bin\//, '')) {
    case 'true':
    case ':':
      state.code = 0;
      return 'done';
    case 'false':
      state.code = 1;
      return 'done';
    case 'exit':
      state.code = argument === '' ? state.code : Number(argument);
      return 'exit';
    case 'echo':
      if (!words.some((word) => word.includes('>'))) state.output.push({ at: state.at, line: echoed(words.slice(1)) });
      state.code = 0;
      return 'done';
    case 'sleep':
      return sleep(argument, state);
    default:
      return undefined;
  }
}

function echoed(words: readonly string[]): string {
  return words.join(' ').replace(/^["']|["']$/g, '');
}

const UNITS: Readonly<Record<string, Millis>> = {
  '': SECOND,
  s: SECOND,
  m: 60 * SECOND,
  h: 3600 * SECOND,
  d: 86_400 * SECOND,
};

function sleep(argument: string, state: State): Outcome {
  if (argument === 'infinity' || argument === 'inf') return 'forever';
  const [, amount, unit = ''] = /^(\d*\.?\d+)([smhd]?)$/.exec(argument) ?? [];
  if (amount === undefined) return undefined;
  state.at += Number(amount) * (UNITS[unit] ?? SECOND);
  state.code = 0;
  return 'done';
}
