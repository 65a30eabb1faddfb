import type { GrpcRetryPolicy, HttpRetryPolicy } from '@aws-sdk/client-app-mesh';
import type { JsonObject } from '@bufbuild/protobuf';
import { protoDuration } from './duration.ts';

/** Envoy's `retry_on` by App Mesh's event; both of the error classes include a connection that breaks. */
const retryOn: Readonly<Record<string, string>> = {
  'server-error': '5xx,reset',
  'gateway-error': 'gateway-error,reset',
  'client-error': 'retriable-4xx',
  'stream-error': 'refused-stream',
  'connection-error': 'connect-failure',
};

/** What App Mesh gives a route that has no policy of its own («Envoy defaults set by App Mesh», User Guide). */
const defaultPolicy: JsonObject = {
  retry_on: 'retriable-status-codes,connect-failure,refused-stream,reset,unavailable',
  retriable_status_codes: [503],
  num_retries: 2,
};

/** envoy.config.route.v3.RetryPolicy */
export function retryPolicy(policy: HttpRetryPolicy | GrpcRetryPolicy | undefined): JsonObject {
  if (policy === undefined) return defaultPolicy;
  const grpcRetryEvents = 'grpcRetryEvents' in policy ? policy.grpcRetryEvents : undefined;
  const events = [
    ...(policy.httpRetryEvents ?? []),
    ...(policy.tcpRetryEvents ?? []),
    ...(grpcRetryEvents ?? []),
  ];
  return {
    // gRPC's events have the same names in Envoy.
    retry_on: events.map((event) => retryOn[event] ?? event).join(','),
    num_retries: policy.maxRetries!,
    ...(policy.perRetryTimeout && { per_try_timeout: protoDuration(policy.perRetryTimeout) }),
  };
}
