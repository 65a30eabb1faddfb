import { setTimeout as sleep } from 'node:timers/promises';
import { Pool, type Dispatcher } from 'undici';
import { record, type Outcome, type Timeline } from './timeline.ts';
import { unknownVersion, versionOf } from './version.ts';

export interface TrafficOptions {
  /** Where the requests go, as `http://127.0.0.1:15001`. */
  readonly url: string;
  /** The certificate that an HTTPS one has, as PEM, where nobody has signed it: this one is trusted, and no other. */
  readonly certificate?: string | undefined;
  /** The Host they carry, if it is not that of the URL. */
  readonly host?: string;
  readonly requestsPerSecond: number;
  /** Whether each request has a connection of its own, as where connections are split, and not requests. */
  readonly reconnects?: boolean;
  readonly path?: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** The name that the virtual nodes of all versions start with; the first label of `host` unless told. */
  readonly service?: string;
  /** Names the version by a response's headers; by the mark of the mesh unless told. */
  readonly answeredBy?: (headers: Dispatcher.ResponseData['headers']) => string;
}

export interface Traffic {
  /** Sends nothing more, and waits for the answers that are on their way. */
  stop(): Promise<Timeline>;
  /** What has ended until now. */
  timeline(): Timeline;
}

/** Sends requests at a steady rate, however long the answers take (open loop), and counts them by who answered. */
export function startTraffic(options: TrafficOptions): Traffic {
  const { url, certificate: ca, requestsPerSecond } = options;
  const connect = { ca, allowPartialTrustChain: true, checkServerIdentity: () => undefined };
  const pool = new Pool(url, {
    ...(ca !== undefined && { connect }),
    ...(options.reconnects && { pipelining: 0 }),
  });
  const timeline: Timeline = { startedAt: new Date().toISOString(), seconds: [] };
  const pending = new Set<Promise<unknown>>();
  const startedMillis = performance.now();
  let isStopped = false;
  const untilDue = (nth: number) =>
    Math.max(1, startedMillis + (nth * 1000) / requestsPerSecond - performance.now());

  const sending = (async () => {
    for (let sent = 0; !isStopped; await sleep(untilDue(sent + 1))) {
      const due = Math.floor(((performance.now() - startedMillis) * requestsPerSecond) / 1000);
      for (; sent < due; sent++) {
        const request = send(pool, options, startedMillis).then((outcome) => record(timeline, outcome));
        pending.add(request);
        void request.then(() => pending.delete(request));
      }
    }
  })();

  return {
    async stop() {
      isStopped = true;
      await sending;
      await Promise.all(pending);
      await pool.close();
      return timeline;
    },
    timeline: () => structuredClone(timeline),
  };
}

async function send(pool: Pool, options: TrafficOptions, startedMillis: number): Promise<Outcome> {
  const { url, host = new URL(url).host, path = '/', method = 'GET' } = options;
  const { service = host.split(/[.:]/)[0]! } = options;
  const { answeredBy = ({ 'x-serin-upstream': cluster }) => versionOf(cluster?.toString(), service) } =
    options;
  const beganMillis = performance.now();
  const answer = await pool.request({ path, method, headers: { host } }).then(
    async ({ statusCode, headers, body }) => {
      await body.dump();
      return { version: answeredBy(headers), status: statusCode };
    },
    (error: NodeJS.ErrnoException) => ({ version: unknownVersion, status: error.code ?? error.name }),
  );
  const latencyMillis = Math.round((performance.now() - beganMillis) * 10) / 10;
  return { ...answer, second: Math.floor((beganMillis - startedMillis) / 1000), latencyMillis };
}
