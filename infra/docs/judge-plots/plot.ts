import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';

/** Lines over one time axis, each with points of its own: [seconds, value]. */
export interface Plot {
  readonly title: string;
  readonly lines: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  /** Ends of the vertical axis. */
  readonly range: readonly [number, number];
  readonly logarithmic?: boolean;
  /** Whether a value holds until the next one. */
  readonly stepped?: boolean;
  /** Values with a dashed line across, by what they mean. */
  readonly marks?: Readonly<Record<string, number>>;
}

const COLOURS = ['#3ca951', '#efb118', '#4269d0', '#a463f2', '#ff725c'];
const { resolve } = createRequire(import.meta.url);
const asset = (name: string): string => readFileSync(resolve(name), 'utf8');

const LOCALE = readFileSync(new URL('../../demo/page/locale.js', import.meta.url), 'utf8');

/** Draws a plot by uPlot, as a picture. */
export async function draw(browser: Browser, plot: Plot, path: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 860, height: 460 }, deviceScaleFactor: 2 });
  const { data, series } = seriesOf(plot);
  const { title, range, logarithmic = false } = plot;
  await page.setContent(`<style>${asset('uplot/dist/uPlot.min.css')} body { margin: 0; background: white }</style>
<div id="plot"></div><script>${LOCALE}</script><script>${asset('uplot/dist/uPlot.iife.min.js')}</script>
<script>
const stepped = uPlot.paths.stepped({ align: 1 });
new uPlot({
  title: ${JSON.stringify(title)}, width: 860, height: 350, legend: { live: false }, cursor: { show: false },
  scales: { x: { time: false }, y: ${JSON.stringify({ range, ...(logarithmic && { distr: 3 }) })} },
  axes: [{ values: (_, values) => values.map((value) => value + ' s') }, ${logarithmic ? '{ size: 70, values: (_, values) => values.map((value) => (Math.log10(value) % 1 === 0 ? String(value) : null)) }' : '{ values: (_, values) => values.map((value) => value + " %") }'}],
  series: ${JSON.stringify(series)}.map((each) => ({ ...each, paths: each.stepped ? stepped : undefined })),
}, ${JSON.stringify(data)}, document.getElementById('plot'));
</script>`);
  await page.screenshot({ path });
  await page.close();
}

/** All lines over the moments of each, as uPlot takes them; between its own points a line goes straight on. */
function seriesOf({ lines, stepped = false, marks = {} }: Plot) {
  const moments = [...new Set(Object.values(lines).flatMap((points) => points.map(([at]) => at)))].toSorted(
    (a, b) => a - b,
  );
  const common = { width: 2, points: { show: false } };
  const drawn = Object.entries(lines).map(([label, points], i) => {
    const byMoment = new Map(points);
    const values = moments.map((at) => byMoment.get(at) ?? null);
    return { values, series: { ...common, label, stroke: COLOURS[i], spanGaps: true, stepped } };
  });
  const across = Object.entries(marks).map(([label, value]) => ({
    values: moments.map(() => value),
    series: { ...common, label, stroke: '#6c757d', width: 1, dash: [6, 6], stepped: false },
  }));
  const all = [...drawn, ...across];
  return {
    data: [moments, ...all.map(({ values }) => values)],
    series: [{}, ...all.map(({ series }) => series)],
  };
}
