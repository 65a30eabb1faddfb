import type { MetricMeter } from '@temporalio/common';
import type { Attempting } from '../../activities/attempts.ts';

/** How AWS says that it was asked too often; a quota that is used up is another thing. */
const THROTTLING = /Throttl|^TooManyRequests|^RequestLimitExceeded$|^SlowDown$|^PriorRequestNotComplete$/;

/**
 * The same client, each attempt of whose calls is counted, repetitions by the SDK included:
 * `serin_aws_requests_total{service, operation, result}` with `ok`, `throttled` or `error`, and
 * `serin_aws_request_duration_seconds{service}`.
 */
export function counted<Client extends Attempting>(client: Client, meter: MetricMeter): Client {
  const requests = meter.createCounter('serin_aws_requests_total', undefined, 'Requests to AWS');
  const durations = meter.createHistogram(
    'serin_aws_request_duration_seconds',
    'float',
    undefined,
    'How long AWS takes to answer',
  );
  client.middlewareStack.add(
    (next, { clientName = '', commandName = '' }) =>
      async (args) => {
        const service = clientName.replace(/Client$/, '');
        const operation = commandName.replace(/Command$/, '');
        const begun = performance.now();
        const told = (result: string) => {
          requests.add(1, { service, operation, result });
          durations.record((performance.now() - begun) / 1000, { service });
        };
        try {
          const reply = await next(args);
          told('ok');
          return reply;
        } catch (error) {
          told(error instanceof Error && THROTTLING.test(error.name) ? 'throttled' : 'error');
          throw error;
        }
      },
    { step: 'finalizeRequest', name: 'counted', priority: 'low' },
  );
  return client;
}
