import { retryPolicy } from '../../../../../infra/local/mesh/resources/retry-policy.ts';

const perRetryTimeout = { unit: 'ms', value: 2000 } as const;

it.each([
  ['server-error', '5xx,reset'],
  ['gateway-error', 'gateway-error,reset'],
  ['client-error', 'retriable-4xx'],
  ['stream-error', 'refused-stream'],
])('translates the event %s to %s', (event, retryOn) => {
  const policy = { httpRetryEvents: [event], maxRetries: 3, perRetryTimeout };
  expect(retryPolicy(policy)).toEqual({ retry_on: retryOn, num_retries: 3, per_try_timeout: '2s' });
});

it('joins the events of all protocols', () => {
  const policy = {
    httpRetryEvents: ['stream-error'],
    tcpRetryEvents: ['connection-error' as const],
    grpcRetryEvents: ['unavailable' as const, 'internal' as const],
    maxRetries: 0,
    perRetryTimeout,
  };
  expect(retryPolicy(policy)).toMatchObject({
    retry_on: 'refused-stream,connect-failure,unavailable,internal',
    num_retries: 0,
  });
});

it("gives a route without a policy App Mesh's default", () => {
  expect(retryPolicy(undefined)).toMatchObject({ num_retries: 2, retriable_status_codes: [503] });
});
