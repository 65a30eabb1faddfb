import { blowsFor } from './schedule.ts';
import { soak } from './soak.ts';

it('rollouts under faults, aborts and kills all end, and leave every service whole', async () => {
  const { ends, wrongs } = await soak(7, { seconds: 10, lanes: 4, workers: 2 }, 4);
  expect(wrongs).toEqual([]);
  expect(ends.length).toBeGreaterThanOrEqual(4);
  expect(ends.filter(({ version, promoted }) => promoted && version.endsWith('-bad'))).toEqual([]);
});

it('the blows of a soak come of its seed', () => {
  const size = { seconds: 600, lanes: 10, workers: 4 };
  expect(blowsFor(1, size)).toEqual(blowsFor(1, size));
  expect(blowsFor(2, size)).not.toEqual(blowsFor(1, size));
});

it('the worker whose memory is looked at in the second half is left alone there', () => {
  for (let seed = 1; seed <= 50; seed++)
    for (const blow of blowsFor(seed, { seconds: 3600, lanes: 10, workers: 3 }))
      if (blow.kind === 'killWorker' && blow.at > 1800) expect(blow.worker).not.toBe(0);
});
