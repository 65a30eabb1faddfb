/** True when the Envoy with this admin port says that it serves. */
export async function isLive(adminPort: number): Promise<boolean> {
  const answer = await ask(adminPort, 'GET', '/ready').catch(() => '');
  return answer.trim() === 'LIVE';
}

/** Requests and TCP connections that have come in and are not finished. */
export async function activeRequests(adminPort: number): Promise<number> {
  const filter = '^(http\\.ingress\\.downstream_rq_active|tcp\\.ingress.*\\.downstream_cx_active)$';
  const stats = await ask(adminPort, 'GET', `/stats?filter=${encodeURIComponent(filter)}`);
  return [...stats.matchAll(/: (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
}

/** Lets connections finish and takes no new ones. */
export async function drainListeners(adminPort: number): Promise<void> {
  await ask(adminPort, 'POST', '/drain_listeners?graceful&skip_exit');
}

async function ask(adminPort: number, method: string, path: string): Promise<string> {
  const url = `http://127.0.0.1:${adminPort}${path}`;
  const response = await fetch(url, { method, signal: AbortSignal.timeout(2000) });
  return response.text();
}
