import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { MockActivityEnvironment } from '@temporalio/testing';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { createNotificationActivities } from '../../../activities/notifications.ts';
import { isPrivate } from '../../../activities/http/addresses.ts';
import { httpPoster } from '../../../activities/notifications/http-poster.ts';
import { slackNotifier, slackText } from '../../../activities/notifications/slack.ts';
import { linksOf } from '../../../activities/notifications/links.ts';
import { teamsNotifier } from '../../../activities/notifications/teams.ts';
import { webhookNotifier } from '../../../activities/notifications/webhook.ts';
import { notifiers } from '../../../worker/notifiers.ts';
import { notificationId, type NotificationEvent } from '../../../workflows/rollout/notifications.ts';

const SECRET = Buffer.from('a signing key of some length').toString('base64');
const event: NotificationEvent = {
  id: 'run-1/held/2',
  kind: 'held',
  at: '2026-01-02T03:04:05.000Z',
  environment: 'shop',
  service: 'cart',
  canary: 'v2',
  stable: 'v1',
  weight: 33,
  reason: 'nothing <proven> & no <!channel>',
  rollout: 'canary/shop/cart',
};

it('every message links to what its worker has an address of', () => {
  const commit = 'https://git.example/{service}/commit/{version}';
  expect(linksOf({}, 'shop', event)).toEqual([]);
  expect(linksOf({ commit }, 'shop', event)).toEqual([
    { text: 'Commit', url: 'https://git.example/cart/commit/v2' },
  ]);
});

it('a message that asks for a person says until when, by the clock of whoever reads it', () => {
  const asked = { ...event, until: '2026-01-02T05:00:00.000Z', reason: 'too little traffic' };
  expect(slackText(asked, [])).toMatch(
    /: too little traffic · until <!date\^1767330000\^\{date_short_pretty\} \{time\}\|2026-01-02T05:00:00\.000Z>$/,
  );
});

const LINKS = linksOf(
  {
    temporalUi: 'https://temporal.example/',
    dashboard: 'https://grafana.example/d/serin?var-environment={environment}&var-service={service}',
  },
  'shop',
  event,
);

let server: Server;
let url: string;
let status: number;
let answer: string;
const got: { headers: IncomingMessage['headers']; body: string }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      got.push({ headers: request.headers, body });
      response.writeHead(status, { location: 'http://127.0.0.1:1/elsewhere' }).end(answer);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/t0ken`;
});
beforeEach(() => {
  status = 200;
  answer = '';
  got.length = 0;
});
afterAll(() => server.close());

it('a webhook is signed so that its receiver can check who sent it, with an id that repetitions share', async () => {
  const notifier = webhookNotifier(httpPoster(true), url, SECRET);
  await notifier.notify(event, LINKS);
  await notifier.notify(event, LINKS);
  const [first, second] = got;
  const verified = new Webhook(SECRET).verify(first?.body ?? '', first?.headers as Record<string, string>);
  expect(verified).toEqual({ type: 'rollout.held', timestamp: event.at, data: { ...event, links: LINKS } });
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
});

it('Slack gets one line, in which nobody can write a mention', async () => {
  await slackNotifier(httpPoster(true), url).notify(event, LINKS);
  expect(JSON.parse(got[0]?.body ?? '')).toEqual({ text: slackText(event, LINKS) });
  expect(slackText(event, LINKS)).toBe(
    '*shop/cart* `v2` :raised_hand: waits for a person at 33 %: nothing &lt;proven&gt; &amp; no &lt;!channel&gt; · <https://temporal.example/namespaces/shop/workflows/canary%2Fshop%2Fcart/run-1|Temporal> · <https://grafana.example/d/serin?var-environment=shop&amp;var-service=cart|Dashboard>',
  );
});

/** What Teams takes of https://adaptivecards.io/explorer/AdaptiveCard.html. */
const textBlock = z.strictObject({
  type: z.literal('TextBlock'),
  text: z.string(),
  wrap: z.boolean(),
  size: z.enum(['Default', 'Small', 'Medium', 'Large', 'ExtraLarge']).optional(),
  weight: z.enum(['Default', 'Lighter', 'Bolder']).optional(),
});
const factSet = z.strictObject({
  type: z.literal('FactSet'),
  facts: z.array(z.strictObject({ title: z.string(), value: z.string() })),
});
const teamsForm = z.strictObject({
  type: z.literal('message'),
  attachments: z.tuple([
    z.strictObject({
      contentType: z.literal('application/vnd.microsoft.card.adaptive'),
      content: z.strictObject({
        $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
        type: z.literal('AdaptiveCard'),
        version: z.enum(['1.0', '1.1', '1.2', '1.3', '1.4', '1.5']),
        body: z.array(z.union([textBlock, factSet])),
        actions: z.array(
          z.strictObject({ type: z.literal('Action.OpenUrl'), title: z.string(), url: z.url() }),
        ),
      }),
    }),
  ]),
});

it('Teams gets an adaptive card with links, in which nobody can write one', async () => {
  const written = { ...event, reason: 'see [here](https://evil.example)' };
  await teamsNotifier(httpPoster(true), url).notify(written, LINKS);
  const { content } = teamsForm.parse(JSON.parse(got[0]?.body ?? '')).attachments[0];
  expect(content.actions.map(({ title }) => title)).toEqual(['Temporal', 'Dashboard']);
  expect(JSON.stringify(content.body)).toContain('shop/cart: waits for a person');
  expect(JSON.stringify(content.body)).not.toContain('[here](');
});

/** https://developer.pagerduty.com/docs/send-alert-event */
const pagerDutyForm = z.discriminatedUnion('event_action', [
  z.strictObject({
    event_action: z.literal('trigger'),
    routing_key: z.string().length(32),
    dedup_key: z.string().max(255),
    client: z.string(),
    payload: z.strictObject({
      summary: z.string().max(1024),
      source: z.string(),
      severity: z.enum(['critical', 'warning', 'error', 'info']),
      timestamp: z.iso.datetime(),
      component: z.string(),
      group: z.string(),
      class: z.string(),
      custom_details: z.looseObject({}),
    }),
    links: z.array(z.strictObject({ href: z.url(), text: z.string() })),
  }),
  z.strictObject({
    event_action: z.literal('resolve'),
    routing_key: z.string().length(32),
    dedup_key: z.string().max(255),
  }),
]);

it('PagerDuty gets one incident a rollout, which its end resolves', async () => {
  const key = 'a'.repeat(32);
  const env = { SERIN_NOTIFY_PRIVATE: '1', SERIN_PD_URL: url, SERIN_PD_KEY: key };
  const channel = {
    name: 'ops',
    kind: 'pagerDuty',
    urlFrom: 'SERIN_PD_URL',
    secretFrom: 'SERIN_PD_KEY',
  } as const;
  const notifier = notifiers(env)({ ...channel, events: [] });
  const kinds = ['started', 'held', 'stuck', 'rolledBack'] as const;
  for (const kind of kinds)
    await notifier.notify({ ...event, kind, id: `run-1/${kind}/2`, reason: 'x'.repeat(2000) }, LINKS);
  const sent = got.map(({ body }) => pagerDutyForm.parse(JSON.parse(body)));
  expect(sent.map(({ event_action }) => event_action)).toEqual(['trigger', 'trigger', 'resolve']);
  expect(new Set(sent.map(({ dedup_key }) => dedup_key))).toEqual(new Set(['canary/shop/cart/run-1']));
  expect(sent[1]).toMatchObject({ payload: { severity: 'critical' } });
});

/** https://docs.slack.dev/reference/methods/chat.postMessage */
const postMessageForm = z
  .strictObject({
    channel: z.string().regex(/^C/),
    text: z.string().min(1).max(40_000),
    unfurl_links: z.boolean().optional(),
    thread_ts: z
      .string()
      .regex(/^\d+\.\d+$/)
      .optional(),
    reply_broadcast: z.boolean().optional(),
  })
  .refine(({ thread_ts, reply_broadcast }) => reply_broadcast === undefined || thread_ts !== undefined);

describe('a Slack bot', () => {
  const bot = {
    name: 'team',
    kind: 'slackBot',
    urlFrom: 'SERIN_SLACK_API',
    secretFrom: 'SERIN_SLACK_TOKEN',
    slackChannel: 'C024BE91L',
    events: [],
  } as const;
  const notifier = () =>
    notifiers({ SERIN_NOTIFY_PRIVATE: '1', SERIN_SLACK_API: url, SERIN_SLACK_TOKEN: 'xoxb-t0ken' })(bot);

  it('begins a thread with its first message, and tells the others in it; the channel sees how it ended', async () => {
    answer = JSON.stringify({ ok: true, channel: 'C024BE91L', ts: '1503435956.000247' });
    const thread = await notifier().notify({ ...event, kind: 'started' }, LINKS);
    expect(thread).toBe('1503435956.000247');
    answer = JSON.stringify({ ok: true, channel: 'C024BE91L', ts: '1503436000.000300' });
    for (const kind of ['rollingBack', 'rolledBack'] as const)
      expect(await notifier().notify({ ...event, kind }, LINKS, thread ?? '')).toBe(thread);
    const sent = got.map(({ body }) => postMessageForm.parse(JSON.parse(body)));
    expect(sent.map(({ thread_ts, reply_broadcast }) => [thread_ts, reply_broadcast])).toEqual([
      [undefined, undefined],
      [thread, false],
      [thread, true],
    ]);
    expect(got[0]?.headers).toMatchObject({
      authorization: 'Bearer xoxb-t0ken',
      'content-type': 'application/json; charset=utf-8',
    });
  });

  it.each([
    ['what Slack refuses', JSON.stringify({ ok: false, error: 'channel_not_found' }), 'channel_not_found'],
    ['an answer of somebody else', '<html>', "not one of Slack's API"],
    ['an answer without end', 'x'.repeat(1_000_000), "not one of Slack's API"],
  ])('has told nobody with %s', async (_what, given, message) => {
    answer = given;
    const told = notifier().notify(event, []);
    await expect(told).rejects.toMatchObject({ type: 'NotTold', message: expect.stringContaining(message) });
    await expect(told).rejects.not.toThrow('t0ken');
  });
});

it.each([
  [503, /^127\.0\.0\.1:\d+ answers 503$/],
  [302, /^127\.0\.0\.1:\d+ redirects \(302\), which is not followed/],
])('an answer of %i counts as not told, without the token in its URL', async (answer, message) => {
  status = answer;
  await expect(slackNotifier(httpPoster(true), url).notify(event, [])).rejects.toThrow(message);
  expect(got).toHaveLength(1);
});

it.each([
  ['http', 'http://example.com/hook', /only https is/],
  ['this machine', 'https://127.0.0.1/hook', /its address is private/],
  ['this machine by IPv6', 'https://[::1]/hook', /its address is private/],
  ['the metadata service', 'https://169.254.169.254/latest', /its address is private/],
  ['a name that leads inside', 'https://localhost/hook', /its address is private/],
  ['what is no URL', 'hooks.example', /is not a URL/],
])('by default %s is not told', async (_what, target, message) => {
  await expect(slackNotifier(httpPoster(false), target).notify(event, [])).rejects.toThrow(message);
});

it.each(['10.1.2.3', '172.16.0.1', '192.168.1.1', '100.64.0.1', '::ffff:10.0.0.1', 'fd00::1', 'fe80::1'])(
  '%s is private',
  (address) => expect(isPrivate(address)).toBe(true),
);

it.each([
  ['NAT64', '64:ff9b::a00:1'],
  ['6to4', '2002:a00:1::1'],
  ['Teredo', '2001:0:a00:1::1'],
  ['an IPv4-compatible address', '::10.0.0.1'],
])('an address that %s leads inside by is private', (_what, address) => {
  expect(isPrivate(address)).toBe(true);
});

it.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111', '2001:4860:4860::8888'])('%s is public', (address) => {
  expect(isPrivate(address)).toBe(false);
});

it('a channel whose variable the worker lacks says which', () => {
  const channel = { name: 'team', kind: 'slack', urlFrom: 'SERIN_SLACK_URL', events: [] } as const;
  expect(() => notifiers({})(channel)).toThrow('the worker has no variable SERIN_SLACK_URL');
});

describe('what is to be sent', () => {
  const team = { name: 'team', kind: 'slack', urlFrom: 'SERIN_SLACK_URL', events: ['held'] };
  const told: unknown[] = [];
  const { sendNotification } = createNotificationActivities(() => ({
    notify: (each) => Promise.resolve(void told.push(each)),
  }));
  const send = (channel: object, sent: object, workflowId = notificationId(team, event)) =>
    new MockActivityEnvironment({ workflowExecution: { workflowId, runId: 'run-2' } }).run(
      sendNotification as (channel: object, event: object) => Promise<void>,
      channel,
      sent,
    );
  beforeEach(() => {
    told.length = 0;
  });

  it('is sent for the workflow that tells of it', async () => {
    await send(team, event);
    expect(told).toEqual([event]);
  });

  it.each([
    ['a variable that is not of notifications', { ...team, urlFrom: 'AWS_ENDPOINT_URL' }, event],
    ['a channel of another kind', { ...team, kind: 'mail' }, event],
    ['an event of another kind', team, { ...event, kind: 'paid' }],
    ['an event with something more', team, { ...event, amount: 7 }],
    ['an event without a reason', team, { ...event, reason: undefined }],
    ['an event of another service', team, { ...event, service: 'till' }],
    ['an event of another run', team, { ...event, id: 'run-9/held/2' }],
  ])('is refused for good with %s', async (_what, channel, sent) => {
    await expect(send(channel, sent)).rejects.toMatchObject({ type: 'Refused', nonRetryable: true });
    expect(told).toEqual([]);
  });

  it('is refused for good when another workflow asks for it', async () => {
    await expect(send(team, event, 'canary/shop/cart')).rejects.toMatchObject({ type: 'Refused' });
    expect(told).toEqual([]);
  });
});
