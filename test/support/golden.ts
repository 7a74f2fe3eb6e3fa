import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a text must be: test/golden/NAME. `GOLDEN=write` in the environment takes what is there now. */
export function golden(name: string, text: string): string {
  const path = join(process.cwd(), 'test/golden', name);
  if (process.env['GOLDEN'] === 'write') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return existsSync(path) ? readFileSync(path, 'utf8') : `there is no ${path}; GOLDEN=write makes it`;
}
