import { startChromium } from '../../local/browser/chromium.ts';
import type { Deployment } from '../deployment.ts';
import { say } from '../say.ts';
import {
  FAILS_NOW_AND_THEN,
  FAILS_OFTEN,
  ONE_PER_VOTE,
  slowAbove,
  TWICE_AS_SLOW,
  WRONG_PORT,
} from '../versions.ts';
import { visit, type Visitor } from '../visitor.ts';
import { appMeshAftermath } from './app-mesh-aftermath.ts';
import { buildAppServer } from './app-mesh-build.ts';
import { brokenAndFixed } from './broken-and-fixed.ts';
import type { DemoRouter } from './router.ts';
import { deployAsItIs } from './yelb-services.ts';

const SERVICE = 'yelb-appserver';

const FIRST: Deployment = {
  title: 'First deployment: a vote counts 2',
  story: 'Nothing serves yet, so all traffic goes to it at once, and it is judged.',
  edits: [],
  judge: 'errorCount',
};

/** Yelb's app server in a mesh, a CloudFormation stack a version. */
export const APP_MESH: DemoRouter = {
  service: SERVICE,
  parts: "AWS's API, App Mesh's Envoys, Temporal, a worker",
  lead: 'Requests are counted by a caller outside the mesh, one by one, while its own Envoy splits the traffic.',
  versions: {
    second: {
      title: 'Version two: a vote counts 1',
      story: 'One line is edited; a canary takes the traffic in steps.',
      edits: [ONE_PER_VOTE],
      judge: 'errorCount',
    },
    third: {
      title: 'Version three: listens on 4568',
      story: 'The mesh still calls 4567, so its requests fail.',
      edits: [ONE_PER_VOTE, WRONG_PORT],
      judge: 'errorCount',
    },
    thirdAgain: {
      title: 'Version three again, judged by evidence',
      story: 'The same fault under the same traffic; Envoys are looked at all the time.',
      edits: [ONE_PER_VOTE, WRONG_PORT],
      judge: 'evidence',
    },
    failing: {
      title: 'Version four: fails one request in twenty',
      story: 'Most of its requests succeed.',
      edits: [ONE_PER_VOTE, FAILS_NOW_AND_THEN],
      judge: 'evidence',
    },
    slow: {
      title: 'Version five: takes twice as long',
      story: 'None of its requests fails.',
      edits: [ONE_PER_VOTE, TWICE_AS_SLOW],
      judge: 'evidence',
    },
    crowded: {
      title: 'Version six: is slow only under all of the traffic',
      story: 'Beside stable it is as fast; alone it takes 300 ms longer.',
      edits: [ONE_PER_VOTE, slowAbove(45)],
      judge: 'evidence',
      steps: 'two',
    },
    ...brokenAndFixed([ONE_PER_VOTE], FAILS_OFTEN),
    unreachable: undefined,
  },
  build: (deployment, cloud) => Promise.resolve(buildAppServer(deployment, cloud)),
  look: (cloud) => appMeshAftermath(cloud, SERVICE),
  inventory: undefined,
  async open(cloud, run) {
    const { frontDoor: url } = cloud.endpoints;
    say('PostgreSQL and Redis, the app server, and the page');
    await Promise.all(['yelb-db', 'yelb-redisserver'].map((service) => deployAsItIs(service, cloud)));
    const first = await run(FIRST);
    await deployAsItIs('yelb-ui', cloud);
    return {
      first,
      visitor: await openYelb(url),
      calls: { url, host: 'yelb-appserver.yelb.local:4567', path: '/api/getvotes' },
      way: 'through their own Envoy',
    };
  },
};

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
