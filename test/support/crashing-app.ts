import { createElement, useEffect, useState } from 'react';
import { takeFullScreen } from '../../cli/tui/full-screen.js';
import { mountApp } from '../../cli/tui/ink-app.js';

/** node crashing-app.js first|later: takes the whole terminal, and throws while it draws. */

function Crashing({ first }: { readonly first: boolean }) {
  const [again, draw] = useState(false);
  useEffect(() => draw(true), []);
  if (first || again) throw new Error('it cannot be drawn');
  return null;
}

const leave = takeFullScreen(process.stdout);
try {
  const app = await mountApp(createElement(Crashing, { first: process.argv[2] === 'first' }));
  await app.over.finally(() => app.unmount());
} catch (error) {
  leave();
  console.log(`told: ${String(error)}`);
  process.exitCode = 3;
} finally {
  leave();
}
