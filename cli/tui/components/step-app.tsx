import { useEffect, useReducer } from 'react';
import type { Paint } from '../../style.js';
import { painted, type Look } from '../canvas/line.js';
import { useKeys } from '../hooks/use-keys.js';
import { useSize } from '../hooks/use-size.js';
import { useApp } from '../ink.js';
import { drawScreen } from '../screens/screen.js';
import type { StepState } from '../step/state.js';
import { isSearching, press, tick } from '../step/update.js';
import { Lines } from './lines.js';

/** As long as searching may hold up the next key. */
const SEARCH_MILLIS = 25;

export interface StepAppProps {
  readonly initial: StepState;
  readonly look: Look;
  readonly paint: (paint: Paint, text: string) => string;
  /** Something for the clipboard. */
  readonly onCopy: (text: string) => void;
  /** It is over. */
  readonly onQuit: (last: StepState) => void;
}

type Action = { readonly type: 'key'; readonly key: string } | { readonly type: 'search' };

function reduce(state: StepState, action: Action): StepState {
  if (action.type === 'key') return press(state, action.key);
  const end = performance.now() + SEARCH_MILLIS;
  return tick(state, () => performance.now() > end);
}

/** The stepping screens as an app of their own: it ends when they do. */
export function StepApp({ onQuit, ...props }: StepAppProps) {
  const { exit } = useApp();
  return (
    <StepScreens
      {...props}
      onQuit={(last) => {
        onQuit(last);
        exit();
      }}
    />
  );
}

/** The stepping screens, driven by keys. */
export function StepScreens({ initial, look, paint, onCopy, onQuit }: StepAppProps) {
  const [state, dispatch] = useReducer(reduce, initial);
  const size = useSize();
  useKeys((key) => dispatch({ type: 'key', key }));
  useEffect(() => {
    if (state.copied !== undefined) onCopy(state.copied.text);
  }, [state.copied]);
  useEffect(() => {
    if (state.quit !== undefined) onQuit(state);
  }, [state.quit]);
  useEffect(() => {
    if (!isSearching(state)) return undefined;
    const next = setTimeout(() => dispatch({ type: 'search' }), 0);
    return () => clearTimeout(next);
  }, [state]);
  // One row less than there are: what fills the last one makes terminals scroll.
  const room = { columns: size.columns, rows: size.rows - 1 };
  return <Lines lines={painted(drawScreen(state, room, look), paint)} />;
}
