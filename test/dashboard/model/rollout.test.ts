import { untilEnd } from '../../../dashboard/model/until-end.ts';
import { rolloutModel } from '../../../dashboard/model/rollout.ts';
import { split, verdictRecord } from '../../fakes/rollout-status.ts';
import { rolloutView } from '../../fakes/rollout-view.ts';
import type { RolloutStatus } from '../../../workflows/rollout/status.ts';

const NOW = new Date('2026-03-01T12:10:00.000Z');
const AROUND = { now: NOW, viewer: { by: 'olivia', groups: [] }, watched: [], links: [] };
const modelOf = (changes: Partial<RolloutStatus>) => rolloutModel(rolloutView(changes), AROUND);
const at = (minute: number) => `2026-03-01T12:0${minute}:00.000Z`;
const seconds = (minute: number) => Date.parse(at(minute)) / 1000;

describe('steps', () => {
  const statesOf = (changes: Partial<RolloutStatus>) => modelOf(changes).steps.map(({ state }) => state);

  it('are done, under way and to come', () => {
    expect(statesOf({})).toEqual(['done', 'under way', 'to come']);
  });

  it('are left where the rollout went back from them', () => {
    expect(statesOf({ phase: 'rolledBack', outcome: { kind: 'rolledBack', reason: 'failed' } })).toEqual([
      'done',
      'left',
      'to come',
    ]);
  });

  it('are all done once the canary is made the stable version', () => {
    expect(statesOf({ phase: 'committing' })).toEqual(['done', 'done', 'done']);
  });

  it('have the latest verdict on their weight', () => {
    const verdicts = [verdictRecord('extend', { kind: 'inconclusive' }), verdictRecord('advance')];
    expect(modelOf({ verdicts }).steps.map(({ verdict }) => verdict)).toEqual([undefined, 'pass', undefined]);
  });
});

describe('plots', () => {
  const plotOf = (name: string, changes: Partial<RolloutStatus>) =>
    modelOf(changes).plots.find((plot) => plot.name === name)!;

  it('keep a weight until the next one, and the last until their end', () => {
    const weights = [
      { at: at(1), split: split(5), wanted: split(5) },
      { at: at(3), split: split(20), wanted: split(25) },
    ];
    const { times, lines } = untilEnd(plotOf('weight', { weights }), seconds(9));
    expect(times).toEqual([seconds(1), seconds(3), seconds(9)]);
    expect(lines.map(({ label, values }) => [label, values])).toEqual([
      ['wanted', [5, 25, 25]],
      ['router', [5, 20, 20]],
    ]);
  });

  it('show the share of requests that was really got, and how many of them failed', () => {
    const buckets = [
      {
        from: seconds(1),
        to: seconds(2),
        weight: 25,
        stable: { requests: 60, failed: 0 },
        canary: { requests: 20, failed: 5 },
      },
    ];
    expect(plotOf('weight', { buckets }).lines[0]?.values).toEqual([25]);
    expect(plotOf('failed', { buckets }).lines.map(({ values }) => values)).toEqual([[0], [25]]);
  });

  it('leave a gap where a latency is beyond what is measured', () => {
    const served = { requests: 1, failed: 0, p50Ms: 10, p95Ms: 20, p99Ms: null };
    const buckets = [{ from: seconds(1), to: seconds(2), weight: 25, canary: served }];
    const { lines } = plotOf('latency', { buckets });
    expect(lines.map(({ label, values }) => [label, values])).toEqual([
      ['canary p50', [10]],
      ['canary p95', [20]],
    ]);
  });

  it('show evidence beside what convicts', () => {
    const verdicts = [verdictRecord('advance', { numbers: { M: 12, threshold: 100 }, at: at(4) })];
    const { scale, lines } = plotOf('evidence', { verdicts });
    expect(scale).toBe('log');
    expect(lines.map(({ label, values }) => [label, values])).toEqual([
      ['convicts', [100]],
      ['evidence', [12]],
    ]);
  });
});

it('tells a command once, with who asked, why, and the words of a refusal', () => {
  const command = { at: at(2), command: 'promote', by: 'alice', reason: 'hurry', refused: 'it is paused' };
  const events = [
    { number: 1, at: at(1), what: 'step 2 of 3: 25 %' },
    { number: 2, at: at(2), what: 'promote by alice: hurry (refused: it is paused)' },
  ];
  expect(modelOf({ commands: [command], events }).log).toEqual([
    { at: at(2), kind: 'command', what: 'promote', by: 'alice', reason: 'hurry', refused: 'it is paused' },
    { at: at(1), kind: 'event', what: 'step 2 of 3: 25 %' },
  ]);
});

it('measures evidence on a logarithmic scale to the line that convicts', () => {
  const verdicts = [verdictRecord('advance', { numbers: { M: 10, threshold: 100 } })];
  expect(modelOf({ verdicts }).evidence).toMatchObject({ against: 10, threshold: 100, fraction: 0.5 });
});

it('says where it looked for tasks in vain, as in the account of another service', () => {
  const { tasks, tasksTrouble } = rolloutModel(rolloutView(), {
    ...AROUND,
    tasks: { services: [], tasks: [] },
  });
  expect([tasks, tasksTrouble]).toEqual([
    [],
    'ECS has no such service in the account and Region that this server looks at',
  ]);
});
