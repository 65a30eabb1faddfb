import { jobOf, type Job } from '../../../client/github-action/github.ts';
import { commentPlan } from '../../../client/github-action/plan-comment.ts';
import { createDeployment, show } from '../../../client/github-action/rollout-marks.ts';
import { startGitHub } from './github-api.ts';

const TOKEN = 'ghs_secret';
let github: Awaited<ReturnType<typeof startGitHub>>;
let job: Job;
let printed: string[];
beforeEach(async () => {
  github = await startGitHub(TOKEN);
  printed = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
  job = jobOf(
    {
      GITHUB_API_URL: github.address,
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_SHA: 'f00d',
      GITHUB_RUN_ID: '7',
      GITHUB_REF: 'refs/pull/12/merge',
    },
    TOKEN,
  )!;
});
afterEach(() => {
  jest.restoreAllMocks();
  github.close();
});

const MARKS = { environment: 'production', onCommit: true };

it('shows a rollout as a deployment and as a status of its commit', async () => {
  const id = await createDeployment(job, MARKS, 'shop/cart', 'v2');
  await show(job, MARKS, 'shop/cart', id, 'under way', 'v2 is being rolled out');
  await show(job, MARKS, 'shop/cart', id, 'not promoted', 'x'.repeat(200));
  expect(printed).toEqual([]);
  expect(github.asked.map(({ what, body }) => [what, body['state']])).toEqual([
    ['POST /repos/acme/shop/deployments', undefined],
    [`POST /repos/acme/shop/deployments/${id}/statuses`, 'in_progress'],
    ['POST /repos/acme/shop/statuses/f00d', 'pending'],
    [`POST /repos/acme/shop/deployments/${id}/statuses`, 'failure'],
    ['POST /repos/acme/shop/statuses/f00d', 'failure'],
  ]);
  expect(github.asked[0]?.body).toMatchObject({
    ref: 'f00d',
    environment: 'production',
    required_contexts: [],
  });
  expect(github.asked.at(-1)?.body).toMatchObject({
    context: 'serin/shop/cart',
    target_url: 'https://github.com/acme/shop/actions/runs/7',
    description: `${'x'.repeat(139)}…`,
  });
});

it('asks for nothing that it was not asked for', async () => {
  const none = { environment: undefined, onCommit: false };
  await show(job, none, 'shop/cart', await createDeployment(job, none, 'shop/cart', 'v2'), 'promoted', 'v2');
  expect(github.asked).toEqual([]);
});

it('names the permission that a token lacks, and lets the rollout go on', async () => {
  github.forbid('/repos/acme/shop/deployments');
  expect(await createDeployment(job, MARKS, 'shop/cart', 'v2')).toBeUndefined();
  expect(printed).toEqual([expect.stringMatching(/^::warning::GitHub answers 403: .*"deployments: write"/)]);
  expect(printed.join()).not.toContain(TOKEN);
});

it('puts a plan on the pull request once, and brings it up to date afterwards', async () => {
  for (let i = 0; i < 120; i++) github.comments.push({ id: i, body: `comment ${i}` });
  await commentPlan(job, 'shop/cart', true, 'ready + 60 s: step 1');
  await commentPlan(job, 'shop/cart', false, 'it would end here: ``` <b>no</b> group\n');
  await commentPlan(job, 'shop/user', true, 'another');
  expect(printed).toEqual([]);
  expect(github.comments.slice(120).map(({ body }) => body)).toEqual([
    '<!-- serin plan shop/cart -->\n### `serin plan` of shop/cart: **would not get through**\n\n' +
      '````text\nit would end here: ``` <b>no</b> group\n````\n',
    expect.stringContaining('shop/user') as string,
  ]);
});

it('comments nowhere but on a pull request', async () => {
  await commentPlan({ ...job, pullRequest: undefined }, 'shop/cart', true, 'plan');
  expect(github.asked).toEqual([]);
});

it('is no job without a token, or elsewhere', () => {
  expect(jobOf({ GITHUB_REPOSITORY: 'acme/shop', GITHUB_SHA: 'f00d' }, undefined)).toBeUndefined();
  expect(jobOf({}, TOKEN)).toBeUndefined();
});
