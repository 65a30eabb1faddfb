import { base64Template, MAX_TEMPLATE_BYTES } from '../../../activities/plan/template.ts';

const problemOf = (text: string) =>
  base64Template.safeParse(text).error?.issues.map(({ message }) => message);
const encoded = (body: string) => Buffer.from(body).toString('base64');

/** CPU that one call takes, in seconds. */
function cpuSeconds(call: () => void): number {
  const before = process.cpuUsage();
  call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

it.each(['Resources: {}', '  "Resources" : {}', '{"Resources":{}}', '{ "A": 1, "Resources": {} }'])(
  'takes the template %s',
  (body) => {
    expect(base64Template.parse(encoded(body))).toBe(body);
  },
);

it.each([
  ['line feeds', '\n'.repeat(1_400_000)],
  ['carriage returns', '\r'.repeat(1_400_000)],
  ['encoded line feeds', encoded('\n'.repeat(1_000_000))],
  ['spaces', ' '.repeat(1_400_000)],
])('refuses a template of 1.4 million %s by its size alone', (_what, text) => {
  let told: string[] | undefined;
  // It was 40 minutes once; a second is for busy machines.
  expect(cpuSeconds(() => (told = problemOf(text)))).toBeLessThan(1);
  expect(told).toEqual([`must decode to at most ${MAX_TEMPLATE_BYTES} bytes, CloudFormation's limit`]);
});

it.each(['\n', '\r', ' ', ',', ', ', '{\t', '"'])(
  'looks through a whole template of %j in no time',
  (piece) => {
    const body = piece.repeat(Math.floor(MAX_TEMPLATE_BYTES / piece.length));
    expect(cpuSeconds(() => problemOf(encoded(body)))).toBeLessThan(1);
    expect(problemOf(encoded(body))).toEqual([expect.stringContaining('no Resources found in it')]);
  },
);
