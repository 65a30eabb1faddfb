import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';
import { freePort } from '../../infra/local/processes/ports.ts';
import type { Version } from './article.ts';
import { ROLLOUT, SERVICE, startLab, WORKFLOW_ID, type Lab } from './lab.ts';
import type { Program } from './program.ts';
import { variation } from './variation.ts';

let lab: Lab;
let stable: Version;

beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab?.close());

/** What a program printed, once it has ended well. */
async function answer(program: Program): Promise<string> {
  expect({ exitCode: await program.exitCode, printed: program.printed() }).toMatchObject({ exitCode: 0 });
  return program.printed();
}

/** Long enough that no step ends by itself: what a signal brings about is told from what time does. */
const LONG_BAKES = { WaitTime: 600 };

/** Resolves when the running rollout bakes at a weight, and is paused or not. */
const baking = (weight: number, { paused }: { paused: boolean }) =>
  lab.until(async () => {
    const status = (await lab.view())?.status;
    return status?.waitsFor?.what.startsWith(`${weight} % to have baked`) && status.paused === paused;
  });

describe('serin without a rollout', () => {
  it('names every problem of a deployment file at once, and starts nothing', async () => {
    const file = join(lab.cloud.endpoints.stateFolder, 'bad.json');
    writeFileSync(
      file,
      JSON.stringify({ EnvironmentName: 'ecs-blogpost', PercentageStep: 150, WaitTime: 'soon' }),
    );
    const start = lab.serin('start', '-f', file, '--watch');
    expect(await start.exitCode).toBe(2);
    for (const field of ['PercentageStep', 'WaitTime', 'MicroserviceName', 'Sha', 'CanaryTemplate'])
      expect(start.printed()).toMatch(new RegExp(`^ *${field}( \\(line \\d+, column \\d+\\))?: `, 'm'));
    expect(JSON.parse(await answer(lab.serin('list', '--output', 'json')))).toEqual([]);
  });

  it('refuses a template that CloudFormation does not take before anything is made', async () => {
    const { file } = lab.build('broken template');
    const CanaryTemplate = Buffer.from('Resources:\n  Node: {Type: AWS::AppMesh::VirtualNode').toString(
      'base64',
    );
    const json = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...json, CanaryTemplate }));
    const before = await lab.latestCall();
    const start = lab.serin('start', '-f', file, '--watch');
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({
      exitCode: 2,
      printed: expect.stringMatching(/CanaryTemplate: ValidationError: /),
    });
    expect(start.printed()).not.toContain('rolled back');
    expect((await lab.callsSince(before)).map(({ action }) => action)).not.toContain('CreateStack');
  });

  it('says in one sentence that Temporal is not reachable, and where', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const status = lab.serinAt(address, 'status', ROLLOUT);
    expect(await status.exitCode).toBe(1);
    expect(status.printed()).toMatch(new RegExp(`^Temporal is not reachable at ${address}\\. .*\n$`));
  });

  it('checks what rollouts need, and says what to do about what is not well', async () => {
    const lines = (await answer(lab.serin('doctor'))).trim().split('\n');
    for (const line of [
      /^ok +command +serin .* on Node\.js /,
      /^ok +temporal +version .* at 127\.0\.0\.1:/,
      /^ok +namespace +default$/,
      /^ok +search /,
      /^warn +workers on serin +1 worker; 0 rollouts under way: run two/,
      /^ok +aws +arn:aws:\S+ in \S+, account \d{12}$/,
      /^ok +clock /,
      /^ok +quotas +\d+ of 2000 CloudFormation stacks$/,
    ])
      expect(lines).toContainEqual(expect.stringMatching(line));
    const nobody = lab.serinAt(`127.0.0.1:${await freePort()}`, 'doctor');
    expect(await nobody.exitCode).toBe(1);
    expect(nobody.printed()).toMatch(/^fail +temporal +cannot be used: Temporal is not reachable/m);
  });

  it('refuses to signal a rollout that does not run', async () => {
    const pause = lab.serin('pause', ROLLOUT);
    expect(await pause.exitCode).toBe(5);
    expect(pause.printed()).toBe(`refused: no rollout ${WORKFLOW_ID} is running\n`);
  });
});

describe('the Temporal CLI', () => {
  const signal = (name: string, ...input: string[]) =>
    lab.temporal('workflow', 'signal', '--workflow-id', WORKFLOW_ID, '--name', name, ...input);

  const start = ({ file }: Version) =>
    lab.temporal(
      ...['workflow', 'start', '--type', 'canaryRollout', '--task-queue', 'serin'],
      ...['--workflow-id', WORKFLOW_ID, '--input-file', file],
    );

  const query = async (): Promise<RolloutStatus> => {
    const printed = await answer(
      lab.temporal('workflow', 'query', '--workflow-id', WORKFLOW_ID, '--type', 'status', '--output', 'json'),
    );
    return (JSON.parse(printed) as { queryResult: RolloutStatus[] }).queryResult[0]!;
  };

  it('starts a rollout that serin can watch', async () => {
    stable = lab.build('first');
    await answer(start(stable));
    expect(await answer(lab.serin('watch', ROLLOUT))).toMatch(/\npromoted: .*\n$/);
    lab.callService();
  });

  it('pauses, resumes, promotes and aborts, with and without words', async () => {
    const next = lab.build('by Temporal CLI', [], LONG_BAKES);
    await answer(start(next));
    await answer(signal('pause'));
    await baking(50, { paused: true });
    expect(await query()).toMatchObject({ canary: next.sha, paused: true, step: { weight: 50 } });
    await answer(signal('resume', '--input', '{"by":"Ann","reason":"the graph is fine"}'));
    await baking(50, { paused: false });
    await answer(signal('promote', '--input', '{"by":"Ann","step":true}'));
    await baking(100, { paused: false });
    await answer(signal('abort', '--input', '"the new page is empty"'));

    const watch = lab.serin('watch', ROLLOUT);
    expect(await watch.exitCode).toBe(4);
    expect(await query()).toMatchObject({
      phase: 'aborted',
      readBack: [{ version: stable.sha, weight: 100 }],
      commands: [
        { command: 'pause', by: 'unknown' },
        { command: 'resume', by: 'Ann', reason: 'the graph is fine' },
        { command: 'promote', by: 'Ann' },
        { command: 'abort', by: 'unknown', reason: 'the new page is empty' },
      ],
    });
    expect(await lab.versionsWithStack()).toEqual([stable.sha]);
  });

  variation('promotes by a signal without input', async () => {
    const next = lab.build('promoted by Temporal CLI', [], LONG_BAKES);
    const before = await lab.latestCall();
    await answer(start(next));
    await lab.routeWritten(`${stable.sha} 50, ${next.sha} 50`, before);
    await answer(signal('promote'));
    await answer(lab.serin('watch', ROLLOUT));
    expect(await lab.versionsWithStack()).toEqual([next.sha]);
    stable = next;
  });
});

describe('serin with a rollout', () => {
  it('pauses it, shows it, refuses a second one, resumes it and promotes it', async () => {
    const next = lab.build('by serin', [], LONG_BAKES);
    const start = lab.start(next);
    await lab.until(() => start.printed().includes(`started ${WORKFLOW_ID}`));
    await answer(lab.serin('wait', ROLLOUT, '--for', '50%'));
    expect(await answer(lab.serin('complete', '--', 'status', ''))).toContain(`${ROLLOUT}\t`);
    expect(await answer(lab.serin('pause', ROLLOUT, '--by', 'Ann', '--reason', 'lunch'))).toMatch(
      / took the command \(pause\): baking, step 1 of 2 at 50 %, paused; .*; next: serin resume /,
    );
    await baking(50, { paused: true });

    const { running, status } = JSON.parse(
      await answer(lab.serin('status', ROLLOUT, '--output', 'json')),
    ) as { running: boolean; status: RolloutStatus };
    expect({ running, ...status }).toMatchObject({
      running: true,
      phase: 'baking',
      paused: true,
      step: { number: 1, of: 2, weight: 50 },
      readBack: [
        { version: stable.sha, weight: 50 },
        { version: next.sha, weight: 50 },
      ],
      commands: [{ command: 'pause', by: 'Ann', reason: 'lunch' }],
    });
    expect(await answer(lab.serin('list'))).toMatch(
      new RegExp(`^${WORKFLOW_ID} .*${next.sha} baking, step 1 of 2 at 50 %, paused\n`),
    );

    const second = lab.start(lab.build('one too many'));
    expect(await second.exitCode).toBe(5);
    expect(second.printed()).toContain(`refused: ${WORKFLOW_ID} is already running (${next.sha} is baking`);

    expect(await answer(lab.serin('resume', ROLLOUT))).toContain('(resume): baking, step 1 of 2 at 50 %; ');
    expect(await answer(lab.serin('promote', ROLLOUT, '--step'))).toContain(
      '(promote): baking, step 2 of 2 at 100 %; ',
    );
    await baking(100, { paused: false });
    const tooLong = lab.serin('wait', ROLLOUT, '--timeout', '1s');
    expect(await tooLong.exitCode).toBe(1);
    expect(tooLong.printed()).toBe('not yet after 1 s: baking, step 2 of 2 at 100 %\n');
    await answer(lab.serin('promote', ROLLOUT, '--reason', 'seen enough'));
    await answer(start);
    expect(await lab.versionsWithStack()).toEqual([next.sha]);
    expect((await lab.recordedVersion()).image).toBe(next.image);
    stable = next;
  });

  it('aborts it, and start --watch tells so by its exit code', async () => {
    const next = lab.build('to be aborted', [], LONG_BAKES);
    const before = await lab.latestCall();
    const start = lab.start(next);
    await lab.routeWritten(`${stable.sha} 50, ${next.sha} 50`, before);
    expect(await answer(lab.serin('abort', ROLLOUT, '--by', 'Ann', '--reason', 'bad graph'))).toMatch(
      /\(abort\): (rolling back|aborted)/,
    );
    expect(await lab.serin('wait', ROLLOUT).exitCode).toBe(4);
    expect(await start.exitCode).toBe(4);
    expect(start.printed()).toContain('aborted: aborted by Ann: bad graph');
    expect((await lab.routeWritesSince(before)).at(-1)?.split).toBe(`${stable.sha} 100`);
    expect(await lab.versionsWithStack()).toEqual([stable.sha]);
  });

  it('finds it by the search attributes that the worker registered', async () => {
    const aborted = () => answer(lab.serin('list', '--phase', 'aborted', '--service', SERVICE));
    await lab.until(async () => (await aborted()).includes('aborted'));
    for (const line of (await aborted()).trim().split('\n')) expect(line).toMatch(/ aborted$/);
    expect(await answer(lab.serin('list', '--phase', 'rolledBack'))).toBe('no rollouts\n');
  });

  it('is told by its own worker, and by what is listed, while a rollout of another queue has none', async () => {
    const { file } = lab.build('nobody serves it');
    const json = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...json, MicroserviceName: 'orphan' }));
    await answer(lab.serin('start', '-f', file, '--task-queue', 'nobody'));
    const orphan = `${ROLLOUT.split('/')[0]}/orphan`;
    const listed = () => answer(lab.serin('list'));
    await lab.until(async () => (await listed()).includes('orphan'));
    const lines = (await listed()).trim().split('\n');
    expect(lines[0]).toMatch(/orphan .* running \(no worker answers on nobody\)$/);
    for (const line of lines.slice(1)) expect(line).toMatch(/ (promoted|aborted|refused)$/);

    const watch = lab.serin('watch', orphan, '--patience', '1s');
    expect(await watch.exitCode).toBe(1);
    expect(watch.printed()).toMatch(/nobody has answered for 1 s: no worker answers on task queue nobody/);
    await answer(lab.temporal('workflow', 'terminate', '--workflow-id', `canary/${orphan}`));
  });
});
