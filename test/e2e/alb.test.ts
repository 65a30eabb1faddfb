import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TaskDefinition } from '@aws-sdk/client-ecs';
import { freePort } from '../../infra/local/processes/ports.ts';
import { totalsOf, type Timeline } from '../../infra/local/traffic/timeline.ts';
import { BREAKS_CONNECTIONS, NO_CARTS, WRONG_PORT } from '../../infra/demo/routers/cart-versions.ts';
import { openScaling } from './alb/scaling.ts';
import { ROLLOUT, startAlbLab, type AlbLab } from './alb/lab.ts';
import { unansweredByGroup } from './alb/unanswered.ts';
import { againstPolicy } from './journal.ts';
import { logs } from './story/logs.ts';
import { receiveMessages, type Messages } from './story/messages.ts';
import { metrics } from './story/metrics.ts';
import type { Place, Where } from './story/place.ts';
import { temporalUi } from './story/temporal-ui.ts';
import { variation } from './variation.ts';

const SECRET = Buffer.from('a signing key of some length').toString('base64');
const before = { ...process.env };

let keys: string;
let lab: AlbLab;
let scaling: ReturnType<typeof openScaling>;
let messages: Messages;
let places: Readonly<Record<string, Place>>;
beforeAll(async () => {
  keys = mkdtempSync(join(tmpdir(), 'serin-keys-'));
  writeFileSync(join(keys, 'keys'), `key-1 ${randomBytes(32).toString('base64')}\n`);
  messages = await receiveMessages(SECRET);
  const metricsAddress = `127.0.0.1:${await freePort()}`;
  Object.assign(process.env, {
    SERIN_CODEC_KEY_FILE: join(keys, 'keys'),
    SERIN_METRICS_ADDRESS: metricsAddress,
    SERIN_NOTIFY_PRIVATE: '1',
    SERIN_STORY_URL: messages.url,
    SERIN_STORY_SECRET: SECRET,
  });
  lab = await startAlbLab();
  scaling = openScaling(lab.cloud);
  const codecServer = lab.serin('codec-server', '--port', '0');
  const codec = await lab.until(() =>
    Promise.resolve(/decrypting at (\S+)/.exec(codecServer.printed())?.[1]),
  );
  const [environment = '', service = ''] = ROLLOUT.split('/');
  places = {
    "Temporal's pages": temporalUi(lab.rollout, codec),
    metrics: metrics(metricsAddress, environment, service),
    logs: logs(join(lab.cloud.endpoints.stateFolder, 'logs', 'worker.log')),
    messages,
  };
});
afterAll(async () => {
  await lab?.close();
  messages?.close();
  rmSync(keys, { recursive: true });
  process.env = before;
});

/** The answer of each place, once each has one. */
async function fromEach<Answer>(
  ask: (place: Place) => Promise<Answer | undefined>,
): Promise<Record<string, Answer>> {
  const told = Object.entries(places).map(async ([name, place]): Promise<[string, Answer]> => [
    name,
    await lab.until(() => ask(place)),
  ]);
  return Object.fromEntries(await Promise.all(told));
}

const failures = (timeline: Timeline): [string, number][] =>
  Object.entries(totalsOf(timeline))
    .map(([version, { errors }]): [string, number] => [version, errors])
    .filter(([, errors]) => errors > 0);

/** Versions that have answered. */
const answering = (timeline: Timeline): string[] => Object.keys(totalsOf(timeline)).sort();

const LOGIN = 'https://login.example.com/authorize?client_id=cart&response_type=code&scope=openid';

/** What the sample's task definition has beside its program: secrets, a volume, and an agent that shares it. */
const HAS_EVERYTHING = {
  volumes: [{ name: 'logs' }],
  containerDefinitions: [
    {
      name: 'cart',
      secrets: [{ name: 'SIGNING_KEY', valueFrom: expect.stringContaining(':secretsmanager:') }],
      mountPoints: [{ sourceVolume: 'logs', containerPath: '/var/log/cart' }],
    },
    {
      name: 'agent',
      secrets: [{ name: 'CW_CONFIG_CONTENT', valueFrom: expect.any(String) }],
      mountPoints: [{ sourceVolume: 'logs', containerPath: '/var/log/cart', readOnly: true }],
    },
  ],
};

/** The same with another build of a container, by the digest of its image. */
const rebuilt = (definition: TaskDefinition, container: string): TaskDefinition => ({
  ...definition,
  containerDefinitions: definition.containerDefinitions?.map((each) =>
    each.name === container
      ? { ...each, environment: [], image: expect.stringContaining(`/${container}@sha256:`) as string }
      : each,
  ),
});

/** What nobody would see of an image alone: sizes, a volume, a variable. */
const changed = (definition: TaskDefinition, image: string): TaskDefinition => ({
  ...definition,
  cpu: '1024',
  memory: '2048',
  volumes: [...(definition.volumes ?? []), { name: 'scratch' }],
  containerDefinitions: definition.containerDefinitions?.map((each) =>
    each.name === 'cart' ? { ...each, image, environment: [{ name: 'COLOUR', value: 'green' }] } : each,
  ),
});

describe('an ECS service behind a load balancer', () => {
  it('gets a new version by weights, which is scaled as the one before it, and neither callers nor those who have to log in notice', async () => {
    await scaling.scaleInByAlarm('cart');
    const [traffic, strangers] = [lab.callService(), lab.callAdmin()];
    const before = await lab.settingsOf('cart');
    const start = lab.start(lab.build('second'));
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 0 });

    expect(await lab.split()).toBe('second 100');
    expect(await lab.services()).toEqual(['cart-second 2']);
    const after = await lab.settingsOf('cart-second');
    expect(before.definition).toMatchObject(HAS_EVERYTHING);
    expect(after.definition).toEqual(rebuilt(before.definition, 'cart'));
    expect(after).toMatchObject({
      definitionTags: before.definitionTags,
      tags: { ...before.tags, 'serin:version': 'second' },
      propagateTags: 'SERVICE',
    });
    expect([await scaling.isSuspended('cart'), await scaling.isSuspended('cart-second')]).toEqual([
      undefined,
      false,
    ]);
    const timeline = await traffic.stop();
    expect(failures(timeline)).toEqual([]);
    expect(answering(timeline)).toEqual(['first', 'second']);
    const { [LOGIN]: sentToLogin, ...others } = totalsOf(await strangers.stop());
    expect(others).toEqual({});
    expect(sentToLogin?.statuses).toEqual({ 302: sentToLogin?.requests });
  });

  it('goes back to the version before its first promotion, by the task definition that this ran', async () => {
    const { definition: undone } = await lab.settingsOf('cart-second');
    const traffic = lab.callService();
    const undo = lab.serin('undo', ROLLOUT, '--reason', 'no butter', '--watch');
    expect({ exitCode: await undo.exitCode, printed: undo.printed() }).toMatchObject({ exitCode: 0 });
    expect(undo.printed()).toMatch(/started .*: first in place of second/);
    expect(await lab.split()).toBe('first 100');
    expect(await lab.services()).toEqual(['cart-first 2']);
    const { definition } = await lab.settingsOf('cart-first');
    expect(undone).toEqual(rebuilt(definition, 'cart'));

    const again = lab.serin('undo', ROLLOUT, '--reason', 'no bread', '--watch');
    expect({ exitCode: await again.exitCode, printed: again.printed() }).toMatchObject({ exitCode: 0 });
    expect(await lab.split()).toBe('second 100');
    expect((await lab.settingsOf('cart-second')).definition).toEqual(undone);
    expect(failures(await traffic.stop())).toEqual([]);
  });

  variation('goes back by weights alone while its old tasks are kept', async () => {
    const traffic = lab.callService();
    const start = lab.start(lab.build('kept', [], { keepOldSeconds: 3600 }));
    await lab.until(() => /kept for 3600 s/.test(start.printed()));
    expect(await lab.services()).toEqual(['cart-kept 2', 'cart-second 2']);
    const undo = lab.serin('undo', ROLLOUT, '--reason', 'no butter');
    expect({ exitCode: await undo.exitCode, printed: undo.printed() }).toMatchObject({ exitCode: 0 });
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 4 });
    expect(await lab.split()).toBe('second 100');
    expect(await lab.services()).toEqual(['cart-second 2']);
    const timeline = await traffic.stop();
    expect([failures(timeline), answering(timeline)]).toEqual([[], ['kept', 'second']]);
  });

  it('takes a version back whose requests fail, and only its own did', async () => {
    const traffic = lab.callService();
    const start = lab.start(lab.build('broken', [NO_CARTS]));
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 3 });
    expect(start.printed()).toMatch(/rolled back: errorCount: \d+ of \d+ requests of the canary failed/);

    expect(await lab.split()).toBe('second 100');
    expect(await lab.services()).toEqual(['cart-second 2']);
    expect(failures(await traffic.stop())).toEqual([['broken', expect.any(Number)]]);
  });

  variation(
    'takes a version back that breaks its connections, and no other request is without an answer',
    async () => {
      const traffic = lab.callService();
      const start = lab.start(lab.build('silent', [BREAKS_CONNECTIONS]));
      expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 3 });
      expect(start.printed()).toMatch(/rolled back: errorCount: (\d+) of \1 requests of the canary failed/);

      expect(await lab.split()).toBe('second 100');
      expect(await lab.services()).toEqual(['cart-second 2']);
      const timeline = await traffic.stop();
      // Whoever breaks a connection does not say who it is: callers get a 502 of the load balancer, which knows whom it had asked.
      expect(failures(timeline)).toEqual([['unknown', expect.any(Number)]]);
      const { errors, statuses } = totalsOf(timeline)['unknown']!;
      expect(statuses).toEqual({ 502: errors });
      await lab.until(async () => (await unansweredByGroup(lab)).join() === `0,${errors}`);
    },
  );

  variation(
    'tells of a version that waits for approval, and how it ended, in each of four places alone, though Temporal has it encrypted',
    async () => {
      const traffic = lab.callService();
      const gated = {
        steps: [{ weight: 50, bakeSeconds: 2, gate: { by: ['ann'], seconds: 600 } }],
        notifications: [
          { name: 'story', kind: 'webhook', urlFrom: 'SERIN_STORY_URL', secretFrom: 'SERIN_STORY_SECRET' },
        ],
      };
      const start = lab.start(lab.build('asked', [], gated));
      await lab.until(() => start.printed().includes('started '));
      const { until } = await lab.until(() => messages.where('asked'));
      const isSame = (where: Where | undefined) => where?.until === until && where;
      for (const [place, where] of Object.entries(
        await fromEach(async (each) => isSame(await each.where('asked'))),
      ))
        expect({ place, ...where }).toEqual({
          place,
          version: 'asked',
          weight: 50,
          why: expect.stringMatching(place === 'metrics' ? /^gate$/ : /^(gate: |ann to approve 50 %: )/),
          until,
        });
      const abort = lab.serin('abort', ROLLOUT, '--by', 'ann', '--reason', 'bad graph');
      expect({ exitCode: await abort.exitCode, printed: abort.printed() }).toMatchObject({ exitCode: 0 });
      expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 4 });
      for (const [place, told] of Object.entries(await fromEach((each) => each.end('asked'))))
        expect({ place, ...told }).toEqual({
          place,
          version: 'asked',
          outcome: 'aborted',
          reason: expect.stringMatching(place === 'metrics' ? /abort/ : /aborted by ann: bad graph/),
        });
      expect(messages.kinds('asked')).toEqual(['started', 'gate', 'rollingBack', 'aborted']);
      expect(failures(await traffic.stop())).toEqual([]);
    },
  );

  variation(
    'gives no traffic to a version that its load balancer finds unhealthy, and says why',
    async () => {
      const traffic = lab.callService();
      const start = lab.start(lab.build('unreachable', [WRONG_PORT]));
      expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 3 });
      expect(start.printed()).toMatch(/failed ELB health checks/);

      expect(await lab.services()).toEqual(['cart-second 2']);
      const timeline = await traffic.stop();
      expect(failures(timeline)).toEqual([]);
      expect(answering(timeline)).toEqual(['second']);
    },
  );

  variation(
    'loses a version that an operator aborts, though the worker is killed in its bake, and shrinks only afterwards',
    async () => {
      const traffic = lab.callService();
      const long = { steps: [{ weight: 50, bakeSeconds: 600 }] };
      const start = lab.start(lab.build('unwanted', [], long));
      await lab.until(async () => answering(traffic.timeline()).includes('unwanted'));
      await lab.cloud.kill('worker', 'SIGKILL');
      await scaling.setAlarmOff();
      expect(await scaling.wantedTasks('cart-second')).toBe(2);
      await lab.cloud.restart('worker');
      const abort = lab.serin('abort', ROLLOUT, '--reason', 'bad graph');
      expect({ exitCode: await abort.exitCode, printed: abort.printed() }).toMatchObject({ exitCode: 0 });
      expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 4 });

      expect(await lab.split()).toBe('second 100');
      expect(await lab.services()).toEqual(['cart-second 2']);
      await scaling.setAlarmOff();
      expect(await scaling.wantedTasks('cart-second')).toBe(1);
      expect(failures(await traffic.stop())).toEqual([]);
    },
  );

  variation(
    'runs a task definition that a pipeline has rendered, whole and not its image alone',
    async () => {
      const traffic = lab.callService();
      const file = lab.build('rendered');
      const before = await lab.settingsOf('cart-second');
      const { image } = (JSON.parse(readFileSync(file, 'utf8')) as { version: { image: string } }).version;
      const rendered = { ...changed(before.definition, image), revision: 7, status: 'ACTIVE' };
      const path = `${file}.task-definition.json`;
      writeFileSync(path, JSON.stringify(rendered));
      const start = lab.serin(
        'start',
        '-f',
        file,
        '--watch',
        '--task-definition',
        path,
        '--container',
        'cart',
      );
      expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 0 });

      expect(await lab.split()).toBe('rendered 100');
      const after = await lab.settingsOf('cart-rendered');
      const [cart, ...others] = rebuilt(changed(before.definition, image), 'cart').containerDefinitions ?? [];
      expect(after.definition).toMatchObject({
        cpu: '1024',
        memory: '2048',
        volumes: [{ name: 'logs' }, { name: 'scratch' }],
        containerDefinitions: [{ ...cart, environment: [{ name: 'COLOUR', value: 'green' }] }, ...others],
      });
      expect(failures(await traffic.stop())).toEqual([]);
    },
  );

  it('takes no more of AWS than «serin iam» tells', async () => {
    const { denied, unused } = await againstPolicy(lab.build('next'), await lab.callsSince(0));
    expect(denied).toEqual([]);
    // No scheduled actions scale it, and no default action forwards to it.
    expect(unused).toEqual([
      'application-autoscaling:PutScheduledAction',
      'elasticloadbalancing:ModifyListener',
    ]);
  });
});
