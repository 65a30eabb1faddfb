import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { canarySpan, errorsIn, totals, weightsOf, type DeploymentRecord } from '../record.ts';

const { resolve } = createRequire(`${process.cwd()}/package.json`);
const asset = (name: string): string => readFileSync(resolve(name), 'utf8');
const own = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** The demo as one HTML page that needs no network: for each deployment, three plots over one time axis. */
export function renderPage(records: readonly DeploymentRecord[]): string {
  const versions = [...new Set(records.flatMap((record) => Object.keys(totals(record))))];
  const charts = records.map((record) => chartsOf(record, versions));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Serin: what the demo did</title>
<style>${asset('uplot/dist/uPlot.min.css')}${own('./page.css')}</style></head>
<body><h1>Serin: three deployments of one service</h1>
<p>Every line is what a caller outside the mesh counted, request by request, while its own Envoy split the traffic.</p>
${records.map(section).join('\n')}
<script>${asset('uplot/dist/uPlot.iife.min.js')}</script>
<script>const DEPLOYMENTS = ${JSON.stringify({ versions, charts }).replaceAll('<', '\\u003c')};</script>
<script>${own('./charts.js')}</script>
</body></html>`;
}

function section(record: DeploymentRecord, index: number): string {
  const { outcome } = record.status;
  const sums = totals(record);
  const rows = Object.entries(sums).map(
    ([version, { requests, errors }]) =>
      `<tr><th>${escape(version)}</th><td>${requests}</td><td>${errors}</td></tr>`,
  );
  const span = canarySpan(record);
  const rollback =
    span?.to === undefined
      ? ''
      : ` Its traffic was taken back <b>${(span.to - span.from).toFixed(1)} s</b> after it got the first of it.`;
  return `<section class="${outcome?.kind}"><h2>${escape(record.title)} <span>${words(outcome?.kind)}</span></h2>
<p>${escape(record.story)} ${escape(outcome?.reason ?? '')}.${rollback}</p>
<table><tr><th>version</th><th>requests</th><th>failed</th></tr>${rows.join('')}</table>
<p class="sum">${errorsIn(sums)} failed requests in all.</p>
<div class="charts" data-index="${index}"></div></section>`;
}

/** Aligned series for the plots: time in seconds since the deployment began, then one series a version. */
function chartsOf(record: DeploymentRecord, versions: readonly string[]) {
  const steps = record.status.weights.map(({ at }) => Date.parse(at) / 1000 - record.from);
  const shown = record.seconds.filter(({ at }) => at >= record.from && at <= record.to);
  return {
    duration: record.to - record.from,
    weights: [
      [...steps, record.to - record.from],
      ...versions.map((version) => {
        const weights = weightsOf(record, version).map(({ weight }) => weight);
        return [...weights, weights.at(-1) ?? 0];
      }),
    ],
    requests: [
      shown.map(({ at }) => at - record.from),
      ...versions.map((v) => shown.map((s) => s.versions[v]?.requests ?? 0)),
    ],
    errors: [
      shown.map(({ at }) => at - record.from),
      ...versions.map((v) => shown.map((s) => s.versions[v]?.errors ?? 0)),
    ],
  };
}

const words = (kind: string | undefined): string =>
  kind === 'rolledBack' ? 'rolled back' : (kind ?? 'did not end');

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
