import { PutMetricDataCommand, type CloudWatchClient, type MetricDatum } from '@aws-sdk/client-cloudwatch';
import { namespace } from './metric-data.ts';

/** As many as one call may carry. */
const callLimit = 1000;

type Put = (data: readonly MetricDatum[]) => Promise<void>;

/** Sends data to CloudWatch, at most so many a call. The client must not try again by itself. */
export function createPublisher(client: CloudWatchClient): Put {
  return putOnceMore(async (data) => {
    await client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData: [...data] }));
  });
}

/** Data that was refused is sent once more with the next; rejects after all was tried, with the last error. */
export function putOnceMore(put: Put): Put {
  let refused: (readonly MetricDatum[])[] = [];
  return async (data) => {
    const again = refused;
    refused = [];
    let failure: Error | undefined;
    for (const batch of again) await put(batch).catch((error: Error) => (failure = error));
    for (let i = 0; i < data.length; i += callLimit) {
      const batch = data.slice(i, i + callLimit);
      await put(batch).catch((error: Error) => {
        failure = error;
        refused.push(batch);
      });
    }
    if (failure) throw failure;
  };
}
