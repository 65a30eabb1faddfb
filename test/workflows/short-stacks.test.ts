import { rolloutYaml } from '../fakes/rollout-yaml.ts';
import { worldServing } from '../fakes/world.ts';
import { runAlone } from './harness.ts';

it('a failure tells the first two lines of where it came about: each promise that waits would keep the others, too', async () => {
  const { outcome, history } = await runAlone(worldServing('v1'), rolloutYaml(), async (handle, sleep) => {
    await sleep(30);
    await handle.signal('abort', { by: 'ann' });
  });
  expect(outcome).toBe('Aborted');
  const failure = history.events?.at(-1)?.workflowExecutionFailedEventAttributes?.failure;
  const [, ...lines] = failure?.stackTrace?.split('\n') ?? [];
  expect(lines).toEqual([expect.stringMatching(/\.ts:\d+:\d+/), expect.stringMatching(/\.ts:\d+:\d+/)]);
});
