import { beside, fitLine, fitLines, plain, span, type Line, type Look, type Size } from '../canvas/line.js';
import { STEP_KEYS } from '../step/keys.js';
import { isSearching } from '../step/update.js';
import type { Focus, StepState } from '../step/state.js';
import { eventsPane } from './events.js';
import { objectPane } from './object.js';
import { objectsPane } from './objects.js';
import { pendingPane } from './pending.js';
import { keysLine } from './keys.js';
import { headLine, stepLines, trackLines } from './timeline.js';

const TWO_PANES_FROM = 80;
const THREE_PANES_FROM = 120;
/** Lines above the panes and below them. */
const FRAME = 6;

type DrawPane = (state: StepState, size: Size, look: Look) => readonly Line[];

const PANES: Readonly<Record<Focus, DrawPane>> = {
  objects: objectsPane,
  object: objectPane,
  events: eventsPane,
  pending: pendingPane,
};

/** The stepping screen: timeline, objects, the selected object, events, what is due. */
export function stepScreen(state: StepState, { columns, rows }: Size, look: Look): readonly Line[] {
  const panes = { columns, rows: Math.max(0, rows - FRAME) };
  return fitLines(
    [
      headLine(state, columns, look),
      ...trackLines(state, columns, look),
      ...stepLines(state, columns, look),
      ...body(state, panes, look),
      bottomLine(state, columns, look),
    ],
    rows,
  );
}

function body(state: StepState, size: Size, look: Look): readonly Line[] {
  const { columns, rows } = size;
  if (columns < TWO_PANES_FROM) return PANES[state.focus](state, size, look);
  const left = Math.floor(columns * (columns < THREE_PANES_FROM ? 0.42 : 0.31));
  const objects = { width: left, lines: objectsPane(state, { columns: left, rows }, look) };
  if (columns < THREE_PANES_FROM) {
    const width = columns - left - 1;
    const focus = state.focus === 'objects' ? 'object' : state.focus;
    return beside([objects, { width, lines: PANES[focus](state, { columns: width, rows }, look) }], rows, look);
  }
  const middle = Math.floor((columns - left - 2) * 0.52);
  const right = columns - left - middle - 2;
  const upper = Math.ceil(rows * 0.55);
  return beside(
    [
      objects,
      { width: middle, lines: objectPane(state, { columns: middle, rows }, look) },
      {
        width: right,
        lines: [
          ...eventsPane(state, { columns: right, rows: upper }, look),
          ...pendingPane(state, { columns: right, rows: rows - upper }, look),
        ],
      },
    ],
    rows,
    look,
  );
}

/** What is being typed, what there is to say, or the keys. */
export function bottomLine(state: StepState, columns: number, look: Look): Line {
  const { prompt, message } = state;
  if (prompt !== undefined) {
    const label = prompt.type === 'filter' ? 'filter: ' : 'break when this CEL expression changes: ';
    return fitLine([span(label, 'cyan'), span(prompt.text), span('_', 'inverse')], columns, look);
  }
  if (message !== undefined)
    return fitLine(plain(message.text, message.tone === 'problem' ? 'red' : 'yellow'), columns, look);
  if (state.seeking !== undefined && isSearching(state)) {
    const searched = Math.min(...state.breakpoints.map((one) => one.searched));
    return fitLine(plain(`looking for it: at #${searched}`, 'yellow'), columns, look);
  }
  return keysLine(STEP_KEYS, columns, look);
}
