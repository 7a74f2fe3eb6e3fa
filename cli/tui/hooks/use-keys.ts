import type { Key as InkKey } from 'ink';
import { useInput } from '../ink.js';

/** Calls back with each key by its name: 'left', 'shift+tab', 'ctrl+c', or the character. Pasted text comes in characters. */
export function useKeys(pressed: (key: string) => void): void {
  useInput((input, key) => {
    const name = nameOf(input, key);
    if (name !== undefined) pressed(name);
    else for (const character of input) pressed(character === '\r' || character === '\n' ? 'return' : character);
  });
}

function nameOf(input: string, key: InkKey): string | undefined {
  if (key.leftArrow) return 'left';
  if (key.rightArrow) return 'right';
  if (key.upArrow) return 'up';
  if (key.downArrow) return 'down';
  if (key.pageUp) return 'pageup';
  if (key.pageDown) return 'pagedown';
  if (key.home) return 'home';
  if (key.end) return 'end';
  if (key.return) return 'return';
  if (key.escape) return 'escape';
  if (key.tab) return key.shift ? 'shift+tab' : 'tab';
  if (key.backspace || key.delete) return 'backspace';
  return key.ctrl ? `ctrl+${input}` : undefined;
}
