import {
  addTo,
  BALANCER_SERIES,
  brokenOff,
  countsOf,
  groupSeries,
  newTally,
  type GroupSeries,
  type Tally,
} from '../../../activities/metric-sources/target-group-series.ts';
import { evidenceOf } from '../../../workflows/rollout/judge/evidence.ts';
import { noHistory, observeAll, times } from '../../workflows/rollout/judge/scene.ts';

const tallyOf = (series: readonly GroupSeries[], values: Readonly<Record<string, number>>): Tally => {
  const tally = newTally();
  for (const each of series) {
    const value = values[each.metric];
    if (value !== undefined && each.stat === 'Sum') addTo(tally, each, value);
  }
  return tally;
};

interface Asked {
  readonly requests: number;
  /** Of these got no answer of a target. */
  readonly unanswered: number;
}
const answers = ({ requests, unanswered }: Asked) => ({
  RequestCount: requests,
  HTTPCode_Target_2XX_Count: requests - unanswered,
});

/** The evidence against a canary after five minutes like this one, at 10 %: 100 convicts. */
function evidenceAfter(stable: Asked, canary: Asked, others: Asked, gatewayErrors: number): number {
  const sides = [stable, canary].map((side) => tallyOf(groupSeries({}), answers(side)));
  const whole = [stable, canary, others].reduce((sum, each) => ({
    requests: sum.requests + each.requests,
    unanswered: sum.unanswered + each.unanswered,
  }));
  const balancer = tallyOf(BALANCER_SERIES, { ...answers(whole), HTTPCode_ELB_502_Count: gatewayErrors });
  const [ofStable, ofCanary] = brokenOff(sides, balancer).map((broken, i) => countsOf(sides[i]!, broken));
  const bucket = { ...(ofStable && { stable: ofStable }), ...(ofCanary && { canary: ofCanary }) };
  return evidenceOf(observeAll(times(5, bucket), { history: noHistory })).M;
}

/** The same where the canary answers many more requests with a 4xx. */
function evidenceOfClientErrors(counted: Parameters<typeof groupSeries>[0]): number {
  const counts = ([requests, clientErrors]: readonly [number, number]) => {
    const values = {
      RequestCount: requests,
      HTTPCode_Target_2XX_Count: requests - clientErrors,
      HTTPCode_Target_4XX_Count: clientErrors,
    };
    return countsOf(tallyOf(groupSeries(counted), values), 0)!;
  };
  const bucket = { stable: counts([900, 9]), canary: counts([100, 20]) };
  return evidenceOf(observeAll(times(5, bucket), { history: noHistory })).M;
}

const REFUSES = { requests: 2000, unanswered: 40 };

it('a healthy canary that serves WebSockets is not convicted by 502s of another service', () => {
  const stable = { requests: 900, unanswered: 45 };
  expect(evidenceAfter(stable, { requests: 100, unanswered: 5 }, REFUSES, 40)).toBeLessThan(10);
});

it('a canary that closes connections is, though another service has 502s and WebSockets, too', () => {
  const stable = { requests: 900, unanswered: 0 };
  const others = { requests: 2000, unanswered: 80 };
  expect(evidenceAfter(stable, { requests: 100, unanswered: 20 }, others, 60)).toBeGreaterThan(100);
});

it.each([
  ["is the callers' doing", {}, { isConvicted: false }],
  ['convicts where the file counts 4xx as errors', { countAsErrors: '4xx' }, { isConvicted: true }],
] as const)('a canary that answers one request in five with a 4xx: that %s', (_, counted, expected) => {
  expect({ isConvicted: evidenceOfClientErrors(counted) > 100 }).toEqual(expected);
});
