import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** Upper bounds in seconds. Temporal's own are for what takes milliseconds. */
const BUCKETS: Readonly<Record<string, number[]>> = {
  serin_aws_request_duration_seconds: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  serin_rollback_traffic_seconds: [1, 2.5, 5, 10, 20, 30, 60, 120, 300, 900, 3600],
  serin_rollout_duration_seconds: [60, 300, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400, 259_200, 604_800],
};

/** Has Temporal's runtime keep the metrics of its own and of workflows and activities, to be read at an address of this machine. */
export const runtimeMetrics = (bindAddress: string) => ({
  prometheus: { bindAddress, histogramBucketOverrides: BUCKETS },
});

/** An address of this machine that nobody listens at. */
export async function ownAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}
