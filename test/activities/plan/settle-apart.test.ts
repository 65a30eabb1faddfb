import { resolve } from 'node:path';
import { createPlanActivities } from '../../../activities/plan.ts';
import { settlingApart } from '../../../activities/plan/settle-apart.ts';
import { settlePlan } from '../../../activities/plan/settle.ts';
import { goodFiles } from '../../fakes/bad-files.ts';
import { deployJson } from '../../fakes/deploy-json.ts';
import { imagesElsewhere } from '../../fakes/images.ts';

const SLOW = resolve('test/fakes/settle-slowly.ts');
const takes = (message: string) => ({ ok: false, problems: [{ path: '(file)', message }] });

it('makes the same of a file as in one thread, of good ones and bad ones', async () => {
  const settle = settlingApart();
  const files: unknown[] = [...goodFiles, {}, deployJson({ Port: 'http' }), 'text', undefined];
  expect(await Promise.all(files.map(async (file) => settle(file)))).toEqual(files.map(settlePlan));
});

it('refuses a file that is too large or too deep without handing it over', () => {
  const settle = settlingApart(1, 'no such program');
  const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as unknown;
  for (const file of [{ CanaryTemplate: '\n'.repeat(1_400_000) }, { deep }])
    expect(settle(file)).toEqual(settlePlan(file));
});

it('refuses a file whose check would burn the CPU for years, while the worker goes on, and takes the next ones', async () => {
  const settle = settlingApart(1, SLOW);
  let turns = 0;
  const goingOn = setInterval(() => (turns += 1), 20);
  const answers = await Promise.all([settle({}), settle({ slow: true }), settle({}), settle({})]);
  clearInterval(goingOn);
  expect(answers).toEqual(
    ['was file 1', 'takes more than 1 s or 128 MB to check', 'was file 1', 'was file 2'].map(takes),
  );
  // A worker whose own thread checked would have had none.
  expect(turns).toBeGreaterThan(5);
});

it('refuses a file whose check would take all memory', async () => {
  const settle = settlingApart(60, SLOW);
  expect(await settle({ greedy: true })).toEqual(takes('takes more than 60 s or 128 MB to check'));
  expect(await settle({})).toEqual(takes('was file 1'));
});

it('says of such a file that no repetition makes it a plan', async () => {
  const { settlePlan: activity } = createPlanActivities({
    searchable: false,
    images: imagesElsewhere,
    settle: settlingApart(1, SLOW),
  });
  await expect(activity({ slow: true })).rejects.toMatchObject({
    type: 'InvalidPlan',
    message: '(file): takes more than 1 s or 128 MB to check',
  });
});

it('fails, and does not refuse, where the thread itself cannot run', async () => {
  await expect(settlingApart(1, resolve('no-such-program.ts'))({})).rejects.toThrow(/no-such-program/);
});
