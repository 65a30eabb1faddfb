import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTraffic } from '../local/traffic/traffic.ts';
import { watchPromotion, watchRollback, type BrowserViews } from './browser-views.ts';
import { comparisonText, rollbackOf } from './comparison.ts';
import type { Deployment } from './deployment.ts';
import { brokenByEvidence } from './evidence-expectations.ts';
import { brokenAtFirst, brokenByHealth, brokenPromises, type Done } from './expectations.ts';
import { renderPage } from './page/page.ts';
import { run, type Stage } from './run.ts';
import { say } from './say.ts';
import { brokenByStable } from './stable-expectations.ts';
import { startStrangers } from './strangers.ts';
import { summaryOf } from './summary.ts';
import { prepareUndo } from './undo.ts';

const REQUESTS_PER_SECOND = 60;

/** Rolls out one version after the other while callers call, and tells what happened. Answers the exit code. */
export async function tell(stage: Stage): Promise<number> {
  const { router, cloud } = stage;
  const { versions } = router;
  const { first, visitor, calls, guarded, way } = await router.open(cloud, (deployment) =>
    run(stage, deployment),
  );
  const traffic = startTraffic({ ...calls, requestsPerSecond: REQUESTS_PER_SECOND });
  const strangers = guarded && startStrangers(guarded);
  const deploy = (deployment: Deployment) => run(stage, deployment, traffic);
  say(`Callers now send ${REQUESTS_PER_SECOND} requests a second ${way} at ${calls.url}`);

  const undoTwice = await prepareUndo(stage);
  const promotion = await watchPromotion(visitor, () => deploy(versions.second));
  const undone = await undoTwice(traffic);
  const rollback = await watchRollback(visitor, () => deploy(versions.third));
  await visitor?.leave();
  const [second, third] = [seen(promotion), seen(rollback)];
  const again = await deploy(versions.thirdAgain);
  const failing = await deploy(versions.failing);
  const slow = await deploy(versions.slow);
  const crowded = await deploy(versions.crowded);
  const unreachable = versions.unreachable && (await deploy(versions.unreachable));
  const failed = await deploy(versions.broken);
  const fix = await deploy(versions.fix);
  await traffic.stop();
  const login = await strangers?.();

  say('What happened, as the callers counted it');
  const all = [first, second, third, again, failing, slow, crowded, unreachable, failed, fix];
  const records = all.flatMap((done) => (done ? [done.record] : []));
  for (const record of records) console.log(`${summaryOf(record)}\n`);
  const sideBySide = [third, again].map(({ record }) => rollbackOf(record));
  const told = [...undone.lines, ...(login ? [login.line] : [])];
  for (const line of told) console.log(`${line}\n`);
  console.log(`The same fault, judged in two ways\n${comparisonText(sideBySide)}\n`);
  const page = join(cloud.endpoints.stateFolder, 'report.html');
  writeFileSync(page, renderPage(records, sideBySide, [router.lead, ...told]));
  const broken = [
    ...(first ? brokenAtFirst(first) : []),
    ...brokenPromises(second, third),
    ...promotion.views.broken,
    ...undone.broken,
    ...rollback.views.broken,
    ...brokenByEvidence(second, third, { again, failing, slow, crowded }),
    ...(unreachable ? brokenByHealth(second, unreachable) : []),
    ...brokenByStable(failed, fix),
    ...(login?.broken ?? []),
  ];
  for (const promise of broken) console.log(`NOT TRUE: ${promise}`);
  console.log(
    broken.length === 0 ? 'All of it happened as told.' : `${broken.length} promises were not kept.`,
  );
  console.log(`The same with plots: ${page}`);
  return broken.length === 0 ? 0 : 1;
}

/** A deployment with what a person saw of it. */
const seen = ({ done, views }: { done: Done; views: BrowserViews }): Done => ({
  ...done,
  record: { ...done.record, pictures: views.pictures },
});
