import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerQuery } from '../../../../infra/local/metrics/prometheus-api.ts';
import { createSeriesStore, type SeriesStore } from '../../../../infra/local/metrics/series-store.ts';

export interface PrometheusServer {
  readonly address: string;
  readonly store: SeriesStore;
  /** How many queries it has answered. */
  queries(): number;
  stop(): Promise<void>;
}

/** The local cloud's Prometheus API, over a store that a test fills. */
export async function startPrometheus(): Promise<PrometheusServer> {
  const store = createSeriesStore(48 * 3600);
  let answered = 0;
  const server = createServer((request, response) => {
    answered++;
    void answerQuery(request, response, store).then((known) => known || response.writeHead(404).end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    store,
    queries: () => answered,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
