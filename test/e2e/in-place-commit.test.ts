import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit } from '../../infra/demo/edits.ts';
import { unknowing } from '../../infra/demo/routers/cart-stack.ts';
import { takeInventory } from '../../infra/demo/routers/inventory.ts';
import { totalsOf, type Timeline } from '../../infra/local/traffic/timeline.ts';
import { ROLLOUT, startAlbLab, type AlbLab } from './alb/lab.ts';
import { openProtection } from './alb/protection.ts';
import type { Program } from './program.ts';
import { variation } from './variation.ts';

/** A service whose deployments ECS rolls back when their tasks do not start. */
const withBreaker = (template: string): string =>
  unknowing(template).replace(
    /( +)DesiredCount: 2\n/,
    '$&$1DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } }\n',
  );

let lab: AlbLab;
/** The version that the service runs. */
let present = 'first';
beforeAll(async () => {
  lab = await startAlbLab(withBreaker);
});
afterAll(() => lab?.close());

/** Somebody says when the service gets the version. */
const IN_PLACE = { provisioner: { kind: 'ecs' }, finalGate: {} };

const failures = (timeline: Timeline): [string, number][] =>
  Object.entries(totalsOf(timeline))
    .map(([version, { errors }]): [string, number] => [version, errors])
    .filter(([, errors]) => errors > 0);

const answering = (timeline: Timeline): string[] => Object.keys(totalsOf(timeline)).sort();

/** Where the traffic is while the service does not run the version, and what is waited for. */
const AT_CANARY = (version: string, what: RegExp) => ({
  phase: 'committing',
  readBack: [
    { version: 'cart', weight: 0 },
    { version, weight: 100 },
  ],
  waitsFor: { what: expect.stringMatching(what) },
});

/** Starts a rollout and waits until all its version's tasks run, and the service has none of them yet. */
async function untilTried(
  version: string,
  edits: readonly Edit[] = [],
  provisioner: object = {},
): Promise<Program> {
  const fields = { ...IN_PLACE, provisioner: { ...IN_PLACE.provisioner, ...provisioner } };
  const start = lab.start(lab.build(version, edits, fields));
  await lab.until(async () => (await lab.view())?.status.waitsFor?.what.includes(' to approve '));
  return start;
}

async function say(command: 'approve' | 'promote' | 'abort'): Promise<void> {
  const said = lab.serin(command, ROLLOUT, '--reason', 'test');
  expect({ exitCode: await said.exitCode, printed: said.printed() }).toMatchObject({ exitCode: 0 });
}

describe('an ECS service whose new tasks do not start once it is to run what was tried', () => {
  /** While it is there, none of their tasks starts. */
  let outage: string;
  beforeAll(() => (outage = join(lab.cloud.endpoints.stateFolder, 'outage')));
  const fragile = (): Edit => ({
    file: 'server.mjs',
    from: 'server.listen(port);',
    to: `if (existsSync(${JSON.stringify(outage)})) process.exit(7);\nserver.listen(port);`,
  });
  const REASON =
    /^a person \(promote or abort\): cart does not run \w+: ECS has rolled it back: .*tasks failed to start.*exit(ed|s)?.*7/i;

  async function untilHeld(version: string): Promise<Program> {
    const start = await untilTried(version, [fragile()]);
    writeFileSync(outage, '');
    await say('approve');
    await lab.until(async () => (await lab.view())?.status.held);
    expect((await lab.view())?.status).toMatchObject(AT_CANARY(version, REASON));
    return start;
  }

  variation(
    'is rolled back by ECS while the canary serves, and goes back where a person aborts',
    async () => {
      const before = await takeInventory(lab.cloud);
      const traffic = lab.callService();
      const start = await untilHeld('second');
      await say('abort');
      expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 4 });
      expect(await takeInventory(lab.cloud)).toEqual(before);
      const timeline = await traffic.stop();
      expect([failures(timeline), answering(timeline)]).toEqual([[], ['first', 'second']]);
      rmSync(outage);
    },
  );

  variation('comes to run it where a person has it tried again', async () => {
    const { revisions: _, ...before } = await takeInventory(lab.cloud);
    const traffic = lab.callService();
    const start = await untilHeld('third');
    rmSync(outage);
    await say('promote');
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 0 });
    const { revisions: __, ...after } = await takeInventory(lab.cloud);
    expect(after).toEqual(before);
    expect(await lab.services()).toEqual(['cart 2']);
    const timeline = await traffic.stop();
    expect([failures(timeline), answering(timeline)]).toEqual([[], [present, 'third']]);
    present = 'third';
  });
});

describe('an ECS service that gets its traffic back in steps', () => {
  const STEPS = { handBack: [{ weight: 40, bakeSeconds: 4 }] };

  variation('has it step by step', async () => {
    const traffic = lab.callService();
    const start = await untilTried('fourth', [], STEPS);
    await say('approve');
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 0 });
    expect(await lab.weightsOf('fourth')).toEqual([0, 50, 100, 60, 0]);
    expect(failures(await traffic.stop())).toEqual([]);
    present = 'fourth';
  });

  variation('leaves it to the canary where its own tasks do worse with the same version', async () => {
    const before = await takeInventory(lab.cloud);
    const traffic = lab.callService();
    const outage = join(lab.cloud.endpoints.stateFolder, 'outage-of-carts');
    const ill = {
      file: 'server.mjs',
      from: 'const server =',
      to: `const ill = existsSync(${JSON.stringify(outage)});\nconst server =`,
    };
    const answers = {
      file: 'server.mjs',
      from: 'return [200, { version',
      to: 'return [ill ? 500 : 200, { version',
    };
    const start = await untilTried('fifth', [ill, answers], STEPS);
    writeFileSync(outage, '');
    await say('approve');
    await lab.until(async () => (await lab.view())?.status.held);
    expect((await lab.view())?.status).toMatchObject(
      AT_CANARY(
        'fifth',
        /^a person \(promote or abort\): cart runs fifth, and does not get its traffic: errorCount: /,
      ),
    );
    expect(await lab.weightsOf('fifth')).toEqual([0, 50, 100, 60, 100]);
    await say('abort');
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 4 });
    expect(await takeInventory(lab.cloud)).toEqual(before);
    expect(failures(await traffic.stop())).toEqual([['fifth', expect.any(Number)]]);
  });
});

describe('an ECS service with a task that is protected from deployments', () => {
  variation(
    'comes to run the new version once it is so no longer, and the canary serves until then',
    async () => {
      const { revisions: _, ...before } = await takeInventory(lab.cloud);
      const protection = openProtection(lab.cloud);
      const traffic = lab.callService();
      const start = await untilTried('sixth');
      const old = await protection.protectOne('cart');
      await say('approve');
      // All others have gone.
      await lab.until(async () => (await protection.oldTasks('cart')).join() === old);
      expect((await lab.view())?.status).toMatchObject(
        AT_CANARY('sixth', /to run sixth, by a rolling deployment$/),
      );
      await protection.unprotect(old);
      expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 0 });
      const { revisions: __, ...after } = await takeInventory(lab.cloud);
      expect(after).toEqual(before);
      const timeline = await traffic.stop();
      expect([failures(timeline), answering(timeline)]).toEqual([[], [present, 'sixth']]);
    },
  );
});
