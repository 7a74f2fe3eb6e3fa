import { tabOf, traceOf, type Message, type StepState } from './state.js';

/** Goes to a step, as far as the run has it. */
export function goTo(state: StepState, step: number): StepState {
  const to = Math.max(0, Math.min(traceOf(state).length, step));
  return to === state.step ? state : { ...state, step: to, scroll: {} };
}

export function say(state: StepState, text: string, tone: Message['tone'] = 'note'): StepState {
  return { ...state, message: { text, tone } };
}

/** The change of the selection before or after this step. */
export function toChange(state: StepState, forwards: boolean): StepState {
  const { selected, step } = state;
  if (selected === undefined) return say(state, 'select an object first');
  const writers = traceOf(state).writersOf(selected);
  const found = forwards ? writers.find((at) => at > step) : writers.findLast((at) => at < step);
  if (found === undefined) return say(state, `it does not change ${forwards ? 'after' : 'before'} this step`);
  return goTo(state, found);
}

/** The step that wrote what is seen of the selection now. */
export function toWriter(state: StepState): StepState {
  const { selected, step } = state;
  if (selected === undefined) return say(state, 'select an object first');
  const found = traceOf(state)
    .writersOf(selected)
    .findLast((at) => at <= step);
  return found === undefined ? say(state, 'it is as the cluster was made') : goTo(state, found);
}

export function toFailure(state: StepState): StepState {
  const { failure } = traceOf(state);
  if (failure === undefined) return say(state, 'nothing failed on this way');
  return say(goTo(state, failure.step), failure.problem.message.split('\n')[0] ?? '', 'problem');
}

/** Without breakpoints: the next disruption or failure, and last the end of the run. */
export function toLandmark(state: StepState, forwards: boolean): StepState {
  const { disruptions, failure, length } = traceOf(state);
  const steps = [0, ...disruptions.map(({ step }) => step), ...(failure === undefined ? [] : [failure.step]), length];
  const sorted = steps.sort((a, b) => a - b);
  const found = forwards ? sorted.find((at) => at > state.step) : sorted.findLast((at) => at < state.step);
  return found === undefined
    ? say(state, `nothing lies ${forwards ? 'after' : 'before'} this step`)
    : goTo(state, found);
}

/** Another way or fork, at the same step as far as it has it. */
export function toTab(state: StepState, tab: number): StepState {
  const count = state.tabs.length;
  if (count < 2) return say(state, 'there is one way only; x makes a fork without a disruption');
  const next = { ...state, tab: (tab + count) % count };
  const restarted = { ...next, breakpoints: [], mark: undefined, seeking: undefined };
  return say(goTo({ ...restarted, scroll: {} }, state.step), `${next.tab + 1} of ${count}: ${tabOf(next).title}`);
}
