import { settlePlan } from '../../../activities/plan/settle.ts';
import { metricsFinding } from '../../../client/lint/metrics-finding.ts';
import type { LiveWorld } from '../../../worker/live-world.ts';
import type { Counts } from '../../../workflows/rollout/judge/bucket.ts';
import { rolloutYaml } from '../../fakes/rollout-yaml.ts';

const settled = settlePlan(
  rolloutYaml({
    judge: { kind: 'evidence' },
    metrics: { kind: 'envoy', port: 4567, address: 'http://prometheus:9090', strata: 'zone' },
  }),
);
if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
const plan = settled.value;

/** What is found where stable's requests of ten minutes are told apart so. */
const foundOf = (strata?: Record<string, Counts>) =>
  metricsFinding(
    plan,
    {
      metricSource: () => ({
        read: () =>
          Promise.resolve([
            { from: 0, to: 600, stable: { requests: 60, errors: 0, ...(strata && { strata }) } },
          ]),
      }),
    } as unknown as LiveWorld,
    'v0',
    600,
  );
const some = { requests: 30, errors: 0 };

describe('what is found of a label that tells requests apart', () => {
  it('is its values', async () => {
    expect(await foundOf({ a: some, b: some })).toMatchObject({
      outcome: 'ok',
      path: 'metrics',
      message: expect.stringMatching(/; told apart by zone: a, b$/) as string,
    });
  });

  it.each([
    ['no series has it', undefined, /no series about v0 has the label zone: queries must keep it/],
    ['it has one value', { a: some }, /zone is always a: it does not tell requests apart/],
  ])('is unknown where %s', async (_, strata, message) => {
    expect(await foundOf(strata)).toMatchObject({
      outcome: 'unknown',
      path: 'metrics.strata',
      message: expect.stringMatching(message) as string,
    });
  });
});
