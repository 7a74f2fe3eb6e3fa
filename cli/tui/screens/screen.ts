import { fitLines, plain, type Line, type Look, type Size } from '../canvas/line.js';
import { shownLines } from '../canvas/signs.js';
import type { ScreenName, StepState } from '../step/state.js';
import { explainScreen } from './explain.js';
import { helpScreen } from './help.js';
import { nodesScreen } from './nodes.js';
import { stepScreen } from './step.js';

type Draw = (state: StepState, size: Size, look: Look) => readonly Line[];

const SCREENS: Readonly<Record<ScreenName, Draw>> = {
  step: stepScreen,
  nodes: nodesScreen,
  explain: explainScreen,
  help: helpScreen,
};

export const SMALLEST: Size = { columns: 30, rows: 10 };

/** What is seen of a state on a terminal of that size: as many lines as it has rows. */
export function drawScreen(state: StepState, size: Size, look: Look): readonly Line[] {
  if (size.columns < SMALLEST.columns || size.rows < SMALLEST.rows)
    return fitLines([plain('too small'), plain(`${SMALLEST.columns}x${SMALLEST.rows}`)], size.rows);
  return shownLines(fitLines(SCREENS[state.screen](state, size, look), size.rows), size.columns, look);
}
