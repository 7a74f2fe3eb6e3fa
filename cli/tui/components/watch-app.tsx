import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Request } from '../../watch/request.js';
import { painted } from '../canvas/line.js';
import { useKeys } from '../hooks/use-keys.js';
import { useSize } from '../hooks/use-size.js';
import { pressRun } from '../run/press.js';
import type { RunRow } from '../run/state.js';
import { runScreen } from '../screens/run.js';
import type { StepState } from '../step/state.js';
import { Lines } from './lines.js';
import type { RunAppProps } from './live-run.js';
import { StepScreens } from './step-app.js';

export interface WatchAppProps extends RunAppProps {
  readonly onRequest: (request: Request) => void;
  readonly onInterrupt: () => void;
  /** Something for the clipboard. */
  readonly onCopy: (text: string) => void;
  /** The run of a scenario, to step through. */
  readonly openStep: (row: RunRow) => StepState;
}

/** The screen of a watched run, driven by keys, or the stepping screens of one of its scenarios. */
export function WatchApp(props: WatchAppProps) {
  const [stepping, setStepping] = useState<StepState>();
  if (stepping === undefined) return <WatchedRun {...props} onStep={setStepping} />;
  const { look, paint, onCopy, onInterrupt } = props;
  return (
    <StepScreens
      initial={stepping}
      look={look}
      paint={paint}
      onCopy={onCopy}
      onQuit={({ quit }) => {
        if (quit === 'interrupted') onInterrupt();
        setStepping(undefined);
      }}
    />
  );
}

interface WatchedRunProps extends WatchAppProps {
  readonly onStep: (state: StepState) => void;
}

function WatchedRun({ store, look, paint, onRequest, onInterrupt, openStep, onStep }: WatchedRunProps) {
  const state = useSyncExternalStore(store.subscribe, store.get);
  const { columns, rows } = useSize();
  const [chosen, choose] = useState<RunRow>();
  useKeys((key) => {
    if (key === 'ctrl+c') return onInterrupt();
    const { state: next, request, step } = pressRun(store.get(), key);
    store.update(() => next);
    if (request !== undefined) onRequest(request);
    if (step !== undefined) choose(step);
  });
  useEffect(() => {
    if (chosen !== undefined) onStep(openStep(chosen));
  }, [chosen]);
  // One row less than there are: what fills the last one makes terminals scroll.
  return <Lines lines={painted(runScreen(state, { columns, rows: rows - 1 }, look), paint)} />;
}
