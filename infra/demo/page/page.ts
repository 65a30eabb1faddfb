import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Rollback } from '../comparison.ts';
import { canarySpan, totals, weightsOf, type Count, type DeploymentRecord } from '../record.ts';

const { resolve } = createRequire(`${process.cwd()}/package.json`);
const asset = (name: string): string => readFileSync(resolve(name), 'utf8');
const own = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** The demo as one HTML page that needs no network: for each deployment, its plots over one time axis. */
export function renderPage(
  records: readonly DeploymentRecord[],
  sideBySide: readonly Rollback[],
  lead: readonly string[],
): string {
  const colours = colourOf(records.flatMap(versionsIn));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Serin: what the demo did</title>
<style>${asset('uplot/dist/uPlot.min.css')}${own('./page.css')}</style></head>
<body><h1>Serin: deployments of one service</h1>
${lead.map((line) => `<p>${escape(line)}</p>`).join('\n')}
<p>Every version takes 75 to 300 ms to answer, unless it is told otherwise.
Tables and plots count what callers met; a verdict counts what the version's tasks answered. A mesh repeats a request that failed with another task, so a version can fail requests of which no caller knows.</p>
${comparison(sideBySide)}
${records.map((record, index) => section(record, index, colours)).join('\n')}
<script>${own('./locale.js')}</script>
<script>${asset('uplot/dist/uPlot.iife.min.js')}</script>
<script>const DEPLOYMENTS = ${JSON.stringify(records.map((record) => chartsOf(record, colours))).replaceAll('<', '\\u003c')};</script>
<script>${own('./charts.js')}</script>
</body></html>`;
}

const COLOURS = ['#4269d0', '#3ca951', '#ff725c', '#a463f2', '#efb118', '#6cc5b0', '#ff8ab7', '#9c6b4e'];

/** A version keeps its colour all over the page. */
function colourOf(versions: readonly string[]): (version: string) => string {
  const distinct = [...new Set(versions)];
  return (version) => COLOURS[distinct.indexOf(version) % COLOURS.length] ?? 'gray';
}

/** The versions that a deployment is about: those with a weight, those that callers met, and the one under trial. */
const versionsIn = (record: DeploymentRecord): string[] => [
  ...new Set([
    ...record.status.weights.flatMap(({ split }) => split.map(({ version }) => version)),
    ...Object.keys(totals(record)),
    record.version,
  ]),
];

/** The same fault under two judges. */
function comparison(rollbacks: readonly Rollback[]): string {
  const rows = rollbacks.map(
    ({ judge, seconds, failedRequests }) =>
      `<tr><th>${judge}</th><td>${seconds?.toFixed(1) ?? '∞'} s</td><td>${failedRequests}</td></tr>`,
  );
  return `<section class="comparison"><h2>Version three, judged in two ways</h2>
<p>By the number of its errors at the end of each step, and by evidence against it all the time.</p>
<table><tr><th>judge</th><th>rolled back after</th><th>failed requests</th></tr>${rows.join('')}</table></section>`;
}

function section(record: DeploymentRecord, index: number, colours: (version: string) => string): string {
  const { outcome } = record.status;
  const sums = totals(record);
  const rows = versionsIn(record).map((version) => {
    const { requests, errors } = sums[version] ?? { requests: 0, errors: 0 };
    const swatch = `<i style="background:${colours(version)}"></i>`;
    return `<tr><th>${swatch}${escape(version)}</th><td>${requests}</td><td>${errors}</td></tr>`;
  });
  const span = canarySpan(record);
  const rollback =
    span?.to === undefined
      ? ''
      : ` It was rolled back <b>${(span.to - span.from).toFixed(1)} s</b> after it got the first of it.`;
  return `<section class="${outcome?.kind}"><h2>${escape(record.title)} <span>${words(outcome?.kind)}</span></h2>
<p>${escape(record.story)} ${escape(outcome?.reason ?? '')}.${rollback}</p>
<table><tr><th>version</th><th>requests</th><th>failed</th></tr>${rows.join('')}</table>
<div class="charts" data-index="${index}"></div>${pictures(record)}</section>`;
}

/** The browser's view: before, meanwhile and afterwards. */
function pictures(record: DeploymentRecord): string {
  if (record.pictures.length === 0) return '';
  const figures = record.pictures.map(
    ({ caption, png }) =>
      `<figure><img src="data:image/png;base64,${png}" alt="${escape(caption)}"><figcaption>${escape(caption)}</figcaption></figure>`,
  );
  return `<div class="pictures">${figures.join('')}</div>`;
}

/** Aligned series for the plots: time in seconds since the deployment began, then one series a version. */
function chartsOf(record: DeploymentRecord, colours: (version: string) => string) {
  const versions = versionsIn(record);
  const steps = record.status.weights.map(({ at }) => Date.parse(at) / 1000 - record.from);
  const shown = record.seconds.filter(({ at }) => at >= record.from && at <= record.to);
  const perSecond = (count: keyof Count) => [
    shown.map(({ at }) => at - record.from),
    ...versions.map((version) => shown.map((second) => second.versions[version]?.[count] ?? 0)),
  ];
  return {
    duration: record.to - record.from,
    versions: versions.map((version) => ({ version, colour: colours(version) })),
    weights: [
      [...steps, record.to - record.from],
      ...versions.map((version) => {
        const weights = weightsOf(record, version).map(({ weight }) => weight);
        return [...weights, weights.at(-1) ?? 0];
      }),
    ],
    // Nobody calls before the first deployment is over.
    requests: shown.length > 0 ? perSecond('requests') : undefined,
    errors: shown.length > 0 ? perSecond('errors') : undefined,
    evidence:
      record.evidence.length > 0
        ? [
            record.evidence.map(({ at }) => at - record.from),
            record.evidence.map(({ evidence }) => Math.max(evidence, LEAST_EVIDENCE)),
          ]
        : undefined,
    canary: { version: record.version, colour: colours(record.version) },
  };
}

/** Less does not tell more, and a logarithm needs something. */
const LEAST_EVIDENCE = 0.01;

const words = (kind: string | undefined): string =>
  kind === 'rolledBack' ? 'rolled back' : (kind ?? 'did not end');

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
