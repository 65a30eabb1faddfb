import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { eventBridgeNotifier } from '../../../activities/notifications/event-bridge.ts';
import { snsNotifier } from '../../../activities/notifications/sns.ts';
import type { NotificationEvent } from '../../../workflows/rollout/notifications.ts';
import { eventually } from '../../infra/local/eventually.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';

const event: NotificationEvent = {
  id: 'run-1/gate/2',
  kind: 'gate',
  at: '2026-01-02T03:04:05.000Z',
  environment: 'shop',
  service: 'cart',
  canary: 'v2',
  stable: 'v1',
  weight: 33,
  until: '2026-01-02T05:00:00.000Z',
  reason: 'no difference – 0 of 900 requests failed\u001b[31m',
  rollout: 'canary/shop/cart',
};
const LINKS = [{ text: 'Temporal', url: 'https://temporal.example/namespaces/shop' }];

let aws: AwsServer;
let eventBridge: EventBridgeClient;
let sns: SNSClient;
let sqs: SQSClient;
beforeAll(async () => {
  aws = await startAws();
  eventBridge = new EventBridgeClient(aws.settings);
  sns = new SNSClient(aws.settings);
  sqs = new SQSClient(aws.settings);
});
afterAll(() => aws?.stop());

interface Queue {
  readonly url: string;
  readonly arn: string;
}

async function queue(QueueName: string): Promise<Queue> {
  const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
  );
  return { url, arn: Attributes?.['QueueArn'] ?? '' };
}

/** The next message of a queue, as JSON. */
const received = async ({ url }: Queue): Promise<unknown> =>
  JSON.parse(
    await eventually(
      async () =>
        (await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 1 }))).Messages?.[0]
          ?.Body,
    ),
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html, of 256 KB at the most */
const entryForm = z.strictObject({
  EventBusName: z.string(),
  Source: z.string().min(1),
  DetailType: z.string().min(1).max(128),
  Time: z.number(),
  Detail: z
    .string()
    .max(256_000)
    .transform((detail) => JSON.parse(detail) as unknown),
});

it('an event bus gets an event that rules can find by its source, type and detail', async () => {
  await eventBridge.send(new CreateEventBusCommand({ Name: 'deployments' }));
  const sent: unknown[] = [];
  eventBridge.middlewareStack.add(
    (next) => (args) => {
      sent.push(JSON.parse(new TextDecoder().decode((args.request as { readonly body: Uint8Array }).body)));
      return next(args);
    },
    { step: 'finalizeRequest' },
  );
  await eventBridgeNotifier(eventBridge, 'deployments').notify(event, LINKS);
  expect(z.tuple([z.strictObject({ Entries: z.array(entryForm) })]).parse(sent)[0].Entries).toEqual([
    {
      EventBusName: 'deployments',
      Source: 'serin',
      DetailType: 'rollout.gate',
      Time: Date.parse(event.at) / 1000,
      Detail: { ...event, links: LINKS },
    },
  ]);
});

/** https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
const eventForm = z.strictObject({
  version: z.literal('0'),
  id: z.string().min(1),
  'detail-type': z.string(),
  source: z.string(),
  // moto leaves it out.
  account: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  time: z.iso.datetime(),
  region: z.string(),
  resources: z.array(z.string()),
  detail: z.looseObject({}),
});

/** A queue that gets the events of a bus that a rule lets through. */
async function matching(bus: string, rule: string, pattern: object): Promise<Queue> {
  const target = await queue(rule);
  await eventBridge.send(
    new PutRuleCommand({ EventBusName: bus, Name: rule, EventPattern: JSON.stringify(pattern) }),
  );
  await eventBridge.send(
    new PutTargetsCommand({ EventBusName: bus, Rule: rule, Targets: [{ Id: rule, Arn: target.arn }] }),
  );
  return target;
}

it('a rule delivers what it matches by source, type and service, and nothing else', async () => {
  await eventBridge.send(new CreateEventBusCommand({ Name: 'routed' }));
  const carts = await matching('routed', 'gates-of-cart', {
    source: ['serin'],
    'detail-type': ['rollout.gate'],
    detail: { environment: ['shop'], service: ['cart'] },
  });
  const ends = await matching('routed', 'promotions', { 'detail-type': ['rollout.promoted'] });
  const notifier = eventBridgeNotifier(eventBridge, 'routed');
  await notifier.notify({ ...event, service: 'till' }, LINKS);
  await notifier.notify(event, LINKS);
  await notifier.notify({ ...event, kind: 'promoted' }, LINKS);
  expect(eventForm.parse(await received(carts))).toMatchObject({
    'detail-type': 'rollout.gate',
    source: 'serin',
    time: '2026-01-02T03:04:05Z',
    detail: { ...event, links: LINKS },
  });
  expect(eventForm.parse(await received(ends))).toMatchObject({ 'detail-type': 'rollout.promoted' });
  expect(await waitingIn(carts)).toBe(0);
});

/** Messages that nobody has received yet. */
async function waitingIn({ url }: Queue): Promise<number> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes?.['ApproximateNumberOfMessages']);
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
const messageForm = z.looseObject({
  Type: z.literal('Notification'),
  MessageId: z.string(),
  TopicArn: z.string(),
  Subject: z.string().regex(/^[\x20-\x7e]{1,99}$/),
  Message: z.string(),
  Timestamp: z.iso.datetime(),
  MessageAttributes: z.record(z.string(), z.strictObject({ Type: z.literal('String'), Value: z.string() })),
});

it('a topic gets a subject and lines for a person, and what subscriptions are filtered by', async () => {
  const told = await queue('mailed');
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'deployments' }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: told.arn }));
  await snsNotifier(sns, TopicArn).notify({ ...event, canary: 'vé2' }, LINKS);
  const { Subject, Message, MessageAttributes } = messageForm.parse(await received(told));
  expect(Subject).toBe('shop/cart v?2: asks for approval');
  expect(Message.split('\n')).toEqual([
    'shop/cart asks for approval: no difference – 0 of 900 requests failed\\u001b[31m',
    '',
    'Canary:  vé2',
    'Stable:  v1',
    'Weight:  33 %',
    'Until:   2026-01-02T05:00:00.000Z',
    '',
    'Temporal: https://temporal.example/namespaces/shop',
    '',
  ]);
  expect(MessageAttributes).toEqual({
    environment: { Type: 'String', Value: 'shop' },
    service: { Type: 'String', Value: 'cart' },
    kind: { Type: 'String', Value: 'gate' },
  });
});

it('what AWS does not take is told again', async () => {
  await expect(eventBridgeNotifier(eventBridge, 'nowhere').notify(event, [])).rejects.toThrow();
  const nowhere = 'arn:aws:sns:eu-west-1:123456789012:nowhere';
  await expect(snsNotifier(sns, nowhere).notify(event, [])).rejects.toThrow();
});

it('IAM is asked for the bus and the topic alone', async () => {
  const asked = (await aws.calls())
    .filter(({ action }) => ['PutEvents', 'Publish'].includes(action))
    .flatMap(({ permissions }) => permissions.map(({ action, resource }) => `${action} ${resource}`));
  expect(new Set(asked)).toEqual(
    new Set([
      'events:PutEvents arn:aws:events:eu-west-1:123456789012:event-bus/deployments',
      'events:PutEvents arn:aws:events:eu-west-1:123456789012:event-bus/routed',
      'events:PutEvents arn:aws:events:eu-west-1:123456789012:event-bus/nowhere',
      'sns:Publish arn:aws:sns:eu-west-1:123456789012:deployments',
      'sns:Publish arn:aws:sns:eu-west-1:123456789012:nowhere',
    ]),
  );
});
