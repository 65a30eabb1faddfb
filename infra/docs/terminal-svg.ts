/** What a terminal shows for a while: lines with their colours as a terminal is told of them. */
export type Frame = readonly string[];

/** How long each frame stays. */
const SECONDS = 3;
const [CHARACTER, LINE, MARGIN] = [8.4, 19, 12];

const COLOURS: Readonly<Record<string, string>> = {
  1: 'font-weight="bold"',
  2: 'fill="#8b949e"',
  31: 'fill="#ff7b72"',
  32: 'fill="#7ee787"',
  33: 'fill="#e3b341"',
  36: 'fill="#76e3ea"',
};

/** Draws frames one after the other, for ever, as an animated picture in SVG that needs no script. */
export function terminalSvg(frames: readonly Frame[], columns: number): string {
  const rows = Math.max(...frames.map((frame) => frame.length));
  const [width, height] = [columns * CHARACTER + 2 * MARGIN, rows * LINE + 2 * MARGIN];
  const whole = frames.length * SECONDS;
  const share = (100 / frames.length).toFixed(3);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width.toFixed(0)}" height="${height}" font-family="monospace" font-size="14" fill="#e6edf3">`,
    `<style>g { visibility: hidden; animation: shown ${whole}s step-end infinite } @keyframes shown { 0% { visibility: visible } ${share}% { visibility: hidden } }</style>`,
    '<rect width="100%" height="100%" rx="8" fill="#0d1117"/>',
    ...frames.map((frame, i) => [
      `<g style="animation-delay: ${i * SECONDS}s">`,
      ...frame.flatMap(drawn),
      '</g>',
    ]),
    '</svg>\n',
  ]
    .flat()
    .join('\n');
}

/** The text of a line, without what colours it. */
export const unstyled = (line: string): string => line.replaceAll(/\u001b\[[\d;]*m/g, '');

/** A line's pieces, each in its column and in the style that the terminal was told before it. */
function drawn(line: string, row: number): string[] {
  let styles: string[] = [];
  let column = 0;
  return line.split(/\u001b\[([\d;]*)m/).flatMap((piece, i) => {
    if (i % 2 === 1) {
      styles = piece in COLOURS ? [...styles, COLOURS[piece] ?? ''] : [];
      return [];
    }
    const begins = column;
    column += [...piece].length;
    return [...piece.matchAll(/█+|░+|[^\s█░]+(?: [^\s█░]+)*/g)].map(({ 0: run, index }) =>
      placed(run, begins + index, row, styles.join(' ')),
    );
  });
}

/** Text keeps its width in whatever font a reader has, and bars are drawn, since not every font has them. */
function placed(run: string, column: number, row: number, style: string): string {
  const [x, width] = [MARGIN + column * CHARACTER, [...run].length * CHARACTER].map((n) => n.toFixed(1));
  const top = MARGIN + row * LINE;
  const bar = /[█░]/.test(run) ? (run.startsWith('█') ? 1 : 0.25) : undefined;
  return bar === undefined
    ? `<text x="${x}" y="${top + 14}" textLength="${width}" ${style}>${escaped(run)}</text>`
    : `<rect x="${x}" y="${top + 2}" width="${width}" height="14" fill-opacity="${bar}" ${style}/>`;
}

const escaped = (run: string): string =>
  run.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
