import { readFileSync, writeFileSync } from 'node:fs';
import { NO_CARTS } from '../../infra/demo/routers/cart-versions.ts';
import type { Edit } from '../../infra/demo/edits.ts';
import { totalsOf, type Timeline } from '../../infra/local/traffic/timeline.ts';
import { startTraffic } from '../../infra/local/traffic/traffic.ts';
import { startAlbLab, type AlbLab } from './alb/lab.ts';
import { createConnectedService } from './ecs-own-queries/connected-service.ts';
import { createNetworkService } from './ecs-own-queries/network-service.ts';
import { startPrometheus, type OwnPrometheus } from './ecs-own-queries/prometheus.ts';
import {
  registerImage,
  type CreateUncounted,
  type UncountedService,
} from './ecs-own-queries/uncounted-service.ts';
import { variations } from './variation.ts';

const SERVICE = 'ledger';

/** The program counts its answers itself, since nothing before it counts any. */
const COUNTS: Edit = {
  file: 'server.mjs',
  from: "const { pathname } = new URL(request.url, 'http://cart');",
  to: `const { pathname } = new URL(request.url, 'http://cart');
  if (pathname === '/metrics')
    return response.end(Object.entries(answers).map(([code, n]) => \`http_requests_total{code="\${code}"} \${n}\\n\`).join(''));`,
};
const COUNTED: Edit = {
  file: 'server.mjs',
  from: 'response.writeHead(status).end(text);',
  to: "response.writeHead(status).end(text);\n  if (pathname === '/cart') answers[status] += 1;",
};
const ANSWERS: Edit = {
  file: 'server.mjs',
  from: 'const port = 8080;',
  to: 'const port = 8080;\nconst answers = { 200: 0, 500: 0 };',
};

let lab: AlbLab;
let ledger: UncountedService;
let prometheus: OwnPrometheus;

/** A task definition of the image of a version. */
const definitionOf = async (version: string, edits: readonly Edit[] = []): Promise<string> => {
  const file = lab.build(version, [ANSWERS, COUNTS, COUNTED, ...edits]);
  const { version: built } = JSON.parse(readFileSync(file, 'utf8')) as { version: { image: string } };
  return registerImage(lab.cloud, SERVICE, built.image);
};

const count = (labels: string) => `sum(rate(http_requests_total{${labels}}[{{window}}]))`;

/** A file whose metrics are the user's own queries, with a label of the revision. */
function rolloutFile(): string {
  const file = `${lab.cloud.endpoints.stateFolder}/ledger.yaml`;
  const rollout = {
    environment: lab.cloud.endpoints.environment,
    service: SERVICE,
    version: { id: 'new', image: 'any' },
    driver: { kind: 'ecsNative' },
    metrics: {
      kind: 'prometheus',
      address: prometheus.address,
      periodSeconds: 2,
      scrapeSeconds: 1,
      own: {
        requests: count('revision="{{version}}"'),
        errors: count('revision="{{version}}",code="500"'),
      },
    },
    judge: { kind: 'errorCount', windowSeconds: 60 },
    steps: [{ weight: 50, bakeSeconds: 6 }],
    finalBakeSeconds: 4,
    limits: { holdSeconds: 60, extensionSeconds: 30 },
  };
  writeFileSync(file, JSON.stringify(rollout));
  return file;
}

const call = () =>
  startTraffic({
    url: ledger.url,
    path: '/cart',
    requestsPerSecond: 20,
    reconnects: true,
    answeredBy: (headers) => headers['x-version']?.toString() ?? 'unknown',
  });

const failures = (timeline: Timeline): string[] =>
  Object.entries(totalsOf(timeline)).flatMap(([version, { errors }]) => (errors > 0 ? [version] : []));

const SERVICES: readonly [where: string, create: CreateUncounted, expectedWrites: readonly string[]][] = [
  [
    'behind a Network Load Balancer',
    createNetworkService,
    ['ModifyListener ecs.amazonaws.com', 'ModifyListener ecs.amazonaws.com'],
  ],
  ['by Service Connect', createConnectedService, []],
];

const rolledOutBy = (create: CreateUncounted, expectedWrites: readonly string[]) => {
  beforeAll(async () => {
    lab = await startAlbLab();
    ledger = await create(lab.cloud, SERVICE, await definitionOf('one'));
    prometheus = await startPrometheus(lab.cloud, SERVICE);
  });
  afterAll(async () => {
    await prometheus?.close();
    await lab?.close();
  });

  it("promotes what the user's own queries find well, without one failed request", async () => {
    const traffic = call();
    const since = await lab.latestCall();
    await ledger.deploy(await definitionOf('two'));
    const start = lab.serin('start', '-f', rolloutFile(), '--adopt', '--watch');
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 0 });
    const timeline = await traffic.stop();
    expect(failures(timeline)).toEqual([]);
    expect(Object.keys(totalsOf(timeline)).sort()).toEqual(['one', 'two']);
    expect(await ledger.weights()).toEqual([100, 0]);
    const writes = (await lab.callsSince(since)).filter(({ action }) => action.startsWith('Modify'));
    expect(writes.map(({ action, userAgent }) => `${action} ${userAgent.split(' ')[0]}`)).toEqual(
      expectedWrites,
    );
  });

  it('has ECS take back what they find failing', async () => {
    const traffic = call();
    await ledger.deploy(await definitionOf('three', [NO_CARTS]));
    const start = lab.serin('start', '-f', rolloutFile(), '--adopt', '--watch');
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 3 });
    expect(failures(await traffic.stop())).toEqual(['three']);
    await lab.until(() => ledger.isSettled());
    expect(await ledger.weights()).toEqual([100, 0]);
  });
};

for (const [where, create, expectedWrites] of SERVICES)
  variations(`a service ${where}`, () => rolledOutBy(create, expectedWrites));
