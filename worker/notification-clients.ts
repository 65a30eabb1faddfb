import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { noopMetricMeter, type MetricMeter } from '@temporalio/common';
import type { AwsPlace } from './accounts.ts';
import { SDK_SETTINGS } from './sdk-settings.ts';
import { counted } from './metrics/aws-requests.ts';

/** The AWS services that people are told by. */
export interface NotificationClients {
  readonly eventBridge: EventBridgeClient;
  /** A topic is told in its own Region. */
  readonly sns: (region: string) => SNSClient;
}

/**
 * @param place where they work; what it leaves out comes from the SDK's own chain
 * @param meter what counts their requests; they are not counted unless given
 */
export function notificationClients(
  place: AwsPlace = {},
  meter: MetricMeter = noopMetricMeter,
): NotificationClients {
  const settings = { ...SDK_SETTINGS, ...place };
  const topics = new Map<string, SNSClient>();
  return {
    eventBridge: counted(new EventBridgeClient(settings), meter),
    sns(region) {
      const client = topics.get(region) ?? counted(new SNSClient({ ...settings, region }), meter);
      topics.set(region, client);
      return client;
    },
  };
}
