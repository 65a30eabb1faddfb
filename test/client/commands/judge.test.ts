import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { deployJson } from '../../fakes/deploy-json.ts';

const folder = mkdtempSync(join(tmpdir(), 'serin-judge-'));
const file = join(folder, 'deploy.json');
writeFileSync(
  file,
  JSON.stringify(
    deployJson({
      PercentageStep: 10,
      Judge: 'evidence',
      Metrics: { Kind: 'envoy', Address: 'http://prometheus:9090' },
    }),
  ),
);
afterAll(() => rmSync(folder, { recursive: true }));

async function serin(args: string[], input = '') {
  const child = spawn(resolve('bin/serin'), args, { stdio: 'pipe' });
  child.stdin.end(input);
  const [output, errors, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number]>,
  ]);
  return { output, errors, exitCode };
}

const lines = (...values: object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const scenario = { type: 'scenario', bucket_s: 10, lag_s: 10 };
const history = { type: 'history_total', t0: -86_400, t1: 0, stable: { requests: 100_000, errors: 100 } };

describe('serin judge --stdin', () => {
  it('rolls a canary back that is mute while stable is in sight, after five minutes', async () => {
    const ticks = Array.from({ length: 32 }, (_, i) => [
      {
        type: 'bucket',
        t0: 10 * i,
        t1: 10 * i + 10,
        available_at: 10 * i + 20,
        weight: 10,
        stable: { requests: 90, errors: 0 },
      },
      { type: 'tick', now: 10 * i + 10, weight: 10 },
    ]).flat();
    const begin = { type: 'tick', now: 0, weight: 0 };
    const { output, exitCode } = await serin(['judge', '--stdin'], lines(scenario, history, begin, ...ticks));
    const answers = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { action?: string });
    expect(exitCode).toBe(0);
    expect(answers).toHaveLength(33);
    // In the first ten seconds not every caller follows the weight yet.
    expect(answers.findIndex(({ action }) => action === 'rollback')).toBe(32);
  });

  it('refuses a line that it does not understand, with its number', async () => {
    expect(await serin(['judge', '--stdin'], `${lines(scenario)}{"type":"tick"}\n`)).toMatchObject({
      exitCode: 2,
      errors: expect.stringMatching(/^line 2: now is missing: .*weight is missing: /),
    });
  });
});

it('ends at a line that it does not understand, though whoever writes keeps the pipe open', async () => {
  const child = spawn(resolve('bin/serin'), ['judge', '--stdin'], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.write('nonsense\n');
  expect(await once(child, 'exit')).toEqual([2, null]);
});

describe('serin simulate', () => {
  it('forecasts what the plan does to a healthy version and to bad ones', async () => {
    const options = ['-f', file, '--runs', '5', '--canary', '0.2', '--output', 'json'];
    const { output, exitCode } = await serin(['simulate', ...options]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(output)).toMatchObject([
      { canaryErrorRate: 0.001, rolledBack: 0 },
      { canaryErrorRate: 0.2, rolledBack: 1 },
    ]);
  });

  it('replays recorded buckets', async () => {
    const recorded = join(folder, 'recorded.csv');
    const rows = Array.from({ length: 6 }, (_, i) => `${10 * i},${10 * i + 10},10,90,0,10,10`);
    writeFileSync(
      recorded,
      ['t0,t1,weight,stable_requests,stable_errors,canary_requests,canary_errors', ...rows].join('\n'),
    );
    const { output, exitCode } = await serin(['simulate', '-f', file, '--replay', recorded]);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^ *\d+ s {2}at 10 %: roll back: evidence: evidence against the canary/m);
  });

  it.each([
    [['--baseline', '3'], /must be a fraction of requests/],
    [['--replay', join(folder, 'nothing.csv')], /nothing\.csv: ENOENT/],
  ])('refuses %j with exit code 2', async (options, errors) => {
    expect(await serin(['simulate', '-f', file, ...options])).toMatchObject({
      exitCode: 2,
      errors: expect.stringMatching(errors),
    });
  });
});
