import { styleText } from 'node:util';
import { printable } from '../../activities/printable.ts';
import type { Sheet } from './picture/picture.ts';

/** Where progress goes: lines that stay, and on a terminal a picture beneath them that is redrawn. */
export interface Terminal {
  /** Whether it can take back what it has shown; elsewhere, pictures are left out. */
  readonly redraws: boolean;
  line(text: string): void;
  /** Shows a picture in the place of the last one. */
  draw(picture: (sheet: Sheet) => readonly string[]): void;
}

const ESC = '\u001b[';

/** A terminal redraws unless it says that it cannot, or a pipeline keeps what it prints. */
export function terminalOn(out: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Terminal {
  const redraws = out.isTTY && env['TERM'] !== 'dumb' && !env['CI'];
  // Lines of the picture that stands above the cursor.
  let drawn = 0;
  const erase = (): string => (drawn === 0 ? '' : `${ESC}${drawn}A${ESC}0J`);
  return {
    redraws,
    line(text) {
      // Above a picture that is redrawn beneath it, or after the last one, which stays.
      drawn = 0;
      out.write(`${printable(text)}\n`);
    },
    draw(picture) {
      // A terminal that was never told its size, as in a container, says that it has none.
      const [columns, rows] = [out.columns || 80, out.rows || 24];
      // A style of nothing is how `styleText` leaves a text as it is where NO_COLOR asks for that, or the terminal has no colours.
      const lines = picture({
        columns,
        rows,
        paint: (style, text) => styleText(style, text, { stream: out }),
      });
      out.write(`${erase()}${lines.map((line) => `${line}\n`).join('')}`);
      drawn = lines.length;
    },
  };
}
