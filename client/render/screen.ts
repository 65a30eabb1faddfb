import { printable } from '../../activities/printable.ts';

/** Where progress goes: lines that stay, and on a terminal one last line that is redrawn. */
export interface Screen {
  line(text: string): void;
  /** Shows what is the case now; only a terminal can take it back again, elsewhere it is left out. */
  live(text: string): void;
}

const ERASE_LINE = '\r\u001b[2K';

export function screenOn(out: NodeJS.WriteStream): Screen {
  if (!out.isTTY) return { line: (text) => out.write(`${printable(text)}\n`), live: () => undefined };
  return {
    line: (text) => out.write(`${ERASE_LINE}${printable(text)}\n`),
    live: (text) => out.write(`${ERASE_LINE}${printable(text).slice(0, out.columns - 1)}`),
  };
}
