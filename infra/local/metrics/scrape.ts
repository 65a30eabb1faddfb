import { containerInsights, statsFilter, type EnvoyTask } from './container-insights.ts';
import type { Reading } from './deltas.ts';
import { parseExposition } from './exposition.ts';
import { sum } from './sample.ts';

const timeoutMillis = 2000;

/** Reads what a task's Envoy has counted, histograms as of the reading before; rejects when it does not answer. */
export async function scrape(task: EnvoyTask): Promise<Reading> {
  const url = `http://127.0.0.1:${task.adminPort}/stats/prometheus?filter=${encodeURIComponent(statsFilter)}`;
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMillis) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return sum(containerInsights(parseExposition(await response.text()), task));
}
