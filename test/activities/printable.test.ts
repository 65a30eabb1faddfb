import { slackText } from '../../activities/notifications/slack.ts';
import { printable, unprintableIn } from '../../activities/printable.ts';

it.each([
  ['an escape sequence', '\u001b[2J', '\\u001b[2J'],
  ['a sequence of one byte', '\u009b2J', '\\u009b2J'],
  ['a zero byte', 'a\u0000b', 'a\\u0000b'],
  ['a text over the one before it', 'safe\rbad', 'safe\\u000dbad'],
  ['a text that runs the other way', 'a\u202eb', 'a\\u202eb'],
  ['lines and tabs', 'a\n\tb', 'a\n\tb'],
  ['letters of all languages', 'größer 大 🙂', 'größer 大 🙂'],
])('shows %s as it may be shown', (_what, text, shown) => {
  expect(printable(text)).toBe(shown);
});

it('takes line ends of all systems in a file, and nothing else that a terminal acts on', () => {
  expect([unprintableIn('a\r\nb\n'), unprintableIn('a\rb')]).toEqual([undefined, '\\u000d']);
});

it('sends no control character to Slack', () => {
  const event = {
    id: '1',
    at: '',
    stable: undefined,
    weight: undefined,
    environment: 'shop',
    service: 'cart',
    canary: 'v2',
    rollout: '',
  };
  expect(slackText({ ...event, kind: 'held', reason: '\u001b[2J <!here>' }, [])).toContain(
    '\\u001b[2J &lt;!here&gt;',
  );
});
