/** The part of a terminal's output stream that is needed here. */
export interface Output {
  write(text: string): unknown;
}

const ENTER = '\u001b[?1049h\u001b[2J\u001b[H';
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
    output.write(LEAVE);
  };
  process.on('exit', leave);
  output.write(ENTER);
  return leave;
}

/** Asks the terminal to put a text on the clipboard (OSC 52); those that cannot ignore it. */
export function copyToClipboard(output: Output, text: string): void {
  output.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`);
}
