/** The part of a terminal's output stream that is needed here. */
export interface Output {
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

const CLEAR = '\u001b[2J\u001b[H';
const ENTER = `\u001b[?1049h${CLEAR}`;
const LEAVE = '\u001b[?1049l\u001b[?25h';

/**
 * Takes the whole terminal, and gives back how to return it: what was there before is there again, with its cursor. It is
 * returned at the end of the process too, however that comes about.
 */
export function takeFullScreen(output: Output): () => void {
  let taken = true;
  const leave = (): void => {
    if (!taken) return;
    taken = false;
    process.off('exit', leave);
    output.off('resize', clear);
    output.write(LEAVE);
  };
  // Where lines were before does not count any more: the next frame is drawn from the top.
  const clear = (): void => void output.write(CLEAR);
  output.on('resize', clear);
  process.on('exit', leave);
  output.write(ENTER);
  return leave;
}

/** Asks the terminal to put a text on the clipboard (OSC 52); those that cannot ignore it. */
export function copyToClipboard(output: Pick<Output, 'write'>, text: string): void {
  output.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`);
}
