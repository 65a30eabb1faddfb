import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { completed, keptIn, type Played, roundsOf } from '../../../bench/judge/kept.ts';
import { measuredIn, playFrom } from '../../../bench/judge/measure.ts';
import { serin } from '../../../bench/judge/rivals/serin.ts';
import { errors, fast } from '../../../bench/judge/scenario.ts';

const SEED = 7;
const scenario = errors(10, 0.01, 0.06);
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serin-kept-'));
  file = join(folder, 'played');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** So many rollouts, by way of the file; notes which of them had to be played. */
function play(runs: number, seed = SEED): { played: readonly Played[]; firsts: number[] } {
  const firsts: number[] = [];
  const played = completed(keptIn(file, seed), 'a scenario', runs, (first) => {
    firsts.push(first);
    return playFrom(first, serin, scenario, { regime: fast, runs, seed });
  });
  return { played, firsts };
}

describe('a run of the bench that is kept', () => {
  it('goes on after the last rollout that was kept, and comes to what an uninterrupted one comes to', () => {
    expect(play(3).firsts).toEqual([0]);
    const continued = play(8);
    expect(continued.firsts).toEqual([3]);
    const atOnce = playFrom(0, serin, scenario, { regime: fast, runs: 8, seed: SEED });
    expect(measuredIn(scenario, continued.played)).toEqual(measuredIn(scenario, atOnce));
  });

  it('plays nothing that is there already, and answers no more than was asked for', () => {
    const { played } = play(4);
    expect(play(2)).toEqual({ played: played.slice(0, 2), firsts: [] });
  });

  it('plays again what was being written when it was interrupted', () => {
    const { played } = play(2);
    play(4);
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -5));
    expect(play(2)).toEqual({ played, firsts: [] });
    expect(play(4).firsts).toEqual([2]);
    expect(play(4).firsts).toEqual([]);
  });

  it('refuses to go on from another seed, or with what another judge has played', () => {
    play(1);
    expect(() => play(2, SEED + 1)).toThrow('is of other code or another seed');
    const [, ...lines] = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, '{"code":"another","seed":7}\n');
    appendFileSync(file, lines.join('\n'));
    expect(() => play(2)).toThrow('is of other code or another seed');
  });

  it('plays its rounds up to the size that was asked for', () => {
    expect(roundsOf(250)).toEqual([84, 167, 250]);
    expect(roundsOf(40)).toEqual([40]);
  });
});
