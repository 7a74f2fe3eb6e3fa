import { fitLines, plain, span, type Line, type Look, type Size } from '../canvas/line.js';
import { STEP_KEYS } from '../step/keys.js';
import type { StepState } from '../step/state.js';
import { shownKey } from './step.js';

const KEYS_WIDTH = 12;

/** What the keys do and what the signs mean. */
export function helpScreen(state: StepState, { rows }: Size, look: Look): readonly Line[] {
  const { signs } = look;
  const legend = [
    `${signs.cursor} this step`,
    `${signs.disruption} disruption`,
    `${signs.failure} failure`,
    `${signs.breakpoint} breakpoint`,
    `${signs.mark} mark`,
    `${signs.dot} step of the spec`,
  ];
  const lines: readonly Line[] = [
    plain('Keys', 'bold'),
    ...STEP_KEYS.map(({ keys, does }): Line => [
      span(`  ${shownKey(keys, look).padEnd(KEYS_WIDTH)} `, 'cyan'),
      span(does),
    ]),
    [],
    [span('Signs  ', 'bold'), span(legend.join('   '))],
    [span('       ', 'bold'), span('+ created   ~ changed   - deleted by this step')],
  ];
  const start = Math.max(0, Math.min(state.scroll['help'] ?? 0, lines.length - rows + 1));
  return [...fitLines(lines.slice(start, start + rows - 1), rows - 1), plain('? or q goes back', 'dim')];
}
