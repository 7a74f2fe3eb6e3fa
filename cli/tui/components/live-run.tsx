import { useSyncExternalStore } from 'react';
import type { Paint } from '../../style.js';
import { painted, type Look } from '../canvas/line.js';
import { useSize } from '../hooks/use-size.js';
import type { RunState } from '../run/state.js';
import type { Store } from '../run/store.js';
import { runScreen } from '../screens/run.js';
import { Lines } from './lines.js';

export interface RunAppProps {
  readonly store: Store<RunState>;
  readonly look: Look;
  readonly paint: (paint: Paint, text: string) => string;
}

/** A run that goes on, on the lower part of the screen. */
export function LiveRun({ store, look, paint, height }: RunAppProps & { readonly height: number }) {
  const state = useSyncExternalStore(store.subscribe, store.get);
  const { columns, rows } = useSize();
  return <Lines lines={painted(runScreen(state, { columns, rows: Math.min(height, rows - 1) }, look), paint)} />;
}
