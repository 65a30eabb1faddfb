import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startChromium } from '../local/browser/chromium.ts';
import { startTraffic, type Traffic } from '../local/traffic/traffic.ts';
import { startCloud, type Cloud } from '../local/up/cloud.ts';
import { aftermath } from './aftermath.ts';
import { comparisonText, rollbackOf } from './comparison.ts';
import { build, deploy, statusOf, type Deployment } from './deployment.ts';
import { watchPromotion, watchRollback, type BrowserViews } from './browser-views.ts';
import { brokenByEvidence } from './evidence-expectations.ts';
import { followEvidence, withVerdicts } from './evidence-trail.ts';
import { brokenPromises, type Done } from './expectations.ts';
import { deployAsItIs } from './other-services.ts';
import { renderPage } from './page/page.ts';
import { secondsOf } from './seconds.ts';
import { summaryOf } from './summary.ts';
import { FAILS_NOW_AND_THEN, ONE_PER_VOTE, TWICE_AS_SLOW, WRONG_PORT } from './versions.ts';
import { visit, type Visitor } from './visitor.ts';

const REQUESTS_PER_SECOND = 60;
const SERVICE = ['ecs-blogpost', 'yelb-appserver'] as const;

const FIRST: Deployment = {
  title: 'First deployment: a vote counts 2',
  story: 'Nothing serves yet, so all traffic goes to it at once, and it is judged.',
  edits: [],
  judge: 'errorCount',
};
const SECOND: Deployment = {
  title: 'Version two: a vote counts 1',
  story: 'One line is edited; a canary takes the traffic in steps.',
  edits: [ONE_PER_VOTE],
  judge: 'errorCount',
};
const THIRD: Deployment = {
  title: 'Version three: listens on 4568',
  story: 'The mesh still calls 4567, so its requests fail.',
  edits: [ONE_PER_VOTE, WRONG_PORT],
  judge: 'errorCount',
};
const FOURTH: Deployment = {
  title: 'Version three again, judged by evidence',
  story: 'The same fault under the same traffic; Envoys are looked at all the time.',
  edits: [ONE_PER_VOTE, WRONG_PORT],
  judge: 'evidence',
};
const FIFTH: Deployment = {
  title: 'Version four: fails one request in twenty',
  story: 'Most of its requests succeed.',
  edits: [ONE_PER_VOTE, FAILS_NOW_AND_THEN],
  judge: 'evidence',
};
const SIXTH: Deployment = {
  title: 'Version five: takes twice as long',
  story: 'None of its requests fails.',
  edits: [ONE_PER_VOTE, TWICE_AS_SLOW],
  judge: 'evidence',
};

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort(signal));

async function main(): Promise<number> {
  const stateFolder = join('.serin', 'demo', new Date().toISOString().slice(0, 19).replaceAll(':', '-'));
  say(
    `Starting a cloud on this machine: AWS's API, App Mesh's Envoys, Temporal, a worker (logs in ${stateFolder}/logs)`,
  );
  const cloud = await startCloud({ stateFolder, worker: true });
  try {
    const died = cloud.died.then((reason) => Promise.reject(new Error(reason)));
    return await Promise.race([tell(cloud), died, untilInterrupted()]);
  } finally {
    await cloud.stop();
  }
}

async function tell(cloud: Cloud): Promise<number> {
  say('PostgreSQL and Redis, the app server, and the page');
  await Promise.all(['yelb-db', 'yelb-redisserver'].map((service) => deployAsItIs(service, cloud)));
  const first = await run(FIRST, cloud);
  await deployAsItIs('yelb-ui', cloud);
  const visitor = await openYelb(cloud.endpoints.frontDoor);
  const traffic = startTraffic({
    url: cloud.endpoints.frontDoor,
    host: 'yelb-appserver.yelb.local:4567',
    path: '/api/getvotes',
    requestsPerSecond: REQUESTS_PER_SECOND,
  });
  say(
    `Callers now send ${REQUESTS_PER_SECOND} requests a second through their own Envoy at ${cloud.endpoints.frontDoor}`,
  );
  const second = await watchPromotion(visitor, () => run(SECOND, cloud, traffic));
  const third = await watchRollback(visitor, () => run(THIRD, cloud, traffic));
  await visitor?.leave();
  const done: [Done, Done, Done] = [first, seen(second), seen(third)];
  const byEvidence: [Done, Done, Done] = [
    await run(FOURTH, cloud, traffic),
    await run(FIFTH, cloud, traffic),
    await run(SIXTH, cloud, traffic),
  ];
  await traffic.stop();

  say('What happened, as the callers counted it');
  const records = [...done, ...byEvidence].map(({ record }) => record);
  for (const record of records) console.log(`${summaryOf(record)}\n`);
  const sideBySide = [done[2], byEvidence[0]].map(({ record }) => rollbackOf(record));
  console.log(`The same fault, judged in two ways\n${comparisonText(sideBySide)}\n`);
  const page = join(cloud.endpoints.stateFolder, 'report.html');
  writeFileSync(page, renderPage(records, sideBySide));
  const broken = [
    ...brokenPromises(done),
    ...second.views.broken,
    ...third.views.broken,
    ...brokenByEvidence(done, byEvidence),
  ];
  for (const promise of broken) console.log(`NOT TRUE: ${promise}`);
  console.log(
    broken.length === 0 ? 'All of it happened as told.' : `${broken.length} promises were not kept.`,
  );
  console.log(`The same with plots: ${page}`);
  return broken.length === 0 ? 0 : 1;
}

/** Opens Yelb's page as a person would; answers undefined, and says why, where no browser starts on this machine. */
async function openYelb(url: string): Promise<Visitor | undefined> {
  const browser = await startChromium().catch((error: unknown) => {
    const [reason] = String(error).split('\n');
    say(`No browser starts here, so the demo goes on without pictures of the page: ${reason}`);
  });
  if (!browser) return undefined;
  say(`Somebody opens Yelb at ${url}`);
  return visit(browser, url);
}

async function run(deployment: Deployment, cloud: Cloud, traffic?: Traffic): Promise<Done> {
  say(deployment.title);
  const built = build(deployment, cloud);
  const from = Date.now() / 1000;
  console.log(`$ serin start -f ${built.file} --watch`);
  const over = new AbortController();
  const trail =
    deployment.judge === 'evidence' && followEvidence(cloud.endpoints.temporalAddress, SERVICE, over.signal);
  const exitCode = await deploy(built.file, cloud, interrupted.signal).finally(() => over.abort());
  const to = Date.now() / 1000;
  const status = await statusOf(SERVICE.join('/'), cloud);
  const evidence = trail ? withVerdicts(await trail, status) : [];
  const seconds = traffic ? secondsOf(traffic.timeline(), from, to) : [];
  const { title, story, judge } = deployment;
  return {
    build: built,
    after: await aftermath(cloud),
    record: {
      title,
      story,
      judge,
      version: built.sha,
      exitCode,
      status,
      from,
      to,
      seconds,
      evidence,
      pictures: [],
    },
  };
}

/** A deployment with what a person saw of it. */
const seen = ({ done, views }: { done: Done; views: BrowserViews }): Done => ({
  ...done,
  record: { ...done.record, pictures: views.pictures },
});

const untilInterrupted = () =>
  new Promise<number>((resolve) => interrupted.signal.addEventListener('abort', () => resolve(130)));

const say = (text: string) => console.log(`\n── ${text}`);

main()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(interrupted.signal.aborted ? 130 : 1);
  });
