import { ApplicationFailure } from '@temporalio/common';
import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Notifier } from './notifier.ts';

/** By which rules of EventBridge find what Serin tells. */
export const EVENT_SOURCE = 'serin';

/**
 * Amazon EventBridge (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html): the same type and data as a
 * signed webhook, as an event's detail.
 *
 * @param eventBus name or ARN
 */
export const eventBridgeNotifier = (client: EventBridgeClient, eventBus: string): Notifier => ({
  async notify(event, links) {
    const { Entries: [answer] = [] } = await client.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: eventBus,
            Source: EVENT_SOURCE,
            DetailType: `rollout.${event.kind}`,
            Time: new Date(event.at),
            Detail: JSON.stringify({ ...event, links }),
          },
        ],
      }),
    );
    // An event that is not taken is no error of the call.
    if (answer?.ErrorCode !== undefined)
      throw ApplicationFailure.create({
        type: 'NotTold',
        message: `EventBridge answers ${answer.ErrorCode}: ${answer.ErrorMessage}`,
      });
  },
});
