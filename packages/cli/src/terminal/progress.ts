/** One line on stderr that says what is going on; only at a terminal, never in CI, gone when the work is done. */
import { printable } from '@lazaret/base';

/** Milliseconds between two paintings: often enough to look alive, rare enough to cost nothing. */
const INTERVAL_MS = 80;

export interface Progress {
  /** Says what is going on now; `done` of `total` where that is known. */
  step(what: string, done?: number, total?: number): void;
  end(): void;
}

export const silent: Progress = { step: () => {}, end: () => {} };

export function terminalProgress(stream: NodeJS.WriteStream): Progress {
  let last = 0;
  let shown = false;
  return {
    step(what, done, total) {
      const now = Date.now();
      if (now - last < INTERVAL_MS) return;
      last = now;
      const count = done === undefined ? '' : total === undefined ? ` ${done}` : ` ${done}/${total}`;
      const line = printable(`${what}${count}`).slice(0, Math.max((stream.columns ?? 80) - 1, 20));
      stream.write(`\r\u001b[K${line}`);
      shown = true;
    },
    end() {
      if (shown) stream.write('\r\u001b[K');
      shown = false;
    },
  };
}
