import { ONE_PER_VOTE, WRONG_PORT } from '../../../infra/demo/versions.ts';
import { totalsOf, type Timeline } from '../../../infra/local/traffic/timeline.ts';
import type { Traffic } from '../../../infra/local/traffic/traffic.ts';
import type { Version } from '../article.ts';
import { againstPolicy } from '../journal.ts';
import type { Lab } from '../lab.ts';

const THIRDS = { PercentageStep: 33 };

/** What these rollouts have no occasion for, by the occasion. */
const UNUSED: Readonly<Record<string, readonly string[]>> = {
  'the way back of a first deployment': ['appmesh:DeleteRoute'],
  'a stack that fails': ['cloudformation:DescribeStackEvents'],
  'a task of which the health is not known yet': ['ecs:DescribeTaskDefinition'],
  'services that something scales': [
    'application-autoscaling:ListTagsForResource',
    'application-autoscaling:RegisterScalableTarget',
    'application-autoscaling:TagResource',
    'application-autoscaling:UntagResource',
    'ecs:UpdateService',
  ],
  "AWS's own CloudFormation, of which the local one makes and removes, and no more": [
    'appmesh:DescribeVirtualNode',
    'appmesh:TagResource',
    'ecs:DescribeServiceDeployments',
    'ecs:ListServiceDeployments',
    'ecs:TagResource',
    'iam:GetRole',
    'servicediscovery:GetService',
    'servicediscovery:GetServiceAttributes',
    'servicediscovery:ListServices',
    'servicediscovery:ListTagsForResource',
    'servicediscovery:TagResource',
    'servicediscovery:UpdateServiceAttributes',
  ],
};

/** The seconds of a timeline that ended after a moment, as a timeline. */
function after(moment: Date, { startedAt, seconds }: Timeline): Timeline {
  const start = Date.parse(startedAt);
  return {
    startedAt,
    seconds: seconds.filter(({ second }) => start + second * 1000 >= moment.getTime()),
  };
}

const failures = (timeline: Timeline): [string, number][] =>
  Object.entries(totalsOf(timeline))
    .map(([version, { errors }]): [string, number] => [version, errors])
    .filter(([, errors]) => errors > 0);

/** What a file in the article's own form does to a service that has no version yet. */
export function articleForm(the: () => Lab): void {
  let traffic: Traffic;
  let first: Version;
  let second: Version;

  it('gives a first version all the traffic at once', async () => {
    const lab = the();
    first = lab.build('first', [], THIRDS);
    const start = lab.start(first);
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 0 });

    expect(await lab.routeWritesSince(0)).toMatchObject([
      { action: 'CreateRoute', split: `${first.sha} 100` },
    ]);
    expect(await lab.versionsWithStack()).toEqual([first.sha]);
    expect(await lab.recordedVersion()).toEqual({ image: first.image, number: 1 });
    traffic = lab.callService();
  });

  it('promotes a good version by weights that add up, and no caller notices', async () => {
    const lab = the();
    second = lab.build('second', [ONE_PER_VOTE], THIRDS);
    const before = await lab.latestCall();
    const start = lab.start(second);
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 0 });

    const [a, b] = [first.sha, second.sha];
    expect((await lab.routeWritesSince(before)).map(({ split }) => split)).toEqual([
      `${a} 67, ${b} 33`,
      `${a} 34, ${b} 66`,
      `${a} 1, ${b} 99`,
      `${a} 0, ${b} 100`,
      `${b} 100`,
    ]);
    expect(await lab.versionsWithStack()).toEqual([b]);
    expect(await lab.recordedVersion()).toEqual({ image: second.image, number: 2 });
    expect(failures(traffic.timeline())).toEqual([]);
    expect(totalsOf(traffic.timeline())[b]?.requests).toBeGreaterThan(0);
  });

  it('rolls a broken version back, and callers notice it only until then', async () => {
    const lab = the();
    const broken = lab.build('broken', [ONE_PER_VOTE, WRONG_PORT], THIRDS);
    const before = await lab.latestCall();
    const start = lab.start(broken);
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 3 });
    expect(start.printed()).toMatch(/rolled back: errorCount: \d+ of \d+ requests of the canary failed/);

    const [a, b] = [second.sha, broken.sha];
    const writes = await lab.routeWritesSince(before);
    expect(writes.map(({ split }) => split)).toEqual([`${a} 67, ${b} 33`, `${a} 100, ${b} 0`, `${a} 100`]);
    expect(await lab.versionsWithStack()).toEqual([a]);
    expect(await lab.recordedVersion()).toEqual({ image: second.image, number: 2 });

    const timeline = await traffic.stop();
    expect(failures(timeline)).toEqual([[b, expect.any(Number)]]);
    expect(failures(after(writes.at(-1)!.at, timeline))).toEqual([]);
  });

  it('takes no more of AWS than «serin iam» tells', async () => {
    const lab = the();
    const { denied, unused } = await againstPolicy(second.file, await lab.callsSince(0));
    expect(denied).toEqual([]);
    expect(unused.filter((action) => !Object.values(UNUSED).flat().includes(action))).toEqual([]);
  });
}
