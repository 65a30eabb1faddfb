import { idleSince } from '../../../workflows/rollout/idle.ts';
import { splitAt } from '../../../workflows/rollout/traffic-split.ts';

const read = (minute: number, canary: number) => {
  const split = splitAt(canary, 'v2', 'v1');
  return { at: `2026-01-01T00:0${minute}:00.000Z`, split, wanted: split };
};

it.each<[string, number[], string, string | undefined]>([
  ['whose traffic is gone since two readings', [0, 50, 100, 100], 'v1', '2026-01-01T00:02:00.000Z'],
  ['that had some again meanwhile', [100, 50, 100], 'v1', '2026-01-01T00:02:00.000Z'],
  ['that has some', [0, 50], 'v1', undefined],
  ['that never had any', [0, 0], 'v2', '2026-01-01T00:00:00.000Z'],
  ['of which nothing was read', [], 'v1', undefined],
])('knows since when a version is idle %s', (_, weights, version, since) => {
  const readings = weights.map((weight, minute) => read(minute, weight));
  expect(idleSince(readings, [version])).toBe(since);
});
