import { Channel } from '../../../../../infra/local/mesh/delivery/channel.ts';
import type { ResponseContent } from '../../../../../infra/local/mesh/delivery/messages.ts';
import type { NamedResources, ResourceKind } from '../../../../../infra/local/mesh/resources/resources.ts';

const v1: NamedResources = { a: { weight: 1 } };
const v2: NamedResources = { a: { weight: 2 } };

function open(kind: ResourceKind) {
  const sent: ResponseContent[] = [];
  const channel = new Channel(kind, (content) => sent.push(content));
  const say = (responseNonce: string, resourceNames: string[], error?: string) =>
    channel.receive({
      typeUrl: '',
      responseNonce,
      resourceNames,
      ...(error && { errorDetail: { message: error } }),
    });
  return { channel, sent, say };
}

it('answers a subscription with what is on offer, and holds it until it is acknowledged', async () => {
  const { channel, sent, say } = open('clusters');
  const offered = channel.offer(v1);
  expect(sent).toEqual([]);
  say('', []);
  expect(sent).toMatchObject([{ nonce: '1', resources: [{ weight: 1 }] }]);
  expect(channel.acknowledged).toEqual({});
  say('1', []);
  await offered;
  expect(channel.acknowledged).toBe(v1);
});

it('holds a subscription until something is on offer', async () => {
  const { channel, sent, say } = open('listeners');
  say('', []);
  expect(sent).toEqual([]);
  const offered = channel.offer({});
  expect(sent).toMatchObject([{ nonce: '1', resources: [] }]);
  say('1', []);
  await offered;
});

it("rejects an offer in Envoy's words, and keeps what was acknowledged before", async () => {
  const { channel, say } = open('routes');
  const accepted = channel.offer(v1);
  say('', ['a']);
  say('1', ['a']);
  await accepted;
  const refused = channel.offer(v2);
  say('2', ['a'], 'weights must not be 0');
  await expect(refused).rejects.toThrow('weights must not be 0');
  expect(channel.acknowledged).toBe(v1);
});

it('does not take the answer to an earlier response for an acknowledgement', async () => {
  const { channel, say } = open('clusters');
  say('', []);
  void channel.offer(v1);
  const offered = channel.offer(v2);
  say('1', []);
  expect(channel.acknowledged).toEqual({});
  say('2', []);
  await offered;
  expect(channel.acknowledged).toBe(v2);
});

it('responds again to an Envoy that asks for more names', async () => {
  const { channel, sent, say } = open('endpoints');
  void channel.offer({ a: {}, b: {} });
  say('', ['a']);
  say('1', ['a', 'b']);
  expect(sent).toHaveLength(2);
  expect(channel.acknowledged).toEqual({});
  say('2', ['a', 'b']);
  expect(channel.acknowledged).toEqual({ a: {}, b: {} });
});

it('waits for no acknowledgement of having no endpoints, which Envoy does not give', async () => {
  const { channel, sent, say } = open('endpoints');
  const offered = channel.offer(v1);
  say('', ['a']);
  say('1', ['a']);
  await offered;
  await channel.offer({});
  expect(sent).toHaveLength(1);
  expect(channel.acknowledged).toEqual({});
});
