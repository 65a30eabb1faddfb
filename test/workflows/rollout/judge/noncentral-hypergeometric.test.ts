import fc from 'fast-check';
import { lnOddsLikelihoodRatio } from '../../../../workflows/rollout/judge/noncentral-hypergeometric.ts';

const choose = (n: number, k: number): number =>
  k < 0 || k > n ? 0 : Array.from({ length: k }, (_, i) => (n - i) / (i + 1)).reduce((a, b) => a * b, 1);

const small = fc.integer({ min: 1, max: 12 });
const oddsRatio = fc.double({ min: 1, max: 500, noNaN: true });
const margins = fc
  .tuple(small, small)
  .chain(([n1, n2]) => fc.tuple(fc.constant(n1), fc.constant(n2), fc.integer({ min: 1, max: n1 + n2 })));

function* tables(n1: number, n2: number, events: number) {
  for (let x = Math.max(0, events - n2); x <= Math.min(n1, events); x++) {
    const table = { canaryRequests: n1, canaryEvents: x, stableRequests: n2, stableEvents: events - x };
    yield { table, chance: (choose(n1, x) * choose(n2, events - x)) / choose(n1 + n2, events) };
  }
}

describe('the likelihood ratio of an odds ratio', () => {
  it('agrees with the sum of its definition', () => {
    fc.assert(
      fc.property(margins, oddsRatio, ([n1, n2, events], w) => {
        const all = [...tables(n1, n2, events)];
        const norm = all.reduce((sum, { table, chance }) => sum + chance * w ** table.canaryEvents, 0);
        for (const { table } of all) {
          expect(lnOddsLikelihoodRatio(table, w)).toBeCloseTo(
            table.canaryEvents * Math.log(w) - Math.log(norm),
            8,
          );
        }
      }),
    );
  });

  it('has expectation 1 when the odds are equal, whatever the margins are', () => {
    fc.assert(
      fc.property(margins, oddsRatio, ([n1, n2, events], w) => {
        let expectation = 0;
        for (const { table, chance } of tables(n1, n2, events)) {
          expectation += chance * Math.exp(lnOddsLikelihoodRatio(table, w));
        }
        expect(expectation).toBeCloseTo(1, 8);
      }),
    );
  });

  it('has expectation 1 at ten thousand requests, too', () => {
    const [n1, n2, events, w] = [1000, 9000, 500, 1.5];
    let expectation = 0;
    let lnChance = 0;
    for (let i = 0; i < events; i++) lnChance += Math.log((n2 - i) / (n1 + n2 - i));
    for (let x = 0; x <= events; x++) {
      const table = { canaryRequests: n1, canaryEvents: x, stableRequests: n2, stableEvents: events - x };
      expectation += Math.exp(lnChance + lnOddsLikelihoodRatio(table, w));
      lnChance += Math.log(((n1 - x) * (events - x)) / ((x + 1) * (n2 - events + x + 1)));
    }
    expect(expectation).toBeCloseTo(1, 6);
  });

  it('says nothing where there is no event or only one side', () => {
    const table = { canaryRequests: 5, canaryEvents: 0, stableRequests: 5, stableEvents: 0 };
    expect(lnOddsLikelihoodRatio(table, 3)).toBe(0);
    expect(lnOddsLikelihoodRatio({ ...table, canaryEvents: 2, stableRequests: 0 }, 3)).toBe(0);
    expect(lnOddsLikelihoodRatio({ ...table, stableEvents: 2, canaryRequests: 0 }, 3)).toBe(0);
  });

  it('stays finite when everything fails on both sides', () => {
    const table = { canaryRequests: 9000, canaryEvents: 9000, stableRequests: 1000, stableEvents: 1000 };
    expect(lnOddsLikelihoodRatio(table, 5000)).toBeCloseTo(0, 4);
  });
});
