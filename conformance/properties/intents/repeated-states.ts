import { formatDuration } from '../../../engine/apimachinery/duration.js';
import type { Millis } from '../../../engine/core/time.js';

/** States that something was in, one after the other. */
export interface RepeatedStates {
  readonly current: string;
  /** State → when it was entered, oldest first. */
  readonly entered: ReadonlyMap<string, readonly Millis[]>;
}

export function firstState(state: string, now: Millis): RepeatedStates {
  return { current: state, entered: new Map([[state, [now]]]) };
}

/** The same (===) when it is in that state already. */
export function enter(states: RepeatedStates, state: string, now: Millis): RepeatedStates {
  if (state === states.current) return states;
  const times = [...(states.entered.get(state) ?? []), now];
  return { current: state, entered: new Map([...states.entered, [state, times]]) };
}

/** How often it has come back to the state that it is in now. */
export function returns({ current, entered }: RepeatedStates): number {
  return (entered.get(current)?.length ?? 1) - 1;
}

const TIMES_SHOWN = 4;

/** 'is back to 2 on a for the 3rd time, by way of 3 on a: at 5m0s, 10m0s, 15m0s' */
export function tellReturns(states: RepeatedStates): string {
  const { current, entered } = states;
  const times = entered.get(current) ?? [];
  const others = [...entered.keys()].filter((state) => state !== current).slice(-TIMES_SHOWN);
  const shown = times.slice(-TIMES_SHOWN).map(formatDuration);
  return `is back to ${current} for the ${ordinal(returns(states))} time, by way of ${others.join(' and ')}; it came there at ${shown.join(', ')}`;
}

function ordinal(count: number): string {
  const suffix = ({ 1: 'st', 2: 'nd', 3: 'rd' } as const)[count] ?? 'th';
  return `${count}${suffix}`;
}
