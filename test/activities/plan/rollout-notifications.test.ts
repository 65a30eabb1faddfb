import { settlePlan } from '../../../activities/plan/settle.ts';
import { rolloutYaml } from '../../fakes/rollout-yaml.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:deployments';

const settled = (channel: object) =>
  settlePlan(rolloutYaml({ notifications: [{ name: 'team', ...channel }] }));

it.each([
  [{ kind: 'eventBridge', eventBus: 'default' }],
  [{ kind: 'eventBridge', eventBus: 'arn:aws:events:eu-west-1:123456789012:event-bus/shared/deployments' }],
  [{ kind: 'sns', topic: TOPIC }],
])('%j is told of everything', (channel) => {
  expect(settled(channel)).toMatchObject({ value: { notifications: [channel] } });
});

it.each([
  [{ kind: 'sns' }, 'notifications.0.topic', /SNS needs the topic that it is told by; others have none/],
  [
    { kind: 'sns', topic: `${TOPIC}.fifo` },
    'notifications.0.topic',
    /must be the ARN of a standard SNS topic/,
  ],
  [{ kind: 'sns', topic: 'deployments' }, 'notifications.0.topic', /must be the ARN of a standard SNS topic/],
  [
    { kind: 'sns', topic: TOPIC, urlFrom: 'SERIN_URL' },
    'notifications.0.urlFrom',
    /AWS is told by its own API: there is no URL/,
  ],
  [{ kind: 'eventBridge' }, 'notifications.0.eventBus', /EventBridge needs the event bus/],
  [
    { kind: 'slack', urlFrom: 'SERIN_URL', eventBus: 'default' },
    'notifications.0.eventBus',
    /others have none/,
  ],
])('%j is refused', (channel, path, message) => {
  expect(settled(channel)).toMatchObject({
    ok: false,
    problems: [{ path, message: expect.stringMatching(message) }],
  });
});
