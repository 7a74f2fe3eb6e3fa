/** What the keys of the stepping screens do, for the help screen and for the line at the bottom. */
export interface KeyHelp {
  readonly keys: string;
  readonly does: string;
  /** In a word, for the line at the bottom. */
  readonly short?: string;
}

export const STEP_KEYS: readonly KeyHelp[] = [
  { keys: 'left right', does: 'the step before, the step after', short: 'step' },
  { keys: 'H L', does: 'ten steps back, ten steps on' },
  { keys: 'Home End', does: 'before the first step, the last step' },
  { keys: ', .', does: 'the change of the selected object before, after', short: 'change' },
  { keys: 'w', does: 'the step that wrote the selected object last', short: 'writer' },
  { keys: '!', does: 'the step at which the scenario failed', short: 'failure' },
  { keys: 'b', does: 'a breakpoint: a CEL expression; an empty one takes all away', short: 'break' },
  { keys: 'c C', does: 'on, back to where a breakpoint changes; without one, to a disruption or failure' },
  { keys: 'm', does: 'mark this step: differences are taken from it; again: from the step before', short: 'mark' },
  { keys: 'd', does: 'the object whole, or only where it differs' },
  { keys: 'x', does: 'run again without the disruption at or before this step, as a fork', short: 'fork' },
  { keys: '[ ]', does: 'the other ways and forks of the scenario' },
  { keys: 'e', does: 'explain where the selected pod can go', short: 'explain' },
  { keys: 'n', does: 'the nodes', short: 'nodes' },
  { keys: 'y', does: 'copy the command that comes back here', short: 'copy' },
  { keys: 'Tab', does: 'the next pane', short: 'pane' },
  { keys: 'up down', does: 'select an object, or scroll the pane' },
  { keys: 'Enter', does: 'fold and unfold what the object owns' },
  { keys: 'a', does: 'show also what every cluster has from the start' },
  { keys: '/', does: 'show only objects whose name has this in it', short: 'filter' },
  { keys: '?', does: 'this help', short: 'help' },
  { keys: 'q', does: 'quit', short: 'quit' },
];
