import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startChromium } from '../../infra/local/browser/chromium.ts';
import { ROLLOUT_TYPE, rolloutId } from '../../workflows/messages.ts';
import { tell, type Ratio } from '../ratio.ts';
import { inCrowd, type Crowd } from '../rollouts-at-once/crowd.ts';
import { ratesDuring } from './asked-of-temporal.ts';
import { Followers } from './followers.ts';

/**
 * What many who look cost Temporal, and how long pages take then: a real server, rollouts that a worker carries out, and many more that are
 * in Temporal's list alone, since nobody serves their task queue.
 */
const { values } = parseArgs({
  options: {
    followers: { type: 'string', default: '200' },
    listed: { type: 'string', default: '5000' },
    seconds: { type: 'string', default: '20' },
  },
});
const [FOLLOWERS, LISTED, SECONDS] = [values.followers, values.listed, values.seconds].map(Number) as [
  number,
  number,
  number,
];

/** Rollouts that a worker carries out. */
const CARRIED_OUT = 5;
const PAGES = 200;

let isPaused = false;

await inCrowd(CARRIED_OUT, async (crowd) => {
  for (const service of crowd.shop.services) await crowd.start(service, 1800);
  await serving(crowd, async (url) => {
    const path = `/rollouts/shop/${crowd.shop.services[0]!.name}`;
    const counting = setInterval(() => void crowd.shop.countRequests(20).catch(() => undefined), 1000);
    const followers = new Followers();
    const browser = await startChromium();
    try {
      await answered(url + path);
      await followers.follow(`${url}/live/`, 1);
      await followers.follow(`${url}/live${path}`, 1);
      const asked = (what: string) => told(crowd, what, () => sleep(SECONDS * 1000));
      const few = await asked(`1 follower of a list of ${CARRIED_OUT}, 1 of a rollout`);
      await list(crowd, LISTED);
      const long = await asked(`1 follower of a list of ${LISTED + CARRIED_OUT}, 1 of a rollout`);
      await followers.follow(`${url}/live${path}`, FOLLOWERS - 1);
      const page = await browser.newPage();
      await page.goto(url + path);
      await page.locator('#live.live').waitFor();
      const restless = setInterval(() => void toggle(crowd).catch(() => undefined), 1000);
      const [before, began] = [followers.changes, Date.now()];
      const many = await asked(`the same list, ${FOLLOWERS} followers and a browser of the rollout`);
      const perSecond = (followers.changes - before) / ((Date.now() - began) / 1000);
      console.log(`  ${perSecond.toFixed(0)} changes a second were told`);
      clearInterval(restless);
      const [empty, ofList, ofRollout] = await p95s(
        ['/?environment=nobody', '/', path].map((at) => url + at),
      );
      const slower = [
        ['the list', ofList!],
        ['the rollout', ofRollout!],
      ].map(([what, millis]): Ratio => ({
        what: `p95 of ${what} ÷ that of an empty list`,
        value: Number(millis) / empty!,
        unit: '×',
        atMost: 3,
      }));
      tell({
        ratios: [
          { what: `questions with ${LISTED} more in the list ÷ without`, value: long / few, unit: '×' },
          { what: `questions with ${FOLLOWERS} followers ÷ with one`, value: many / long, unit: '×' },
          ...slower,
        ],
        summary: `${FOLLOWERS} followers ask ${ratio(many, long)} times as much of Temporal as one`,
      });
    } finally {
      followers.leave();
      clearInterval(counting);
      await browser.close();
    }
  });
});
process.exit();

function ratio(value: number, of: number): string {
  return (value / of).toFixed(2);
}

async function told({ temporalMetrics }: Crowd, what: string, act: () => Promise<unknown>): Promise<number> {
  const { all, rates } = await ratesDuring(temporalMetrics, act);
  console.log(`${what}: ${all.toFixed(1)} requests a second to Temporal`);
  console.log(`  ${rates.map(({ operation, rate }) => `${operation} ${rate.toFixed(1)}`).join(', ')}`);
  return all;
}

/** Has the rollout change, so that its followers are told of something. */
async function toggle({ client, shop }: Crowd): Promise<void> {
  isPaused = !isPaused;
  const handle = client.workflow.getHandle(rolloutId('shop', shop.services[0]!.name));
  await handle.signal(isPaused ? 'pause' : 'resume', { by: 'bench', reason: 'to see it change' });
}

/** Starts rollouts that nobody carries out, some at a time. */
async function list({ client }: Crowd, count: number): Promise<void> {
  const began = Date.now();
  const names = Array.from({ length: count }, (_, i) => `waiting-${i}`);
  while (names.length > 0)
    await Promise.all(
      names.splice(0, 50).map((name) =>
        client.workflow.start(ROLLOUT_TYPE, {
          taskQueue: 'nobody',
          workflowId: rolloutId('many', name),
          args: [{}],
        }),
      ),
    );
  console.log(`${count} rollouts were started in ${Math.round((Date.now() - began) / 1000)} s`);
}

/** Serves the dashboard by the command, in a process of its own. */
async function serving({ env }: Crowd, act: (url: string) => Promise<void>): Promise<void> {
  const dashboard = spawn('bin/serin', ['dashboard', '--port', '0'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(dashboard.stdout.setEncoding('utf8'), 'data')) as [string];
    await act(/the dashboard is at (\S+)/.exec(line)?.[1] ?? '');
  } finally {
    dashboard.kill();
    await once(dashboard, 'exit');
  }
}

/** Resolves once a rollout's page tells of a canary that bakes. */
async function answered(url: string): Promise<void> {
  while (!(await (await fetch(url)).text()).includes('to have baked')) await sleep(500);
}

/** The 95th percentiles of how long pages take, in milliseconds. They are asked for in turn, so that all of them meet the same followers. */
async function p95s(urls: readonly string[]): Promise<number[]> {
  const millis = urls.map((): number[] => []);
  for (let i = 0; i < PAGES; i++)
    for (const [of, url] of urls.entries()) {
      const began = performance.now();
      await (await fetch(url)).text();
      millis[of]!.push(performance.now() - began);
      await sleep(20);
    }
  return millis.map((each) => each.sort((a, b) => a - b)[Math.floor(0.95 * PAGES)]!);
}
