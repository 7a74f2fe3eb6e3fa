import { span, type Line, type Look, type Size } from '../canvas/line.js';
import { STEP_KEYS } from '../step/keys.js';
import type { StepState } from '../step/state.js';
import { keysScreen } from './keys.js';

/** What the keys do and what the signs mean. */
export function helpScreen(state: StepState, size: Size, look: Look): readonly Line[] {
  const { signs } = look;
  const legend = [
    `${signs.cursor} this step`,
    `${signs.disruption} disruption`,
    `${signs.failure} failure`,
    `${signs.breakpoint} breakpoint`,
    `${signs.mark} mark`,
    `${signs.dot} step of the spec`,
  ];
  const more: readonly Line[] = [
    [],
    [span('Signs  ', 'bold'), span(legend.join('   '))],
    [span('       ', 'bold'), span('+ created   ~ changed   - deleted by this step')],
  ];
  return keysScreen(STEP_KEYS, state.scroll['help'] ?? 0, size, look, more);
}
