import { isMissed, rounded, type Found, type Ratio } from './ratio.ts';

/** A run of the bench. */
export interface Run {
  readonly date: string;
  readonly cores: number;
  readonly parts: Readonly<Record<string, Found>>;
}

const BAR_WIDTH = 360;

/** A run as a page by itself: each ratio as a bar, with its goal as a line across it. */
export function pageOf({ date, cores, parts }: Run): string {
  const sections = Object.entries(parts).map(
    ([name, { ratios, summary }]) =>
      `<h2>${escaped(name)}</h2><p>${escaped(summary)}</p><table>${ratios.map(row).join('')}</table>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Serin: bench</title><style>${STYLE}</style>
<h1>Bench</h1><p>${escaped(date)}, ${cores} cores</p>${sections.join('\n')}</html>
`;
}

function row(ratio: Ratio): string {
  const { what, value, unit, atMost } = ratio;
  const cells = [escaped(what), rounded(value), escaped(unit), atMost === undefined ? '' : `≤ ${atMost}`];
  return `<tr${isMissed(ratio) ? ' class="missed"' : ''}>${cells.map((cell) => `<td>${cell}</td>`).join('')}<td>${bar(ratio)}</td></tr>`;
}

/** A ratio without a goal has nothing to be held against, so it is no bar. */
function bar({ value, atMost }: Ratio): string {
  if (atMost === undefined || atMost === 0) return '';
  const goalX = BAR_WIDTH / 2;
  const width = Math.min(BAR_WIDTH, (value / atMost) * goalX);
  return (
    `<svg width="${BAR_WIDTH}" height="14" role="img" aria-label="${rounded(value)} of ${atMost}">` +
    `<rect width="${width.toFixed(1)}" height="14"/><line x1="${goalX}" x2="${goalX}" y2="14"/></svg>`
  );
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const STYLE =
  'body{font:15px system-ui;margin:2rem}td{padding:2px 12px 2px 0}td:nth-child(2){text-align:right;font-variant-numeric:tabular-nums}' +
  'rect{fill:#3a7}line{stroke:#222;stroke-width:2}.missed rect{fill:#c43}.missed td:nth-child(2){color:#c43;font-weight:600}';
