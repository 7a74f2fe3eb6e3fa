import { span, type Line, type Look, type Size } from '../canvas/line.js';
import { STEP_KEYS } from '../step/keys.js';
import { wrap } from '../canvas/width.js';
import type { StepState } from '../step/state.js';
import { keysScreen } from './keys.js';

const SPACES = '   ';

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
    ...wrap([...legend, '+ created', '~ changed', '- deleted'].join(SPACES), size.columns - 7).map((text, index) => [
      span(index === 0 ? 'Signs  ' : '       ', 'bold'),
      span(text.trimStart()),
    ]),
  ];
  return keysScreen(STEP_KEYS, state.scroll['help'] ?? 0, size, look, more);
}
