import { startTraffic } from '../local/traffic/traffic.ts';
import type { Deployment } from './deployment.ts';
import { brokenOf, type Done } from './expectations.ts';
import { run, type Stage } from './run.ts';
import { say } from './say.ts';
import { summaryOf } from './summary.ts';
import { FAILS_AT_FIRST } from './versions.ts';

/** What AWS's agent publishes: a value a minute. */
export const AWS_PERIOD_SECONDS = 60;

/** All its errors are made in the first minute that it has traffic. */
const FAILING_AT_FIRST: Deployment = {
  title: 'A version that fails its first ten requests',
  story: 'It errs in its first seconds alone, and has to be rolled back for them all the same.',
  edits: [FAILS_AT_FIRST],
  judge: 'errorCount',
  pace: 'aws',
};

/** Rolls out a failing and a good version after the first, all with AWS's own metrics, and tells when what was checked. Answers the exit code. */
export async function tellAtAwsPace(stage: Stage): Promise<number> {
  const { router, cloud } = stage;
  const { first, visitor, calls } = await router.open(cloud, (deployment) =>
    run(stage, { ...deployment, pace: 'aws' }),
  );
  await visitor?.leave();
  const traffic = startTraffic({ ...calls, requestsPerSecond: 10 });
  const failing = await run(stage, FAILING_AT_FIRST, traffic);
  const second = await run(stage, { ...router.versions.second, pace: 'aws' }, traffic);
  await traffic.stop();

  say('What was checked, and when');
  const dones = [first, failing, second].flatMap((done) => done ?? []);
  for (const done of dones) console.log(`${summaryOf(done.record)}\n${checksOf(done)}\n`);
  const broken = brokenOf([
    ['the first version was promoted', first === undefined || first.record.exitCode === 0],
    ['the version that failed its first requests was rolled back', failing.record.exitCode === 3],
    ['the version after it was promoted', second.record.exitCode === 0],
  ]);
  for (const promise of broken) console.log(`NOT TRUE: ${promise}`);
  return broken.length === 0 ? 0 : 1;
}

/** A line a check: when it was made after the period of the first shift began, at which weight, what it had read, and what it came to. */
function checksOf({ record: { status } }: Done): string {
  const begin = status.verdicts[0]?.window.from ?? 0;
  const seconds = (moment: number) => `${Math.round(moment - begin)}`.padStart(4);
  return status.verdicts
    .map(
      ({ at, weight, window, kind, reason }) =>
        `${seconds(Date.parse(at) / 1000)} s  ${weight} %: ${kind} by what was counted from ${seconds(window.from)} s to ${seconds(window.to)} s; ${reason}`,
    )
    .join('\n');
}
