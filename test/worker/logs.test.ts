import { ApplicationFailure } from '@temporalio/common';
import { jsonLogger } from '../../worker/logs.ts';
import { startHarness, type Ended, type Harness } from '../workflows/harness.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { worldServing } from '../fakes/world.ts';

type Line = Readonly<Record<string, unknown>>;
const lines: Line[] = [];
const logger = jsonLogger('info', (line) => void lines.push(JSON.parse(line) as Line));

describe('the lines of an aborted rollout, read alone', () => {
  let harness: Harness;
  let ended: Ended;
  beforeAll(async () => {
    harness = await startHarness({ logger });
    const file = deployJson({ PercentageStep: 50, WaitTime: 600, DrainTime: 0 });
    ended = await harness.run(worldServing('v1'), file, async (handle, sleep) => {
      await sleep(300);
      await handle.signal('abort', { by: 'ann', reason: 'too many complaints' });
    });
  });
  afterAll(() => harness?.close());
  const story = () => lines.filter(({ sdkComponent }) => sdkComponent === 'workflow');

  it('each say whose they are: environment, service, version and run', () => {
    expect(ended.outcome).toBe('Aborted');
    expect(story().length).toBeGreaterThan(5);
    const known = story().slice(story().findIndex(({ version }) => version === 'v2'));
    for (const line of known)
      expect(line).toMatchObject({
        environment: 'shop',
        service: 'cart',
        version: 'v2',
        runId: expect.any(String),
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        level: 'info',
      });
  });

  it('tell the weight, why it waited and until when, what was asked, and how it ended', () => {
    expect(story()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ message: 'step 1 of 2: 50 %', phase: 'baking', weight: 50 }),
        expect.objectContaining({
          message: 'waits for 50 % to have baked for 600 s',
          until: expect.stringMatching(/^\d{4}-.*Z$/),
        }),
        expect.objectContaining({ message: 'abort by ann: too many complaints' }),
        expect.objectContaining({ message: 'traffic: v1 100 %, v2 0 %' }),
        expect.objectContaining({
          message: 'aborted: aborted by ann: too many complaints',
          phase: 'aborted',
        }),
      ]),
    );
  });

  it('have no stack trace for what somebody asked for', () => {
    const failed = lines.filter(({ message }) => message === 'Workflow failed');
    expect(failed).toEqual([
      expect.objectContaining({ error: 'aborted by ann: too many complaints', service: 'cart' }),
    ]);
    expect(lines.filter((line) => 'stack' in line)).toEqual([]);
  });
});

it('a mistake of the code is told with its stack, and never a credential', () => {
  lines.length = 0;
  logger.error('broken', { error: new TypeError('x is undefined') });
  logger.warn('asked', { error: ApplicationFailure.create({ message: 'authorization: Bearer abc123def' }) });
  expect(lines[0]).toMatchObject({ errorType: 'TypeError', stack: expect.stringContaining('logs.test') });
  expect(JSON.stringify(lines[1])).not.toContain('abc123def');
});

it('a line below the level is not written', () => {
  lines.length = 0;
  logger.debug('details');
  expect(lines).toEqual([]);
});
