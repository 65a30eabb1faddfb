import { setTimeout as sleep } from 'node:timers/promises';

const pollMillis = 100;
/** As long as a request may take that has no timeout of its own. */
const patienceMillis = 15_000;

/**
 * Waits until the Envoy with this admin port has nothing under way to these clusters; gives up on one that cannot be
 * asked, or is too slow.
 */
export async function untilIdle(
  adminPort: number | undefined,
  clusters: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (adminPort === undefined) return;
  const url = `http://127.0.0.1:${adminPort}/stats?filter=${encodeURIComponent('upstream_rq_active$')}`;
  const endsMillis = performance.now() + patienceMillis;
  while (!signal.aborted && performance.now() < endsMillis) {
    const stats = await fetch(url, { signal }).then(
      (response) => response.text(),
      () => '',
    );
    const active = stats.split('\n').filter((line) => !line.endsWith(': 0'));
    if (!clusters.some((name) => active.some((line) => line.startsWith(`cluster.${name}.`)))) return;
    await sleep(pollMillis, undefined, { signal }).catch(() => undefined);
  }
}
