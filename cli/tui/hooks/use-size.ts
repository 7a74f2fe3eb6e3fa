import { useEffect, useState } from 'react';
import type { Size } from '../canvas/line.js';
import { useStdout } from '../ink.js';

/** The size of the terminal, also after it has changed. */
export function useSize(): Size {
  const { stdout } = useStdout();
  const [size, setSize] = useState(sizeOf(stdout));
  useEffect(() => {
    const resized = (): void => setSize(sizeOf(stdout));
    stdout.on('resize', resized);
    return () => void stdout.off('resize', resized);
  }, [stdout]);
  return size;
}

function sizeOf({ columns = 80, rows = 24 }: { readonly columns?: number; readonly rows?: number }): Size {
  return { columns, rows };
}
