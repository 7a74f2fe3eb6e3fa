import type * as Ink from 'ink';

// Ink waits for something while it loads. Whoever imported it would have to wait too, and what is compiled ahead cannot: so its
// parts come with the first app that is mounted.
export let Box: typeof Ink.Box;
export let Text: typeof Ink.Text;
export let useApp: typeof Ink.useApp;
export let useInput: typeof Ink.useInput;
export let useStdout: typeof Ink.useStdout;

/** Loads Ink; before that, nothing that draws with it may be drawn. */
export async function loadInk(): Promise<Pick<typeof Ink, 'render'>> {
  const ink = await import('ink');
  ({ Box, Text, useApp, useInput, useStdout } = ink);
  return ink;
}
